"""The public record, the result and its reasons, objections: on the pages."""

import subprocess
import sys
import zipfile
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from floors.domain.rounds import Phase
from floors.queries.rounds import one_round
from floors.queries.rounds.record import record_files
from sentra.database.engine import DB
from tests.conftest import NOW, Person, counting_queries
from tests.floors.pages.test_floors import page
from tests.floors.rounds.casts import CODE, announced_round, drawn_round, put_in_phase

pytestmark = pytest.mark.usefixtures("db")
URL = f"/putaran/{CODE}"


def verified(program: Path, record: Path, commitment: str) -> tuple[int, str]:
    """What the program says, run by itself."""
    done = subprocess.run(
        [sys.executable, "-I", program, record, commitment],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def flipped(archive: Path, name: str) -> Path:
    """The same archive, but one bit of one file."""
    into = archive.with_name("flipped.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(into, "w") as new:
        for each in old.namelist():
            content = bytearray(old.read(each) or b" ")
            content[len(content) // 2] ^= each == name
            new.writestr(each, bytes(content) if each == name else old.read(each))
    return into


async def test_anybody_downloads_the_record_and_the_program_that_recomputes_it(
    visitor: httpx.AsyncClient, tmp_path: Path
) -> None:
    await drawn_round(2, 4)
    seen = await page(visitor, URL)
    assert "Periksa sekarang" in seen
    assert "2 dari 4 pelamar mendapat lapak." in seen
    archive, program = tmp_path / "record.zip", tmp_path / "verify.py"
    archive.write_bytes((await visitor.get(f"{URL}/catatan.zip?edition=1")).content)
    program.write_bytes((await visitor.get("/putaran/verify_sentra_round.py")).content)
    round_ = await one_round(CODE, now=NOW)
    commitment = round_.commitment or ""
    code, said = verified(program, archive, commitment)
    assert code == 0, said
    files = await record_files(round_.id)
    with zipfile.ZipFile(archive) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files
    for name in files:
        code, said = verified(program, flipped(archive, name), commitment)
        assert (code, name in said) == (1, True), said


async def test_a_file_of_the_record_is_sent_once(visitor: httpx.AsyncClient) -> None:
    await drawn_round(1, 1)
    round_ = await one_round(CODE, now=NOW)
    for path in ("catatan.zip", *(f"catatan/{name}" for name in await record_files(round_.id))):
        first = await visitor.get(f"{URL}/{path}")
        assert first.status_code == HTTPStatus.OK
        known = {"if-none-match": first.headers["etag"]}
        assert first.headers.get("content-encoding") == "gzip" or path == "catatan.zip"
        plain = await visitor.get(f"{URL}/{path}", headers={"accept-encoding": "identity"})
        assert plain.content == first.content
        again = await visitor.get(f"{URL}/{path}", headers=known)
        assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    for path in ("catatan/passwd", "catatan.zip?edition=2", "catatan/rules.json?edition=2"):
        assert (await visitor.get(f"{URL}/{path}")).status_code == HTTPStatus.NOT_FOUND


async def test_no_name_nor_number_of_a_person_is_in_the_record() -> None:
    await drawn_round(2, 4)
    round_ = await one_round(CODE, now=NOW)
    whole = b"".join((await record_files(round_.id)).values())
    rows = await DB.fetch("SELECT name, nib, owner FROM enterprise")
    for row in rows:
        for value in row:
            assert value.encode() not in whole


async def test_the_result_is_searched_by_code_number_and_programme(
    visitor: httpx.AsyncClient,
) -> None:
    await drawn_round(1, 3)
    rows = await DB.fetch("SELECT pseudonym, number FROM application ORDER BY number")
    names = [row["pseudonym"] for row in rows]
    for query, found in (
        ("", names),
        (f"?q={names[1][:9]}", names[1:2]),
        ("?q=3", [*(n for n in names if n.startswith("3")), names[2]]),
        ("?programme=L1-FOOD-6", names[:1]),
        ("?q=zzz", []),
    ):
        seen = await page(visitor, f"{URL}/hasil{query}")
        assert {name for name in names if name in seen} == set(found)
        assert ("Nomor terakhir yang diterima" in seen) is (not query)


async def test_a_refusal_is_explained_with_numbers(visitor: httpx.AsyncClient) -> None:
    await drawn_round(1, 3)
    rows = await DB.fetch("SELECT pseudonym FROM application ORDER BY number")
    won = await page(visitor, f"{URL}/hasil/{rows[0]['pseudonym']}")
    assert "Mendapat tempat di Lantai 1, makanan, pilihan ke-1" in won
    lost = await page(visitor, f"{URL}/hasil/{rows[2]['pseudonym']}")
    assert "Tidak mendapat tempat dalam undian ini." in lost
    for sentence in ("Nomor undian Anda: 3", "nomor 1 atau lebih kecil"):
        assert sentence.lower() in lost.lower()
    for unknown in ("0" * 32, "x"):
        answer = await visitor.get(f"{URL}/hasil/{unknown}")
        assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_there_is_no_result_before_the_draw(visitor: httpx.AsyncClient) -> None:
    await announced_round(1)
    assert (await visitor.get(f"{URL}/hasil")).status_code == HTTPStatus.NOT_FOUND
    assert "rules.json" in await page(visitor, URL)


async def test_the_result_asks_as_many_queries_for_many_as_for_few(
    visitor: httpx.AsyncClient,
) -> None:
    await drawn_round(1, 3)
    [last] = await DB.fetch("SELECT pseudonym FROM application WHERE number = 3")
    await page(visitor, f"{URL}/hasil")
    asked = []
    for path in ("hasil?q=1", "hasil?programme=L1-FOOD-6", "hasil", f"hasil/{last['pseudonym']}"):
        with counting_queries() as queries:
            await page(visitor, f"{URL}/{path}")
        asked.append(len(queries))
    # The round, its programmes, and which run is the latest; all else is kept of that.
    assert asked == [3, 3, 3, 3]


async def test_an_objection_is_made_and_answered(
    owner: Person, manager: Person, visitor: httpx.AsyncClient
) -> None:
    [one, *_] = await drawn_round(1, 2)
    await DB.fetch("UPDATE account SET enterprise = $1 WHERE id = $2", one.id, owner.account)
    url = f"{URL}/sanggahan"
    early = await owner.browser.post(url, data={"text": "Keliru"})
    assert early.status_code == HTTPStatus.CONFLICT
    await put_in_phase(CODE, Phase.OBJECTIONS)
    empty = await owner.browser.post(url, data={"text": " "})
    assert "Isi 1 sampai 2000 karakter." in empty.text
    await owner.browser.post(url, data={"text": "Nomor saya keliru"})
    assert "Nomor saya keliru" in await page(owner.browser, url)
    [row] = await DB.fetch("SELECT id FROM objection")
    await manager.browser.post(
        f"{url}/{row['id']}/jawab", data={"text": "Nomornya benar.", "upheld": "no"}
    )
    assert "Nomornya benar." in await page(owner.browser, url)
    again = await manager.browser.post(f"{url}/{row['id']}/jawab", data={"text": "x"})
    assert again.status_code == HTTPStatus.CONFLICT
    seen = await page(visitor, URL)
    assert "1 dijawab, 0 dikabulkan" in seen
    assert "Nomor saya keliru" not in seen
