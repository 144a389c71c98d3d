"""The stalls of an enterprise, on the enterprise's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from floors.queries.tenancies import TenancyRow, tenancies_of_enterprise
from sentra.i18n import today
from sentra.web.request import SentraRequest, now_of


@dataclass(frozen=True, slots=True)
class EnterpriseTenancies:
    template: ClassVar[str] = "floors/_enterprise_tenancies.html"
    tenancies: Sequence[TenancyRow]
    today: date

    def when(self, row: TenancyRow) -> str:
        """now, past or coming."""
        if row.span.has(self.today):
            return "now"
        return "past" if row.starts < self.today else "coming"


async def section(request: SentraRequest, enterprise: int) -> EnterpriseTenancies:
    """Where the enterprise sells, sold and will sell."""
    return EnterpriseTenancies(await tenancies_of_enterprise(enterprise), today(now_of(request)))
