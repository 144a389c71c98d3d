"""Which of a programme's stalls each winner gets: the best number chooses first."""

from collections.abc import Mapping, Sequence


def choose_stalls(
    *,
    winners: Sequence[str],
    stalls: Sequence[str],
    wishes: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Stall by pseudonym, when the time for choosing is over.

    In lottery order, everybody gets the first stall of her list that is free; to list the true
    wishes is the best that anybody can do. Who listed none, or only taken ones, is assigned what
    is left after all others, in the order of `stalls`.

    Args:
        winners: Pseudonyms in lottery order (`Outcome.winners`), no more than stalls.
        stalls: Those of the programme.
        wishes: Stalls by pseudonym, the dearest first; stalls of other programmes do not count.
    """
    free = dict.fromkeys(stalls)
    given: dict[str, str] = {}
    for who in winners:
        wished = next((stall for stall in wishes.get(who, ()) if stall in free), None)
        if wished is not None:
            given[who] = wished
            del free[wished]
    waiting = [who for who in winners if who not in given]
    return given | dict(zip(waiting, free, strict=False))
