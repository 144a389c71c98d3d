"""What can be done with a booking, through its operations."""

from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from bookings import queries
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.clashes import Clash
from bookings.queries import Booked
from floors.tables import Space
from sentra.database.engine import DB
from sentra.database.violations import speak
from sentra.domain.messages import Message
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import translate
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]


async def booked(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def holds() -> list[tuple[str, int, int]]:
    """Code of the room held and hours in Jakarta, of every hold."""
    rows = await DB.fetch(
        """
        SELECT s.code, h.starts, h.ends FROM hold h JOIN space s ON s.id = h.space
        ORDER BY h.starts, s.code
        """
    )
    return [(row["code"], row["starts"].hour + 7, row["ends"].hour + 7) for row in rows]


async def test_it_holds_the_room_and_says_so_in_the_trail(rooms: Rooms, trainer: Person) -> None:
    made = await booked(trainer, people=20)
    assert made == await queries.booking(made.id)
    assert (made.room, made.organiser_name, made.sequence) == ("R501", "Budi Santoso", 0)
    assert await holds() == [("R501", 9, 11)]
    [deed] = await queries.history(made.id)
    assert (deed.verb, deed.actor, deed.after["title"]) == (
        "booking.book",
        "Budi Santoso",
        "Pelatihan kemasan",
    )


async def test_it_takes_three_statements_in_one_transaction(rooms: Rooms, trainer: Person) -> None:
    with counting_queries() as sent:
        await booked(trainer)
    assert len(sent) == 3


@pytest.mark.parametrize(("first", "last"), [(8, 10), (10, 12), (9, 11), (8, 12), (10, 11)])
async def test_it_refuses_a_taken_room_and_offers_others(
    *, rooms: Rooms, trainer: Person, other_trainer: Person, first: int, last: int
) -> None:
    made = await booked(trainer)
    with pytest.raises(Clash) as refused:
        await booked(other_trainer, "R501", first, last)
    assert refused.value.clashes == (made,)
    assert refused.value.alternatives[0].room.code == "R501"
    assert await holds() == [("R501", 9, 11)]


async def test_bookings_that_touch_do_not_clash(rooms: Rooms, trainer: Person) -> None:
    await booked(trainer)
    await booked(trainer, "R501", 8, 9)
    await booked(trainer, "R501", 11, 12)
    assert await holds() == [("R501", 8, 9), ("R501", 9, 11), ("R501", 11, 12)]


async def test_a_clash_says_in_words_by_what_and_what_is_free(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await booked(trainer)
    with pytest.raises(Clash) as refused:
        await booked(other_trainer, "R501", 10, 12)
    said = translate(refused.value.message, "en")
    assert said == (
        "Kelas Serpong is taken on Wednesday, 25 November 2026: 09:00–11:00 (Pelatihan kemasan). "
        "Free instead: Kelas Serpong 07:00–09:00, Kelas Serpong 11:00–13:00, "
        "Ruang Rapat 10:00–12:00, Aula A 10:00–12:00 and Aula B 10:00–12:00."
    )


async def test_a_clash_gives_no_private_title_away(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await booked(trainer, title="Rapat rahasia", public=False)
    for person, seen in ((other_trainer, False), (trainer, True), (manager, True)):
        with pytest.raises(Clash) as refused:
            await booked(person)
        told = f"{refused.value.message}{refused.value.extra}"
        assert ("Rapat rahasia" in told, "example.org" in told) == (seen, False)


async def test_the_joined_hall_takes_both_halves(rooms: Rooms, trainer: Person) -> None:
    await booked(trainer, "R401")
    assert await holds() == [("R401A", 9, 11), ("R401B", 9, 11)]
    for half in ("R401A", "R401B"):
        with pytest.raises(Clash):
            await booked(trainer, half)


async def test_a_half_blocks_the_joined_hall_but_not_the_other_half(
    rooms: Rooms, trainer: Person
) -> None:
    await booked(trainer, "R401B")
    await booked(trainer, "R401A")
    with pytest.raises(Clash) as refused:
        await booked(trainer, "R401")
    assert [clash.room for clash in refused.value.clashes] == ["R401B", "R401A"]


@pytest.mark.parametrize(
    ("room", "rule"),
    [
        ("R999", "There is no such room."),
        ("R599", "This room is no longer in use."),
        ("R5\0", "There is no such room."),
        ("x" * 1000, "There is no such room."),
    ],
    ids=["unknown", "retired", "NUL", "long"],
)
async def test_it_refuses_a_room_that_nobody_can_book(
    rooms: Rooms, trainer: Person, room: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await booked(trainer, room)
    assert [(p.field, str(p.rule)) for p in refused.value.problems] == [("room", rule)]


async def test_it_refuses_more_people_than_the_room_takes(rooms: Rooms, trainer: Person) -> None:
    with pytest.raises(Invalid) as refused:
        await booked(trainer, people=25, title="")
    assert [p.field for p in refused.value.problems] == ["title", "people"]
    with pytest.raises(Invalid) as refused:
        await booked(trainer, people=25)
    assert [p.field for p in refused.value.problems] == ["people"]


async def test_a_trainer_books_for_herself_only(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    with pytest.raises(Forbidden):
        await book(wish(other_trainer), actor=trainer.actor, now=NOW)


async def test_a_manager_books_for_a_trainer(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    made = await book(wish(trainer), actor=manager.actor, now=NOW)
    assert (made.organiser, made.is_own(trainer.actor)) == (trainer.account, True)


async def test_nobody_books_for_an_account_that_does_not_book(
    rooms: Rooms, owner: Person, manager: Person
) -> None:
    with pytest.raises(Invalid) as refused:
        await book(wish(owner), actor=manager.actor, now=NOW)
    assert [p.field for p in refused.value.problems] == ["organiser"]


async def test_an_enterprise_books_nothing(rooms: Rooms, owner: Person) -> None:
    with pytest.raises(Forbidden):
        await booked(owner)


async def test_moving_a_booking_raises_its_sequence_and_moves_its_hold(
    rooms: Rooms, trainer: Person
) -> None:
    made = await booked(trainer)
    moved = await change(
        made.id, {"room": "R401", "starts": at(13), "ends": at(15)}, actor=trainer.actor, now=NOW
    )
    assert (moved.room, moved.sequence) == ("R401", 1)
    assert await holds() == [("R401A", 13, 15), ("R401B", 13, 15)]


async def test_another_title_keeps_the_sequence(rooms: Rooms, trainer: Person) -> None:
    made = await booked(trainer)
    became = await change(made.id, {"title": " Rapat "}, actor=trainer.actor, now=NOW)
    assert became == replace(made, title="Rapat")
    *_, deed = await queries.history(made.id)
    assert (deed.before, deed.after) == ({"title": "Pelatihan kemasan"}, {"title": "Rapat"})


async def test_a_booking_may_be_made_longer_over_itself(rooms: Rooms, trainer: Person) -> None:
    made = await booked(trainer)
    await change(made.id, {"ends": at(12)}, actor=trainer.actor, now=NOW)
    assert await holds() == [("R501", 9, 12)]


async def test_a_change_into_a_taken_time_is_a_clash(rooms: Rooms, trainer: Person) -> None:
    first = await booked(trainer)
    second = await booked(trainer, "R501", 13, 15)
    with pytest.raises(Clash) as refused:
        await change(second.id, {"starts": at(10)}, actor=trainer.actor, now=NOW)
    assert refused.value.clashes == (first,)
    assert await holds() == [("R501", 9, 11), ("R501", 13, 15)]


async def test_a_change_tells_everything_wrong_at_once(rooms: Rooms, trainer: Person) -> None:
    made = await booked(trainer)
    with pytest.raises(Invalid) as refused:
        await change(
            made.id, {"room": "R599", "title": "", "people": 11}, actor=trainer.actor, now=NOW
        )
    assert [p.field for p in refused.value.problems] == ["room", "title", "people"]


async def test_cancelling_is_a_state_that_gives_the_room_back(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = await booked(trainer)
    gone = await cancel(made.id, actor=trainer.actor, now=NOW, reason="Peserta kurang")
    assert (gone.state, gone.reason, gone.sequence) == ("cancelled", "Peserta kurang", 1)
    assert await holds() == []
    await booked(other_trainer)


async def test_a_cancelled_booking_is_neither_changed_nor_cancelled_again(
    rooms: Rooms, trainer: Person
) -> None:
    made = await booked(trainer)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    with pytest.raises(Conflict):
        await cancel(made.id, actor=trainer.actor, now=NOW)
    with pytest.raises(Conflict):
        await change(made.id, {"title": "x"}, actor=trainer.actor, now=NOW)


async def test_a_cancellation_is_taken_back_while_the_room_is_free(
    rooms: Rooms, trainer: Person
) -> None:
    made = await booked(trainer, "R401")
    await cancel(made.id, actor=trainer.actor, now=NOW, reason="keliru")
    back = await restore(made.id, actor=trainer.actor, now=NOW)
    assert (back.state, back.reason, back.sequence) == ("confirmed", "", 2)
    assert await holds() == [("R401A", 9, 11), ("R401B", 9, 11)]
    verbs = [deed.verb for deed in await queries.history(made.id)]
    assert verbs == ["booking.book", "booking.cancel", "booking.restore"]


async def test_a_cancellation_stands_once_the_room_is_given_away(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = await booked(trainer)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    other = await booked(other_trainer, "R501", 10, 12)
    with pytest.raises(Clash) as refused:
        await restore(made.id, actor=trainer.actor, now=NOW)
    assert refused.value.clashes == (other,)


async def test_what_is_over_stays_as_it_was(rooms: Rooms, trainer: Person) -> None:
    made = await booked(trainer)
    for attempt in (
        cancel(made.id, actor=trainer.actor, now=at(11)),
        change(made.id, {"title": "x"}, actor=trainer.actor, now=at(11)),
    ):
        with pytest.raises(Conflict, match="is over"):
            await attempt


async def test_a_booking_that_runs_can_be_made_longer(rooms: Rooms, trainer: Person) -> None:
    made = await booked(trainer)
    became = await change(made.id, {"ends": at(12)}, actor=trainer.actor, now=at(10))
    assert became.ends == at(12)


async def test_another_trainer_changes_nothing(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    public = await booked(trainer)
    private = await booked(trainer, "R502", public=False)
    for booking, refusal in ((public, Forbidden), (private, NotFound)):
        for attempt in (
            cancel(booking.id, actor=other_trainer.actor, now=NOW),
            change(booking.id, {"title": "x"}, actor=other_trainer.actor, now=NOW),
        ):
            with pytest.raises(refusal):
                await attempt
    assert await queries.booking(public.id) == public


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
async def test_there_is_no_booking_of_a_strange_number(db: None, number: int) -> None:
    with pytest.raises(NotFound):
        await cancel(number, actor=COMMAND_LINE, now=NOW)


@pytest.mark.parametrize("reason", ["x" * 201, "a\0b"])
async def test_it_refuses_a_reason_that_does_not_fit(
    rooms: Rooms, trainer: Person, reason: str
) -> None:
    made = await booked(trainer)
    with pytest.raises(Invalid):
        await cancel(made.id, actor=trainer.actor, now=NOW, reason=reason)


async def test_the_database_refuses_what_the_code_would_let_through(
    rooms: Rooms, trainer: Person
) -> None:
    made = await booked(trainer)
    sql = "INSERT INTO hold (booking, space, starts, ends) VALUES ($1, $2, $3, $4)"
    with pytest.raises(Conflict) as refused, speak():
        async with DB.transaction():
            await DB.fetch(sql, made.id, made.space, at(10), at(12))
    assert (refused.value.code, refused.value.message) == (
        "clash",
        Message("This room has just been taken."),
    )
    assert isinstance(refused.value.__cause__, asyncpg.ExclusionViolationError)
