import time
from collections import Counter
from itertools import chain

import msgspec

from sentra.demo import words
from sentra.demo.goods import CATEGORY_WEIGHTS, PRODUCTS
from sentra.demo.people import MEN, WOMEN
from sentra.demo.registry import make_registry
from sentra.domain.categories import CATEGORY_LABELS, Category, find_category
from sentra.domain.cells import Cell
from sentra.domain.cooperatives import read_cooperative
from sentra.domain.enterprises import EnterpriseData, read_row
from sentra.domain.regions import all_kecamatan, all_kelurahan, kelurahan_of


def as_row(data: EnterpriseData) -> dict[str, Cell]:
    return msgspec.to_builtins(data)  # type: ignore[no-any-return]


def test_the_same_seed_makes_the_same_centre() -> None:
    made = make_registry(seed=1, enterprises=50)
    assert made == make_registry(seed=1, enterprises=50)
    assert made != make_registry(seed=2, enterprises=50)


def test_three_thousand_take_no_time() -> None:
    start = time.process_time()
    assert len(make_registry(seed=7).enterprises) == 3_000
    assert time.process_time() - start < 2


def test_every_enterprise_and_cooperative_obeys_the_rules() -> None:
    made = make_registry(seed=7)
    assert [read_row(as_row(data)) for data in made.enterprises] == list(made.enterprises)
    assert [read_cooperative(msgspec.to_builtins(one)) for one in made.cooperatives] == list(
        made.cooperatives
    )


def test_nothing_is_said_twice_that_has_to_be_unique() -> None:
    made = make_registry(seed=7)
    assert len({data.nib for data in made.enterprises}) == 3_000
    assert len({data.phone for data in made.enterprises}) == 3_000
    assert len({one.registration for one in made.cooperatives}) == len(made.cooperatives)


def test_nobody_real_can_be_reached() -> None:
    for data in make_registry(seed=7).enterprises:
        assert data.phone.startswith("+62840")
        assert data.email is None or data.email.endswith(".example")
        assert data.nik is None or data.nik.startswith("367499")


def test_all_of_the_city_and_all_categories_are_there() -> None:
    made = make_registry(seed=7)
    assert {data.kelurahan for data in made.enterprises} == {one.code for one in all_kelurahan()}
    assert {data.category for data in made.enterprises} == set(Category)
    assert {one.kecamatan for one in made.cooperatives} == {one.code for one in all_kecamatan()}


def test_names_vary() -> None:
    made = make_registry(seed=7)
    assert len({data.name for data in made.enterprises}) > 1_800
    assert max(Counter(data.owner for data in made.enterprises).values()) < 40


def test_members_belong_to_a_cooperative_of_their_kecamatan() -> None:
    made = make_registry(seed=7)
    members = [
        (data, made.cooperatives[at])
        for data, at in zip(made.enterprises, made.member_of, strict=True)
        if at is not None
    ]
    assert len(members) > 800
    assert all(
        kelurahan_of(data.kelurahan).kecamatan.code == one.kecamatan for data, one in members
    )


def test_word_lists_hold_no_empty_or_repeated_words() -> None:
    lists = [
        WOMEN,
        MEN,
        *PRODUCTS.values(),
        words.TRAINERS,
        words.PRODUCTION_TRAINING + words.MARKETING_TRAINING + words.MANAGEMENT_TRAINING,
        words.OTHER_USES,
    ]
    assert all(chain.from_iterable(lists))
    assert [one for some in lists for one, count in Counter(some).items() if count > 1] == []


def test_every_category_is_complete() -> None:
    assert set(CATEGORY_WEIGHTS) == set(PRODUCTS) == set(CATEGORY_LABELS) == set(Category)
    assert find_category("bukan apa-apa") is None
