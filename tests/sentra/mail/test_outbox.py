"""Sending the outbox, to a real mail server and into a folder."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from sentra.mail.folder import Folder, forgetting
from sentra.mail.outbox import send_due
from sentra.mail.smtp import MailServer
from sentra.mail.ways import NoWay
from sentra.operations.letters import KEPT, LEASE, WAITS, claim, post
from sentra.queries.letters import content_of, list_letters
from sentra.settings import Settings
from tests.conftest import NOW
from tests.sentra.mail.conftest import SENDER, PostOffice, letter_to, post_some

Server = Callable[[], MailServer]
A_MINUTE = timedelta(minutes=1)


async def states() -> list[tuple[str, int, str]]:
    return [(one.state, one.tries, one.said) for one in reversed(await list_letters())]


async def test_letters_go_over_one_connection_in_order(
    db: None, office: PostOffice, server: Server
) -> None:
    await post_some("budi@example.org", "sari@example.org")
    assert await send_due(server(), now=NOW) == 2
    assert [(to, str(message["Subject"])) for to, message in office.got] == [
        ("budi@example.org", "Kabar 1"),
        ("sari@example.org", "Kabar 2"),
    ]
    assert office.sessions == 1
    assert await states() == [("sent", 1, ""), ("sent", 1, "")]
    assert await send_due(server(), now=NOW) == 0


async def test_what_a_server_has_is_not_kept(db: None, office: PostOffice, server: Server) -> None:
    await post_some("budi@example.org")
    [letter] = await list_letters()
    assert letter.is_kept
    await send_due(server(), now=NOW)
    assert await content_of(letter.id) is None


async def test_nobody_is_asked_where_nothing_is_due(
    db: None, office: PostOffice, server: Server
) -> None:
    assert await send_due(server(), now=NOW) == 0
    assert office.sessions == 0


async def test_a_greylisted_letter_is_sent_later_and_does_not_hold_up_others(
    db: None, office: PostOffice, server: Server
) -> None:
    office.at_rcpt = ["451 4.7.1 Come back later", "250 OK"]
    await post_some("budi@example.org", "sari@example.org")
    assert await send_due(server(), now=NOW) == 1
    assert await states() == [("queued", 1, "451 4.7.1 Come back later"), ("sent", 1, "")]
    assert await send_due(server(), now=NOW + A_MINUTE / 2) == 0
    assert await send_due(server(), now=NOW + A_MINUTE) == 1
    assert [to for to, _ in office.got] == ["sari@example.org", "budi@example.org"]
    assert await states() == [("sent", 2, ""), ("sent", 1, "")]


async def test_a_letter_refused_for_two_days_is_set_aside(
    db: None, office: PostOffice, server: Server
) -> None:
    office.at_data = ["452 4.2.2 Mailbox full"]
    await post_some("budi@example.org")
    now, tries = NOW, 0
    while (await list_letters())[0].state == "queued":
        await send_due(server(), now=now)
        now += max(WAITS)
        tries += 1
    assert tries == len(WAITS) + 1
    assert sum(WAITS, timedelta()) > timedelta(days=1)
    assert await states() == [("aside", tries, "452 4.2.2 Mailbox full")]


@pytest.mark.parametrize("command", ["at_rcpt", "at_data"])
async def test_a_letter_refused_forever_is_set_aside_at_once(
    command: str, db: None, office: PostOffice, server: Server
) -> None:
    setattr(office, command, ["550 5.1.1 No such person", "250 OK"])
    await post_some("nobody@example.org", "sari@example.org")
    assert await send_due(server(), now=NOW) == 1
    assert await states() == [("aside", 1, "550 5.1.1 No such person"), ("sent", 1, "")]
    assert [to for to, _ in office.got] == ["sari@example.org"]
    assert await send_due(server(), now=NOW + timedelta(days=9)) == 0


async def test_while_the_server_is_away_letters_wait_however_long(
    db: None, office: PostOffice, server: Server
) -> None:
    await office.close()
    await post_some("budi@example.org", "sari@example.org")
    for minutes in range(30):
        assert await send_due(server(), now=NOW + minutes * A_MINUTE) == 0
    assert [(state, tries) for state, tries, _ in await states()] == [("queued", 0)] * 2


async def test_a_server_that_closes_its_doors_gets_the_letter_later(
    db: None, office: PostOffice, server: Server
) -> None:
    office.at_data = ["421 4.3.2 Shutting down", "250 OK"]
    await post_some("budi@example.org")
    assert await send_due(server(), now=NOW) == 0
    assert await states() == [("queued", 0, "421 4.3.2 Shutting down")]
    assert await send_due(server(), now=NOW + A_MINUTE) == 1


async def test_it_signs_in_and_says_when_it_may_not(
    db: None, with_mail: Settings, office: PostOffice
) -> None:
    await post_some("budi@example.org")
    wrong = replace(with_mail, smtp_user="sentra", smtp_password="salah")
    assert await send_due(MailServer(wrong), now=NOW) == 0
    [(state, tries, said)] = await states()
    assert (state, tries, said[:4]) == ("queued", 0, "535 ")
    right = replace(with_mail, smtp_user="sentra", smtp_password="rahasia")
    assert await send_due(MailServer(right), now=NOW + A_MINUTE) == 1


async def test_it_sends_nothing_in_the_clear_unless_told_to(
    db: None, with_mail: Settings, office: PostOffice
) -> None:
    await post_some("budi@example.org")
    private = replace(with_mail, smtp_security="starttls")
    assert await send_due(MailServer(private), now=NOW) == 0
    assert office.got == []
    with pytest.raises(NoWay):
        await MailServer(private).connect()


async def test_an_address_that_is_not_ascii_reaches_a_server_that_knows_them(
    db: None, office: PostOffice, server: Server
) -> None:
    await post_some("bödi@example.org")
    assert await send_due(server(), now=NOW) == 1
    assert [to for to, _ in office.got] == ["bödi@example.org"]


async def test_a_letter_whose_sender_died_comes_again_under_the_same_number(
    db: None, office: PostOffice, server: Server
) -> None:
    await post_some("budi@example.org")
    claimed = await claim(NOW)
    assert claimed is not None
    async with server() as way:
        await way.send(claimed.number, claimed.address, claimed.content)
    # Here it dies: nothing is marked.
    assert await send_due(server(), now=NOW + LEASE / 2) == 0
    assert await send_due(server(), now=NOW + LEASE) == 1
    assert office.numbers == [f"<{UUID(int=1)}@sentra.example>"] * 2


async def test_several_senders_at_once_send_each_letter_once(
    committed: None, office: PostOffice, server: Server
) -> None:
    await post_some(*(f"a{n}@example.org" for n in range(20)))
    sent = await asyncio.gather(*(send_due(server(), now=NOW) for _ in range(3)))
    assert sum(sent) == 20
    assert len(set(office.numbers)) == len(office.numbers) == 20


async def test_without_a_server_letters_are_files(db: None, tmp_path: Path) -> None:
    await post_some("budi@example.org")
    folder = tmp_path / "mail"
    assert await send_due(Folder(folder), now=NOW) == 1
    [letter] = await list_letters()
    [file] = folder.iterdir()
    assert file.name == f"{UUID(int=1)}.eml"
    assert file.read_bytes() == await content_of(letter.id)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (letter.state, letter.way) == ("sent", "folder")


async def test_files_are_removed_when_letters_are_forgotten(tmp_path: Path) -> None:
    work, ages = forgetting(tmp_path), {"old": KEPT + timedelta(1), "new": KEPT - timedelta(1)}

    def names() -> list[str]:
        return sorted(file.name for file in tmp_path.iterdir())

    def written() -> None:
        for name, age in ages.items():
            file = tmp_path / f"{name}.eml"
            file.write_text("")
            os.utime(file, (written_at := (NOW - age).timestamp(), written_at))

    written()
    await work(NOW)
    assert names() == ["new.eml"]
    written()
    await work(NOW + timedelta(minutes=59))
    assert names() == ["new.eml", "old.eml"]
    await work(NOW + timedelta(minutes=60))
    assert names() == ["new.eml"]
    await forgetting(tmp_path / "none")(NOW)


async def test_a_folder_that_cannot_be_written_keeps_letters_waiting(
    db: None, tmp_path: Path
) -> None:
    (tmp_path / "mail").write_text("a file in its place")
    await post_some("budi@example.org")
    assert await send_due(Folder(tmp_path / "mail"), now=NOW) == 0
    [(state, tries, said)] = await states()
    assert (state, tries) == ("queued", 0)
    assert said.endswith("File exists")


async def test_what_left_long_ago_is_forgotten(
    db: None, office: PostOffice, server: Server
) -> None:
    await post_some("budi@example.org")
    await send_due(server(), now=NOW)
    await send_due(server(), now=NOW + KEPT)
    assert len(await list_letters()) == 1
    await send_due(server(), now=NOW + KEPT + A_MINUTE)
    assert await list_letters() == []


async def test_what_was_said_once_is_not_said_again(db: None) -> None:
    letter = letter_to("budi@example.org", 1)
    again = replace(letter, number=UUID(int=2))
    posted = [
        await post(one, sender=SENDER, account=None, now=NOW, key="reconfirm/1")
        for one in (letter, again)
    ]
    assert posted == [True, False]
