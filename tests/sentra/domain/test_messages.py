from sentra.domain.messages import say


def test_a_message_is_read_in_english_with_all_that_is_in_it() -> None:
    room = say("%(room)s at %(hour)d", room="R501", hour=9)
    assert str(say("Taken: %(what)s.", what=(room, "R502"))) == "Taken: R501 at 9, R502."
