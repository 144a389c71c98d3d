import csv
import io
import time

import msgspec
import pytest

from sentra.database.engine import DB
from sentra.demo.registry import make_registry
from sentra.domain.enterprises import EnterpriseData
from sentra.domain.import_reports import ChangedRow, ImportReport, report_from_json, report_to_json
from sentra.domain.regions import kelurahan_of
from sentra.domain.roles import SYSTEM
from sentra.operations.enterprise_imports import check_file, import_file
from sentra.queries.enterprises import find_by_nib
from tests.conftest import NOW
from tests.sentra.operations.test_enterprises import trail

HEADINGS = [
    "Nama Usaha",
    "NIB",
    "Pemilik",
    "NIK",
    "HP",
    "Surel",
    "Alamat",
    "Kelurahan",
    "Skala",
    "Kategori",
    "Produk",
]


def as_csv(*rows: EnterpriseData) -> bytes:
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow(HEADINGS)
    writer.writerows(
        [
            row.name,
            row.nib,
            row.owner,
            row.nik,
            row.phone,
            row.email,
            row.address,
            kelurahan_of(row.kelurahan).name,
            row.scale.value,
            row.category.value,
            row.product,
        ]
        for row in rows
    )
    return kept.getvalue().encode()


ROWS = make_registry(seed=3, enterprises=5).enterprises


async def run(content: bytes) -> ImportReport:
    return await import_file(content=content, filename="ukm.csv", actor=SYSTEM, now=NOW)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, len(report.changed), report.unchanged, len(report.refused)


async def stored() -> int:
    return int((await DB.fetch("SELECT count(*) FROM enterprise"))[0][0])


async def test_a_clean_file_is_stored_with_one_entry_in_the_trail(db: None) -> None:
    report = await run(as_csv(*ROWS))
    assert counts(report) == (5, 0, 0, 0)
    first = await find_by_nib(ROWS[0].nib)
    assert first is not None
    kept = {name: getattr(first, name) for name in EnterpriseData.__struct_fields__}
    assert EnterpriseData(**kept) == ROWS[0]
    assert await trail() == [
        (
            "enterprise.import",
            None,
            None,
            {
                "file": "ukm.csv",
                "sha256": report.digest,
                "new": 5,
                "changed": 0,
                "unchanged": 0,
            },
        )
    ]


async def test_one_bad_row_stores_nothing_and_is_reported(db: None) -> None:
    bad = msgspec.structs.replace(ROWS[1], phone="12")
    report = await run(as_csv(ROWS[0], bad, ROWS[2]))
    assert counts(report) == (2, 0, 0, 1)
    assert [(row.number, [p.field for p in row.problems]) for row in report.refused] == [
        (3, ["phone"])
    ]
    assert (await stored(), await trail()) == (0, [])


async def test_the_same_file_again_changes_nothing(db: None) -> None:
    await run(as_csv(*ROWS))
    assert counts(await run(as_csv(*ROWS))) == (0, 0, 5, 0)


async def test_other_facts_are_changed_and_told(db: None) -> None:
    await run(as_csv(*ROWS))
    moved = msgspec.structs.replace(ROWS[1], owner="Orang Lain", kelurahan="36.74.07.1001")
    report = await run(as_csv(ROWS[0], moved))
    assert report.changed == (ChangedRow(3, ROWS[1].name, ("owner", "kelurahan", "kecamatan")),)
    verb, _, before, after = (await trail())[1]
    assert (verb, before, after) == (
        "enterprise.change",
        {
            "owner": ROWS[1].owner,
            "kelurahan": ROWS[1].kelurahan,
            "kecamatan": ROWS[1].kelurahan[:8],
        },
        {"owner": "Orang Lain", "kelurahan": "36.74.07.1001", "kecamatan": "36.74.07"},
    )


async def test_an_empty_cell_leaves_what_is_stored(db: None) -> None:
    full = msgspec.structs.replace(ROWS[0], nik="3674994101850001", email="a@ukm.example")
    await run(as_csv(full))
    bare = msgspec.structs.replace(full, nik=None, email=None, product="")
    assert counts(await run(as_csv(bare))) == (0, 0, 1, 0)


async def test_checking_stores_nothing(db: None) -> None:
    report = await check_file(content=as_csv(*ROWS), filename="ukm.csv")
    assert (counts(report), await stored()) == ((5, 0, 0, 0), 0)


async def test_a_report_is_kept_and_read_again(db: None) -> None:
    twice = msgspec.structs.replace(ROWS[1], nib=ROWS[0].nib, phone="12")
    report = await check_file(content=as_csv(ROWS[0], twice), filename="ukm.csv")
    assert len(report.refused) == 2
    assert report_from_json(report_to_json(report)) == report


@pytest.mark.slow
async def test_twenty_thousand_rows_take_a_few_seconds(db: None) -> None:
    content = as_csv(*make_registry(seed=4, enterprises=20_000).enterprises)
    told: list[tuple[int, int]] = []
    start = time.process_time()
    report = await import_file(
        content=content,
        filename="ukm.csv",
        actor=SYSTEM,
        now=NOW,
        progress=lambda *far: told.append(far),
    )
    assert time.process_time() - start < 10
    assert counts(report) == (20_000, 0, 0, 0)
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 40_000), (40_000, 40_000))
