"""Writing to whoever owes a month's rent, once, when it is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg
import structlog

from sentra.database.engine import DB
from sentra.domain.letters import Letter, Sender
from sentra.domain.messages import Message, say
from sentra.i18n import Locale, month, rupiah, today, translate
from sentra.operations.letters import post

_MOST = 200
"""Letters in one go, so that other due work has its turn."""
_JUST = timedelta(days=7)
"""What has been late for longer was told of: the outbox may have forgotten its letter."""

_UNTOLD = """
    SELECT r.id, r.month, r.amount, r.due, s.code AS stall, e.name AS holder, c.id AS account,
        coalesce(c.email, e.email) AS email, coalesce(c.name, e.owner) AS name,
        coalesce(c.locale, 'id') AS locale
    FROM rent r JOIN tenancy t ON t.id = r.tenancy
    JOIN space s ON s.id = t.space JOIN enterprise e ON e.id = t.enterprise
    LEFT JOIN account c ON c.enterprise = e.id AND c.active AND c.mail
    WHERE r.paid IS NULL AND r.due < $1 AND r.due >= $2
        AND (c.id IS NOT NULL OR e.email <> '' AND NOT EXISTS (
            SELECT FROM account o WHERE o.enterprise = e.id))
        AND NOT EXISTS (SELECT FROM letter l
            WHERE l.key = 'rent/' || r.id || '/' || coalesce(c.id, 0))
    ORDER BY r.id, c.id LIMIT $3
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RentOffice:
    """Who writes, and where what is owed can be looked at."""

    sender: Sender
    base_url: str

    async def write(self, now: datetime) -> int:
        """Write of what has just become late; how many letters that made.

        One that fails is logged, and comes up again the next time.
        """
        day = today(now)
        done = 0
        for row in await DB.fetch(_UNTOLD, day, day - _JUST, _MOST):
            try:
                async with DB.transaction():
                    await post(
                        self._letter(row, now=now),
                        sender=self.sender,
                        account=row["account"],
                        now=now,
                        key=f"rent/{row['id']}/{row['account'] or 0}",
                    )
                done += 1
            except Exception as error:  # noqa: BLE001 - one letter must not keep the others
                log.warning("a letter failed", rent=row["id"], error=type(error).__name__)
        return done

    def _letter(self, row: asyncpg.Record, *, now: datetime) -> Letter:
        locale: Locale = row["locale"]

        def speak(message: Message) -> str:
            return translate(message, locale)

        owed = f"{month(row['month'], locale)}: {rupiah(row['amount'], locale)}"
        paragraphs = [
            speak(say("Dear %(name)s,", name=row["name"])),
            speak(
                say(
                    "The rent of stall %(stall)s was due on %(due)s and is not noted as paid. Rent"
                    " that is owed stands against a renewal. If you have paid, please bring the"
                    " receipt to the office.",
                    stall=row["stall"],
                    due=row["due"],
                )
            ),
            f"  {row['holder']}\n  {owed}",
            f"{self.base_url}/retribusi",
        ]
        if row["account"] is None:
            paragraphs.append(speak(say("Sentra wrote this by itself; no answer is read.")))
        else:
            off = say("Sentra wrote this by itself; no answer is read. You can turn letters off:")
            paragraphs.append(f"{speak(off)} {self.base_url}/akun")
        return Letter(
            number=uuid4(),
            written=now,
            address=row["email"],
            name=row["name"],
            locale=locale,
            subject=speak(say("Rent of stall %(stall)s is late", stall=row["stall"])),
            text="\n\n".join(paragraphs) + "\n",
        )
