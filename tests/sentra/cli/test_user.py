import pytest

from tests.sentra.cli.commands import run


@pytest.mark.slow
def test_somebody_is_invited_closed_and_let_in_again(installation: str) -> None:
    code, link, _ = run(
        installation, "user", "invite", "tono@example.org", "Tono", "--role", "trainer"
    )
    assert (code, "/mulai/" in link) == (0, True)
    code, _, said = run(
        installation, "user", "invite", "tono@example.org", "Tono", "--role", "trainer"
    )
    assert (code, "Sudah ada akun dengan alamat surel ini." in said) == (1, True)
    assert run(installation, "user", "list") == (
        0,
        "tono@example.org\tTono\ttrainer\t-\tDiundang\t-\n",
        "",
    )
    code, again, _ = run(installation, "user", "link", "TONO@example.org")
    assert (code, again != link) == (0, True)
    code, token, _ = run(installation, "user", "token", "tono@example.org", "Laporan")
    assert (code, token.startswith("sentra_")) == (0, True)
    assert run(installation, "user", "close", "tono@example.org") == (0, "Akun ditutup.\n", "")
    assert run(installation, "user", "close", "tono@example.org") == (
        1,
        "",
        "Akun ini sudah ditutup.\n",
    )
    assert run(installation, "user", "reopen", "tono@example.org") == (0, "Akun dibuka lagi.\n", "")
    assert run(installation, "user", "reopen", "none@example.org") == (
        1,
        "",
        "Akun itu tidak ada.\n",
    )
