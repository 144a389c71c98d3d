"""The demo centre's people beside its trainers: who shows it to whom."""

from datetime import datetime

from sentra.database.engine import DB
from sentra.domain.roles import SYSTEM, Role
from sentra.i18n import today
from sentra.operations.accounts import invite, new_link

MANAGER = "pengelola@contoh.example"
OFFICER = "petugas@contoh.example"
WON, LOST, MAY_APPLY = APPLICANTS = (
    "menang@contoh.example",
    "kalah@contoh.example",
    "melamar@contoh.example",
)
"""Enterprises: in the closed round, in the one that is drawn, in the one that is open."""

_HOLDER = """
    SELECT e.id, e.owner FROM tenancy t JOIN enterprise e ON e.id = t.enterprise
    WHERE t.state = 'active' AND t.starts <= $1 AND (t.ends IS NULL OR t.ends > $1)
        AND e.cooperative IS NOT NULL
    ORDER BY t.id LIMIT 1
"""


async def open_accounts(*, now: datetime) -> None:
    """Invite a manager, the owner of an enterprise that holds a stall, and her cooperative."""
    await invite(name="Ratna Wulandari", email=MANAGER, role=Role.MANAGER, actor=SYSTEM, now=now)
    holder = (await DB.fetch(_HOLDER, today(now)))[0]
    await invite(
        name=holder["owner"],
        email="ukm@contoh.example",
        role=Role.ENTERPRISE,
        actor=SYSTEM,
        now=now,
        enterprise=holder["id"],
    )
    cooperative = await DB.fetch(
        "SELECT cooperative AS id FROM enterprise WHERE id = $1", holder["id"]
    )
    await invite(
        name="Joko Susilo",
        email="koperasi@contoh.example",
        role=Role.COOPERATIVE,
        actor=SYSTEM,
        now=now,
        cooperative=cooperative[0]["id"],
    )


async def sign_in_paths(*, now: datetime) -> dict[Role, str]:
    """A fresh one-time sign-in link for one person of each role."""
    rows = await DB.fetch("SELECT DISTINCT ON (role) role, id FROM account ORDER BY role, id")
    accounts = {Role(row["role"]): row["id"] for row in rows}
    return {
        role: (await new_link(account=accounts[role], actor=SYSTEM, now=now)).path
        for role in Role
        if role in accounts
    }


async def applicants_paths(*, now: datetime) -> dict[str, str]:
    """The same for the enterprises that show what comes of a round, by their e-mail addresses."""
    rows = await DB.fetch(
        "SELECT id, email FROM account WHERE email = ANY($1) ORDER BY id", list(APPLICANTS)
    )
    return {
        row["email"]: (await new_link(account=row["id"], actor=SYSTEM, now=now)).path
        for row in rows
    }
