"""What can be set, read once from the environment; `docs/settings.md` is written from here."""

import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

PREFIX = "SENTRA_"
_SECRETS = ("secret", "database_url", "smtp_password")


class SettingsError(ValueError):
    """A variable of the environment breaks its rule; the text names variable, value and rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one setting is read: `read` raises ValueError for what breaks `rule`."""

    about: str
    rule: str
    read: Callable[[str], object]
    default: str = ""


def _setting(about: str, *, rule: str, read: Callable[[str], object], default: Any = None) -> Any:
    shown = {None: "", MISSING: "", False: "no"}.get(default, str(default))
    return field(default=default, metadata={"rule": Rule(about, rule, read, shown)})


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not lowest <= number <= highest:
            raise ValueError(text)
        return number

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(text)
        return text.lower()

    return read


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError(text)
    return text.rstrip("/")


def _database_address(text: str) -> str:
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError(text)
    return text


def _long_text(text: str) -> str:
    enough = 32
    if len(text) < enough:
        raise ValueError(text)
    return text


def _host(text: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", text):
        raise ValueError(text)
    return text


def _mail_address(text: str) -> str:
    if not re.fullmatch(r"[^\s@,;<>\"()\x7f-\U0010ffff]{1,64}@[A-Za-z0-9.-]{1,190}", text):
        raise ValueError(text)
    return text


def _truth(text: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
        text.lower()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting of a running Sentra."""

    data: Path = _setting(  # noqa: RUF009 - makes a field(), like dataclasses.field itself
        "Folder of everything this installation keeps: the embedded database and the secret. "
        "Where nothing is said: `sentra` in `$XDG_DATA_HOME`, which is `~/.local/share` for most.",
        rule="a path",
        read=lambda text: Path(text).expanduser().absolute(),
        default=MISSING,
    )
    database_url: str | None = _setting(
        "A PostgreSQL server of your own (15 or newer with btree_gist and pg_trgm), in place of "
        "the embedded one.",
        rule="an address that begins with postgresql://",
        read=_database_address,
    )
    host: str = _setting(
        "Address to listen on. Outside of loopback, put a proxy with TLS in front.",
        rule="a host name or an IP address",
        read=_host,
        default="127.0.0.1",
    )
    port: int = _setting(
        "TCP port to listen on; 0 takes a free one.",
        rule="a whole number from 0 to 65535",
        read=_number(0, 65535),
        default=8000,
    )
    workers: int = _setting(
        "Processes that answer requests.",
        rule="a whole number from 1 to 64",
        read=_number(1, 64),
        default=1,
    )
    base_url: str | None = _setting(
        "Address under which people reach Sentra, for links in feeds and letters, such as "
        "`https://sentra.example`. Where nothing is said: host and port.",
        rule="an http or https address without a query",
        read=_web_address,
    )
    secret: str | None = _setting(
        "Key that signs form tokens. Where nothing is said, one is made in the data folder.",
        rule="at least 32 characters",
        read=_long_text,
    )
    session_hours: int = _setting(
        "Hours after which somebody who did nothing has to sign in again.",
        rule="a whole number from 1 to 720",
        read=_number(1, 720),
        default=12,
    )
    upload_megabytes: int = _setting(
        "Largest file or form that is taken, in megabytes (10^6 bytes).",
        rule="a whole number from 1 to 200",
        read=_number(1, 200),
        default=10,
    )
    smtp_host: str | None = _setting(
        "The mail server that takes Sentra's letters. Where nothing is said they become files in "
        "the folder `mail` of the data folder, and the page /surat shows them.",
        rule="a host name or an IP address",
        read=_host,
    )
    smtp_port: int = _setting(
        "Its TCP port: 587 for most, 465 with `tls`, 25 for a server on this machine.",
        rule="a whole number from 1 to 65535",
        read=_number(1, 65535),
        default=587,
    )
    smtp_security: str = _setting(
        "How the way to it is kept private; `none` is for a server on this machine only. Its "
        "certificate has to be one that this machine trusts (`SSL_CERT_FILE` names others).",
        rule="starttls, tls or none",
        read=_one_of("starttls", "tls", "none"),
        default="starttls",
    )
    smtp_user: str | None = _setting(
        "Name with which Sentra signs in there; where nothing is said, it does not.",
        rule="a text",
        read=str,
    )
    smtp_password: str | None = _setting(
        "Its password there.",
        rule="a text",
        read=str,
    )
    mail_sender: str | None = _setting(
        "E-mail address of the centre: the sender of letters and the organiser of invitations. "
        "Choose it once: calendar programs know an invitation's changes by it. The mail server has "
        "to let Sentra send as this address.",
        rule="an e-mail address in ASCII letters",
        read=_mail_address,
    )
    log_level: str = _setting(
        "The least serious kind of event that is logged.",
        rule="debug, info, warning or error",
        read=_one_of("debug", "info", "warning", "error"),
        default="info",
    )
    log_format: str = _setting(
        "Log lines for people (console) or for programs (json).",
        rule="console or json",
        read=_one_of("console", "json"),
        default="console",
    )
    demo: bool = _setting(
        "Whether this is the demo centre: each page then says that its people are made up.",
        rule="yes or no",
        read=_truth,
        default=False,
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """The settings that `environment` gives; an empty variable is one that is not set.

        Raises:
            SettingsError: A value breaks its rule, or there is no place for the data folder.
        """
        values: dict[str, object] = {}
        for setting in fields(cls):
            text = environment.get(variable(setting), "").strip()
            if text:
                values[setting.name] = _read(setting, text)
        if "data" not in values:
            values["data"] = _data_folder(environment)
        if values.get("smtp_host") and not values.get("mail_sender"):
            raise SettingsError(
                "SENTRA_SMTP_HOST is set and SENTRA_MAIL_SENDER is not; say from which address "
                "the letters come."
            )
        return cls(**values)  # type: ignore[arg-type] # each was read by its own rule

    @property
    def address(self) -> str:
        """The address under which people reach Sentra, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over TLS only."""
        return self.address.startswith("https://")

    def secret_key(self) -> str:
        """The secret, made in the data folder and readable by its owner only when not set."""
        if self.secret:
            return self.secret
        file = self.data / "secret"
        self.data.mkdir(mode=folder_mode(), parents=True, exist_ok=True)
        with suppress(FileExistsError):
            # Written beside and linked: another process sees a whole key or none.
            fresh = file.with_name(f"secret.{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(48))
            try:
                os.link(fresh, file)
            finally:
                fresh.unlink()
        return file.read_text().strip()


def folder_mode() -> int:
    """Mode of a data folder: private; root's lets PostgreSQL's own user through to its part."""
    return 0o711 if os.geteuid() == 0 else 0o700


def variable(setting: "Field[Any]") -> str:
    """Name of the environment variable of a field of `Settings`."""
    return PREFIX + setting.name.upper()


def document() -> str:
    """The text of `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Sentra reads these variables of its environment once, when it starts. None is needed.",
        "This page is written by `python -m sentra.settings`, and a test compares the two.",
        "",
        "| variable | default | rule | what it sets |",
        "| --- | --- | --- | --- |",
    ]
    for setting in fields(Settings):
        rule: Rule = setting.metadata["rule"]
        default = f"`{rule.default}`" if rule.default else ""
        lines.append(f"| `{variable(setting)}` | {default} | {rule.rule} | {rule.about} |")
    return "\n".join(lines) + "\n"


def _read(setting: "Field[Any]", text: str) -> object:
    rule: Rule = setting.metadata["rule"]
    try:
        return rule.read(text)
    except (ValueError, KeyError):
        # A wrong password in an address, or a short secret, has no place on a screen.
        shown = "(hidden)" if setting.name in _SECRETS else repr(text)
        raise SettingsError(
            f"{variable(setting)} is {shown}; it has to be {rule.rule}. {rule.about}"
        ) from None


def _data_folder(environment: Mapping[str, str]) -> Path:
    if base := environment.get("XDG_DATA_HOME"):
        return Path(base).absolute() / "sentra"
    if home := environment.get("HOME"):
        return Path(home).absolute() / ".local/share/sentra"
    raise SettingsError(
        "SENTRA_DATA is not set and there is no HOME to choose a folder in; set one of them."
    )


if __name__ == "__main__":
    sys.stdout.write(document())
