"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from floors.api import buildings, stalls, tenancies
from sentra.web.sections import EnterpriseSection

PAGES: Sequence[ControllerRouterHandler] = ()
API: Sequence[ControllerRouterHandler] = (
    *buildings.HANDLERS,
    stalls.list_stalls,
    stalls.get_stall,
    tenancies.list_tenancies,
    tenancies.give_stall,
    tenancies.get_tenancy,
    tenancies.end_tenancy,
    tenancies.move_tenancy,
    tenancies.cancel_tenancy,
)
ENTERPRISE_SECTIONS: Sequence[EnterpriseSection] = ()
