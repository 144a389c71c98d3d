"""/surat: what waits, what is gone, what could not be delivered."""

from http import HTTPStatus
from pathlib import Path

import pytest
from litestar import Litestar

from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, NotFound
from sentra.mail.folder import Folder
from sentra.mail.outbox import send_due
from sentra.operations.letters import claim, mark_sent, send_again, set_aside
from sentra.queries.letters import list_letters
from tests.conftest import NOW, Person, counting_queries
from tests.sentra.mail.conftest import post_some


async def test_a_manager_reads_what_a_house_without_a_mail_server_would_have_sent(
    manager: Person, tmp_path: Path
) -> None:
    await post_some("budi@example.org")
    await send_due(Folder(tmp_path), now=NOW)
    [letter] = await list_letters()
    page = (await manager.browser.get("/surat?tab=sent")).text
    assert f'<a href="/surat/{letter.id}">Kabar 1</a>' in page
    page = (await manager.browser.get(f"/surat/{letter.id}")).text
    assert '<pre class="letter">Halo.\n</pre>' in page


async def test_no_words_are_shown_where_they_went_to_a_mail_server(manager: Person) -> None:
    await post_some("budi@example.org")
    claimed = await claim(NOW)
    assert claimed is not None
    await mark_sent(claimed, way="smtp", keep=False, now=NOW)
    page = (await manager.browser.get(f"/surat/{claimed.id}")).text
    assert "Halo" not in page
    assert "Kirim ulang" not in page
    with pytest.raises(Conflict):
        await send_again(claimed.id, actor=manager.actor, now=NOW)


async def test_what_was_not_delivered_can_be_sent_again(manager: Person) -> None:
    await post_some("budi@example.org")
    claimed = await claim(NOW)
    assert claimed is not None
    await set_aside(claimed, said="550 No such person")
    page = (await manager.browser.get("/surat?tab=aside")).text
    assert "550 No such person" in page
    answer = await manager.browser.post(f"/surat/{claimed.id}/kirim-ulang")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    [letter] = await list_letters()
    assert (letter.state, letter.tries, letter.said, letter.due) == ("queued", 0, "", NOW)
    with pytest.raises(Conflict):
        await send_again(letter.id, actor=manager.actor, now=NOW)


async def test_only_managers_send_again(trainer: Person, manager: Person) -> None:
    with pytest.raises(Forbidden):
        await send_again(1, actor=trainer.actor, now=NOW)
    with pytest.raises(NotFound):
        await send_again(2**40, actor=manager.actor, now=NOW)


async def test_the_list_is_searched_and_turned_in_as_many_statements_for_one_as_for_many(
    manager: Person,
) -> None:
    await post_some("budi@example.org")
    with counting_queries() as for_one:
        await manager.browser.get("/surat")
    await DB.fetch("DELETE FROM letter")
    await post_some(*(f"a{number}@example.org" for number in range(60)))
    with counting_queries() as for_many:
        page = (await manager.browser.get("/surat")).text
    assert len(for_many) == len(for_one)
    assert page.count('<th scope="row">') == 50
    oldest = (await list_letters(size=60))[49].id
    assert f'href="/surat?tab=queued&amp;before={oldest}"' in page
    page = (await manager.browser.get("/surat?q=a59@")).text
    assert page.count('<th scope="row">') == 1


async def test_a_person_turns_letters_off_and_on(app: Litestar, trainer: Person) -> None:
    for sent, kept in ({}, False), ({"mail": "true"}, True):
        await trainer.browser.post("/akun/surat", data=sent)
        rows = await DB.fetch("SELECT mail FROM account WHERE id = $1", trainer.account)
        assert rows[0]["mail"] is kept
