"""What the rules of tenure look at, of one enterprise or of thousands at once."""

from collections.abc import Mapping
from datetime import date

import msgspec

from floors.domain.tenancies import Span
from floors.domain.tenure import Facts
from sentra.database.engine import DB

_FACTS = """
    SELECT e.id, e.kecamatan, h.held, d.attendance, r.enterprise IS NOT NULL AS arrears
    FROM enterprise e
    LEFT JOIN (
        SELECT t.enterprise, json_agg(json_build_array(t.starts, t.ends))::text AS held
        FROM tenancy t JOIN space s ON s.id = t.space JOIN floor f ON f.id = s.floor
            JOIN site c ON c.id = f.site
        WHERE t.state = 'active' AND c.kind = 'centre' AND t.enterprise = ANY($1::int[])
        GROUP BY t.enterprise
    ) h ON h.enterprise = e.id
    LEFT JOIN (
        SELECT t.enterprise,
            round(100.0 * count(*) FILTER (WHERE d.present) / count(*))::int AS attendance
        FROM stall_day d JOIN tenancy t ON t.id = d.tenancy
        WHERE t.state = 'active' AND t.enterprise = ANY($1::int[]) GROUP BY t.enterprise
    ) d ON d.enterprise = e.id
    LEFT JOIN (
        SELECT DISTINCT t.enterprise FROM rent r JOIN tenancy t ON t.id = r.tenancy
        WHERE r.paid IS NULL AND r.due < $2 AND t.enterprise = ANY($1::int[])
    ) r ON r.enterprise = e.id
    WHERE e.id = ANY($1::int[])
"""


async def facts_of_all(claims: Mapping[int, bool], *, on: date) -> dict[int, Facts]:
    """Facts by enterprise.

    Args:
        claims: By enterprise, whether it shows that it belongs to the affirmative class.
        on: The day before which rent had to be paid not to be owed.
    """
    read = msgspec.json.Decoder(list[tuple[date, date | None]])
    return {
        row["id"]: Facts(
            kecamatan=row["kecamatan"],
            affirmative=claims[row["id"]],
            held=[Span(*days) for days in read.decode(row["held"])] if row["held"] else (),
            attendance=row["attendance"],
            arrears=row["arrears"],
        )
        for row in await DB.fetch(_FACTS, list(claims), on)
    }


async def facts_of(enterprise: int, *, affirmative: bool, on: date) -> Facts:
    """The same of one enterprise."""
    return (await facts_of_all({enterprise: affirmative}, on=on))[enterprise]
