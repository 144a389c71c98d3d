"""Writing to applicants: what changes where an application or its place stands leaves it untold.

What is written follows from where it stands now, not from what was done: of two changes at once
only the last is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg
import structlog

from floors.domain.applying import State
from floors.domain.offer_letters import Told, last_day, offer_words
from floors.domain.offers import OfferState
from floors.domain.round_letters import Words, answered, drawn, given_up, words_of
from sentra.database.engine import DB
from sentra.domain.letters import Letter, Sender
from sentra.domain.messages import Message, say
from sentra.i18n import Locale, translate
from sentra.operations.letters import post

_MOST = 500
"""Applications told of in one go, so that other due work has its turn."""

_ABOUT = """
    SELECT a.state, a.reason, a.pseudonym, e.name AS holder, e.owner, e.email AS register_email,
        r.code, r.name, r.verify_by, r.draw_at, r.move_in_by, r.cancelled_because, r.object_by,
        a.number, EXISTS (SELECT FROM allotment w WHERE w.application = a.id
            AND w.state = 'offered') AS won,
        o.state AS place, o.offer_ends, o.programme, o.stall, o.starts,
        ARRAY(SELECT p.name FROM preference f JOIN programme p ON p.id = f.programme
            WHERE f.application = a.id ORDER BY f.rank) AS choices
    FROM application a
    JOIN enterprise e ON e.id = a.enterprise
    JOIN round r ON r.id = a.round
    LEFT JOIN LATERAL (
        SELECT m.state, m.offer_ends, p.name AS programme, s.code AS stall, t.starts
        FROM allotment m JOIN programme p ON p.id = m.programme
        LEFT JOIN space s ON s.id = m.space LEFT JOIN tenancy t ON t.id = m.tenancy
        WHERE m.application = a.id ORDER BY m.id DESC LIMIT 1
    ) o ON r.decree IS NOT NULL
    WHERE a.id = $1
"""
_PEOPLE = """
    SELECT c.id, c.email, c.name, c.locale, c.active AND c.mail AS wanted
    FROM account c JOIN application a ON a.enterprise = c.enterprise WHERE a.id = $1 ORDER BY c.id
"""
_REMINDED_BEFORE = timedelta(days=1)
_UNANSWERED = """
    SELECT m.id, m.application, m.offer_ends FROM allotment m
    JOIN application a ON a.id = m.application JOIN round r ON r.id = m.round
    WHERE m.state = 'offered' AND m.offer_ends > $1 AND m.offer_ends <= $2
        AND r.state IN ('decreed', 'moving_in', 'closed') AND NOT a.untold
        AND NOT EXISTS (SELECT FROM letter l WHERE l.key = 'offer/' || m.id || '/'
            || to_char(m.offer_ends AT TIME ZONE 'UTC', 'YYMMDDHH24MI') || '/0')
    ORDER BY m.id LIMIT $3
