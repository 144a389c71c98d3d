from sentra.database.engine import DB
from sentra.demo.registry import make_registry
from sentra.demo.registry_rows import store_registry
from sentra.queries.enterprises import find_enterprise
from tests.conftest import NOW


async def test_the_whole_registry_is_stored(db: None) -> None:
    made = make_registry(seed=7)
    stored = await store_registry(made, now=NOW)
    assert len(set(stored.enterprises)) == 3_000
    for place in (0, 1_500, 2_999):
        found = await find_enterprise(stored.enterprises[place])
        assert found is not None
        member = made.member_of[place]
        assert (found.nib, found.cooperative) == (
            made.enterprises[place].nib,
            None if member is None else stored.cooperatives[member],
        )
    assert [row[0] for row in await DB.fetch("SELECT verb FROM audit_entry")] == ["demo.registry"]
