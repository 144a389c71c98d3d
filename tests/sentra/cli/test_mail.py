"""`sentra mail`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sentra.cli import main


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"SENTRA_DATA": str(tmp_path), "LANG": "en"})


def test_a_test_letter_becomes_a_file_where_no_mail_server_is_set(
    runner: CliRunner, tmp_path: Path
) -> None:
    done = runner.invoke(main, ["mail", "test", "ratna@Example.org"])
    assert done.output == f"Sent to ratna@example.org: {tmp_path / 'mail'} has it.\n"
    [file] = (tmp_path / "mail").iterdir()
    assert b"Subject: Sentra can send letters\r\n" in file.read_bytes()


def test_it_says_when_no_mail_server_answers(runner: CliRunner) -> None:
    server = {
        "SENTRA_SMTP_HOST": "127.0.0.1",
        "SENTRA_SMTP_PORT": "1",
        "SENTRA_MAIL_SENDER": "pusat@sentra.example",
    }
    done = runner.invoke(main, ["mail", "test", "ratna@example.org"], env=server)
    assert (done.exit_code, done.output[:10]) == (1, "Not sent: ")


def test_an_address_that_is_none_is_refused(runner: CliRunner) -> None:
    done = runner.invoke(main, ["mail", "test", "ratna"])
    assert (done.exit_code, done.output.splitlines()[1][:30]) == (
        1,
        "  email: This is not an e-mail",
    )
