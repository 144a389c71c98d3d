"""A trial run: what the rules of a draft would give, on the page and as a program."""

import json
import signal
from http import HTTPStatus

import pytest

from floors.domain.draw.market import AFFIRMATIVE, NEWCOMER, OPEN, Programme, Rules
from floors.domain.plan import Label
from floors.domain.round_terms import GROUPS, USUAL, kecamatan_codes
from floors.domain.trial_runs import Person, TrialRun, made_up, run_trial
from floors.operations.rounds.drafting import draft_round
from floors.operations.rounds.programmes import suggest
from floors.queries.rounds import trials
from sentra.domain.roles import COMMAND_LINE
from sentra.settings import Settings
from tests.conftest import NOW
from tests.conftest import Person as Reader
from tests.floors.pages.test_floors import page
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import CODE, draft_of, make_stalls
from tests.sentra.cli.inside import run_inside

URL = f"/putaran/{CODE}/coba"
SERPONG, OTHER = "36.74.01", "36.74.02"


def offered(stalls: int, **seats: int) -> Programme:
    return Programme(
        code="A",
        name=Label(id="A", en="A"),
        stalls=tuple(f"1-A{at:02}" for at in range(stalls)),
        categories=("food",),
        seats=seats,
    )


def tried(people: list[Person], programme: Programme, order_seeds: int = 2) -> TrialRun:
    rules = Rules(round="X", precedence=USUAL.precedence, salt_sha256="", tenancy=("", ""))
    return TrialRun(
        rules=rules,
        programmes=(programme,),
        people=tuple(people),
        seeds=10,
        order_seeds=order_seeds,
    )


def test_it_counts_winners_and_seats_by_class() -> None:
    crowd = [Person("food", (SERPONG,))] * 6 + [Person("food", (OTHER, NEWCOMER))] * 2
    crowd += [Person("craft", (SERPONG,))]
    ticks: list[tuple[int, int]] = []
    run = tried(crowd, offered(4, newcomer=1))
    found = run_trial(run, lambda *tick: ticks.append(tick))
    assert ticks[-1] == (10 + 2 * len(GROUPS) * 2,) * 2
    assert (found.applicants, found.stalls, found.given) == (8, 4, 4)
    lines = {one.kind: one for one in found.classes}
    assert list(lines) == [*USUAL.precedence, OPEN]
    newcomers, everybody = lines[NEWCOMER], lines[OPEN]
    assert (newcomers.members, newcomers.seats, everybody.seats) == (2, 1, 3)
    assert 1 <= newcomers.least <= newcomers.mean <= newcomers.most <= 2
    assert lines[SERPONG].mean + lines[OTHER].mean == everybody.mean == 4
    assert run_trial(run) == found


def test_served_later_a_class_passes_over_who_has_an_earlier_seat() -> None:
    """With newcomers first, the one newcomer takes their seat; with them last, she might not."""
    crowd = [Person("food", (SERPONG,))] * 6
    crowd += [Person("food", (SERPONG, AFFIRMATIVE)), Person("food", (AFFIRMATIVE, NEWCOMER))]
    found = run_trial(tried(crowd, offered(2, newcomer=1, affirmative=1), order_seeds=20))
    orders = {one.group: one for one in found.orders}
    assert list(orders) == list(GROUPS)
    assert 1 <= orders[AFFIRMATIVE].first < orders[AFFIRMATIVE].last == 2
    assert orders[NEWCOMER].first == orders[NEWCOMER].last == 1


def test_a_made_up_crowd_is_like_the_register() -> None:
    people = made_up(500, like=[("craft", SERPONG)], categories=["food"])
    assert {one.category for one in people} == {"craft"}
    assert all(SERPONG in one.classes for one in people)
    assert 200 < sum(AFFIRMATIVE in one.classes for one in people) < 300
    anywhere = made_up(500, like=[], categories=["food"])
    assert {kind for one in anywhere for kind in one.classes} >= set(kecamatan_codes())


@pytest.mark.usefixtures("db")
async def test_the_office_tries_a_draft_and_nobody_else(
    manager: Reader, owner: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_stalls(4)
    await make_enterprises(6)
    await draft_round(draft_of(), actor=COMMAND_LINE, now=NOW)
    nothing = await manager.browser.get(f"{URL}?crowd=registered")
    assert nothing.status_code == HTTPStatus.CONFLICT
    await suggest(CODE, actor=COMMAND_LINE, now=NOW)
    assert "Uji coba" in await page(manager.browser, f"/putaran/{CODE}/kelola")
    seen = await page(manager.browser, f"{URL}?crowd=registered")
    assert "Dalam 50 undian" in seen
    wrong = await manager.browser.get(f"{URL}?crowd=made-up&many=0")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    told = await manager.browser.get(f"{URL}/jalan?crowd=made-up&many=20")
    *ticks, last = map(json.loads, told.text.splitlines())
    assert ticks[-1] == {"done": 90, "all": 90}
    assert "Pemenang menurut golongan" in last["html"]
    monkeypatch.setattr(trials, "_MOST_AT_ONCE", 0)
    busy = await manager.browser.get(f"{URL}?crowd=registered")
    assert (busy.status_code, "Ada yang sedang mencoba" in busy.text) == (HTTPStatus.CONFLICT, True)
    monkeypatch.undo()
    for url in (URL, f"{URL}/jalan?crowd=registered"):
        assert (await owner.browser.get(url)).status_code == HTTPStatus.FORBIDDEN
    api = f"/api/v1/rounds/{CODE}/trial"
    counted = (await manager.browser.get(f"{api}?crowd=made-up&many=20")).json()
    assert (counted["applicants"], counted["given"], len(counted["orders"])) == (20, 4, 4)
    assert (await manager.browser.get(f"{api}?many=0")).status_code == wrong.status_code
    assert (await owner.browser.get(api)).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("db")
async def test_the_command_line_tries_a_draft(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    await make_stalls(2)
    await make_enterprises(3)
    await draft_round(draft_of(), actor=COMMAND_LINE, now=NOW)
    await suggest(CODE, actor=COMMAND_LINE, now=NOW)
    status, told, _ = await run_inside(monkeypatch, settings, NOW, "rounds", "try", CODE)
    assert (status, told.splitlines()[-1]) == (0, "Terbuka untuk semua\t3\t2.0\t2\t2\t2.0")


async def test_a_trial_run_ends_with_whoever_listens() -> None:
    crowd = made_up(2000, like=[], categories=["food"])
    telling = trials.progress_of(tried(crowd, offered(50)))
    assert await anext(telling) == (1, 10 + 2 * len(GROUPS) * 2)
    [process] = trials._running
    await telling.aclose()
    assert process.returncode == -signal.SIGKILL
