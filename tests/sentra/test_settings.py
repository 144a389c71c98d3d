from pathlib import Path

import pytest

from sentra.settings import Settings, SettingsError, document

HOME = {"HOME": "/home/siti"}


def test_nothing_set_gives_the_documented_defaults() -> None:
    assert Settings.from_environment(HOME) == Settings(
        data=Path("/home/siti/.local/share/sentra"),
        database_url=None,
        host="127.0.0.1",
        port=8000,
        workers=1,
        base_url=None,
        secret=None,
        session_hours=12,
        upload_megabytes=10,
        smtp_host=None,
        smtp_port=587,
        smtp_security="starttls",
        smtp_user=None,
        smtp_password=None,
        mail_sender=None,
        log_level="info",
        log_format="console",
        demo=False,
    )


def test_each_setting_is_read_from_its_variable() -> None:
    environment = {
        "SENTRA_DATA": "/srv/sentra",
        "SENTRA_DATABASE_URL": "postgresql://sentra@db/sentra",
        "SENTRA_HOST": "::1",
        "SENTRA_PORT": "0",
        "SENTRA_WORKERS": "4",
        "SENTRA_BASE_URL": "https://sentra.example/",
        "SENTRA_SECRET": "s" * 32,
        "SENTRA_SESSION_HOURS": "8",
        "SENTRA_UPLOAD_MEGABYTES": " 20 ",
        "SENTRA_SMTP_HOST": "mail.sentra.example",
        "SENTRA_SMTP_PORT": "465",
        "SENTRA_SMTP_SECURITY": "tls",
        "SENTRA_SMTP_USER": "sentra",
        "SENTRA_SMTP_PASSWORD": "rahasia",
        "SENTRA_MAIL_SENDER": "pusat@sentra.example",
        "SENTRA_LOG_LEVEL": "WARNING",
        "SENTRA_LOG_FORMAT": "json",
        "SENTRA_DEMO": "yes",
    }
    assert Settings.from_environment(environment) == Settings(
        data=Path("/srv/sentra"),
        database_url="postgresql://sentra@db/sentra",
        host="::1",
        port=0,
        workers=4,
        base_url="https://sentra.example",
        secret="s" * 32,
        session_hours=8,
        upload_megabytes=20,
        smtp_host="mail.sentra.example",
        smtp_port=465,
        smtp_security="tls",
        smtp_user="sentra",
        smtp_password="rahasia",
        mail_sender="pusat@sentra.example",
        log_level="warning",
        log_format="json",
        demo=True,
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment(HOME | {"SENTRA_PORT": ""}) == Settings.from_environment(HOME)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SENTRA_PORT", "80000", "SENTRA_PORT is '80000'; it has to be a whole number from 0 to"),
        ("SENTRA_PORT", "http", "SENTRA_PORT is 'http'; it has to be a whole number from 0 to"),
        ("SENTRA_WORKERS", "0", "SENTRA_WORKERS is '0'; it has to be a whole number from 1 to 64"),
        ("SENTRA_HOST", "a b", "SENTRA_HOST is 'a b'; it has to be a host name or an IP address"),
        ("SENTRA_BASE_URL", "sentra.example", "has to be an http or https address"),
        ("SENTRA_DATABASE_URL", "mysql://u:pw@h/d", r"SENTRA_DATABASE_URL is \(hidden\); it has"),
        ("SENTRA_SECRET", "short", r"SENTRA_SECRET is \(hidden\); it has to be at least 32"),
        ("SENTRA_MAIL_SENDER", "pusat", "has to be an e-mail address in ASCII letters"),
        ("SENTRA_SMTP_HOST", "mail.example", "SENTRA_MAIL_SENDER is not; say from which address"),
        ("SENTRA_LOG_LEVEL", "loud", "has to be debug, info, warning or error"),
        ("SENTRA_DEMO", "maybe", "SENTRA_DEMO is 'maybe'; it has to be yes or no"),
    ],
)
def test_a_wrong_value_is_refused_with_its_rule(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings.from_environment(HOME | {name: value})


def test_no_home_and_no_data_folder_is_refused() -> None:
    with pytest.raises(SettingsError, match="SENTRA_DATA is not set"):
        Settings.from_environment({})


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(data=Path(), port=8080), "http://127.0.0.1:8080"),
        (Settings(data=Path(), host="::1"), "http://[::1]:8000"),
        (Settings(data=Path(), base_url="https://sentra.example"), "https://sentra.example"),
    ],
)
def test_the_address_is_the_one_people_use(settings: Settings, address: str) -> None:
    assert settings.address == address


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    secret = settings.secret_key()
    assert len(secret) == 64
    assert settings.secret_key() == secret
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret"]
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600


def test_docs_settings_md_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text() == document(), "run: python -m sentra.settings > docs/settings.md"