"""

_JUST = timedelta(days=2)
"""An answer older than this is no news: its letter may be gone from the outbox."""
_ANSWERED = """
    SELECT o.id, o.application, o.answer, o.upheld FROM objection o
    WHERE o.answered > $1
        AND NOT EXISTS (SELECT FROM letter l WHERE l.key = 'objection/' || o.id || '/0')
    ORDER BY o.id LIMIT $2
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for: people with accounts, else the address in the register."""

    account: int | None
    email: str
    name: str
    locale: Locale


@dataclass(frozen=True, slots=True)
class RoundOffice:
    """Who writes, and where what is written about can be looked at."""

    sender: Sender
    base_url: str

    async def write(self, now: datetime) -> int:
        """Turn what has happened into letters; of how many applications that told.

        One that fails is logged, and comes up again the next time.
        """
        await self._remind(now)
        await self._answer(now)
        rows = await DB.fetch("SELECT id FROM application WHERE untold ORDER BY id LIMIT $1", _MOST)
        done = 0
        for row in rows:
            try:
                async with DB.transaction():
                    done += await self._tell(row["id"], now=now)
            except Exception as error:  # noqa: BLE001 - one letter must not keep the others
                log.warning("a letter failed", application=row["id"], error=type(error).__name__)
        return done

    async def _remind(self, now: datetime) -> None:
        """Write once more to whoever has not answered an offer a day before it ends."""
        for row in await DB.fetch(_UNANSWERED, now, now + _REMINDED_BEFORE, _MOST):
            try:
                async with DB.transaction():
                    await self._remind_of(row, now=now)
            except Exception as error:  # noqa: BLE001 - one letter must not keep the others
                log.warning("a reminder failed", offer=row["id"], error=type(error).__name__)

    async def _remind_of(self, offer: asyncpg.Record, *, now: datetime) -> None:
        [about] = await DB.fetch(_ABOUT, offer["application"])
        words = last_day(about["name"], about["programme"], until=offer["offer_ends"])
        readers = _readers(about, await DB.fetch(_PEOPLE, offer["application"]))
        for number, reader in enumerate(readers):
            letter = self._letter(reader, words, about, now=now)
            key = f"offer/{offer['id']}/{offer['offer_ends']:%y%m%d%H%M}/{number}"
            await post(letter, sender=self.sender, account=reader.account, now=now, key=key)

    async def _answer(self, now: datetime) -> None:
        """Send what the office has answered to objections."""
        for row in await DB.fetch(_ANSWERED, now - _JUST, _MOST):
            try:
                async with DB.transaction():
                    await self._answer_to(row, now=now)
            except Exception as error:  # noqa: BLE001 - one letter must not keep the others
                log.warning("an answer failed", objection=row["id"], error=type(error).__name__)

    async def _answer_to(self, objection: asyncpg.Record, *, now: datetime) -> None:
        [about] = await DB.fetch(_ABOUT, objection["application"])
        words = answered(about["name"], objection["answer"], upheld=objection["upheld"])
        readers = _readers(about, await DB.fetch(_PEOPLE, objection["application"]))
        for number, reader in enumerate(readers):
            letter = self._letter(reader, words, about, now=now, page="/sanggahan")
            key = f"objection/{objection['id']}/{number}"
            await post(letter, sender=self.sender, account=reader.account, now=now, key=key)

    async def _tell(self, application: int, *, now: datetime) -> bool:
        taken = await DB.fetch(
            "UPDATE application SET untold = FALSE WHERE id = $1 AND untold RETURNING id",
            application,
        )
        if not taken:
            return False
        [about] = await DB.fetch(_ABOUT, application)
        words = _words(about)
        if words is not None:
            for reader in _readers(about, await DB.fetch(_PEOPLE, application)):
                letter = self._letter(reader, words, about, now=now)
                await post(letter, sender=self.sender, account=reader.account, now=now)
        return True

    def _letter(
        self,
        reader: Reader,
        words: Words,
        about: asyncpg.Record,
        *,
        now: datetime,
        page: str | None = None,
    ) -> Letter:
        def speak(message: Message) -> str:
            return translate(message, reader.locale)

        place = _has_place(about)
        lines = [about["holder"]]
        reason = _reason(about)
        if reason:
            lines.append(speak(say("Reason: %(reason)s", reason=reason)))
        if place:
            lines += [each for each in (about["programme"], about["stall"]) if each]
        else:
            lines += [f"{rank}. {name}" for rank, name in enumerate(about["choices"], 1)]
        code = say("Your code in the public record: %(code)s", code=about["pseudonym"])
        lines.append(speak(code))
        paragraphs = [
            speak(say("Dear %(name)s,", name=reader.name)),
            speak(words.lead),
            "\n".join(f"  {line}" for line in lines),
            f"{self.base_url}/putaran/{about['code']}" + (_page(about) if page is None else page),
        ]
        if reader.account is None:
            paragraphs.append(speak(say("Sentra wrote this by itself; no answer is read.")))
        else:
            off = say("Sentra wrote this by itself; no answer is read. You can turn letters off:")
            paragraphs.append(f"{speak(off)} {self.base_url}/akun")
        return Letter(
            number=uuid4(),
            written=now,
            address=reader.email,
            name=reader.name,
            locale=reader.locale,
            subject=speak(words.subject),
            text="\n\n".join(paragraphs) + "\n",
        )


def _given_up(about: asyncpg.Record) -> bool:
    """Whether the news is that there is no round any more."""
    return bool(about["cancelled_because"]) and about["state"] not in {
        State.REFUSED,
        State.WITHDRAWN,
    }


def _is_drawn(about: asyncpg.Record) -> bool:
    """Whether what the draw gave is the news."""
    return about["state"] == State.ACCEPTED and about["number"] is not None and not _given_up(about)


def _page(about: asyncpg.Record) -> str:
    """Where the news can be looked at, below the round's own address."""
    if _has_place(about):
        return "/tawaran"
    return f"/hasil/{about['pseudonym']}" if _is_drawn(about) else ""


def _reason(about: asyncpg.Record) -> str:
    if _given_up(about):
        return str(about["cancelled_because"])
    return about["reason"] if about["state"] in {State.RETURNED, State.REFUSED} else ""


def _has_place(about: asyncpg.Record) -> bool:
    """Whether what has become of a place is the news, and not the application itself."""
    return (
        about["place"] is not None
        and about["state"] != State.WITHDRAWN
        and not about["cancelled_because"]
    )


def _words(about: asyncpg.Record) -> Words | None:
    if _given_up(about):
        return given_up(about["name"])
    if not _has_place(about) and _is_drawn(about):
        return drawn(
            about["name"],
            number=about["number"],
            won=about["won"],
            object_by=about["object_by"],
        )
    if not _has_place(about):
        return words_of(
            State(about["state"]),
            name=about["name"],
            verify_by=about["verify_by"],
            draw_at=about["draw_at"],
        )
    return offer_words(
        Told(
            state=OfferState(about["place"]),
            round=about["name"],
            programme=about["programme"],
            ends=about["offer_ends"],
            stall=about["stall"],
            starts=about["starts"],
            move_in_by=about["move_in_by"],
        )
    )


def _readers(about: asyncpg.Record, people: Sequence[asyncpg.Record]) -> list[Reader]:
    """Everybody who speaks for the enterprise and wants letters.

    Who applied at the counter may have no account; the register may know an address.
    """
    if people or not about["register_email"]:
        return [
            Reader(one["id"], one["email"], one["name"], one["locale"])
            for one in people
            if one["wanted"]
        ]
    return [Reader(None, about["register_email"], about["owner"], "id")]
