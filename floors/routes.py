"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from floors.api import buildings, stalls, tenancies
from floors.pages import enterprise_tenancies, front
from floors.pages import floors as floor_pages
from floors.pages import stall as stall_page
from floors.pages import stalls as stall_pages
from floors.pages import tenancies as tenancy_forms
from sentra.web.sections import EnterpriseSection, FrontSection

PAGES: Sequence[ControllerRouterHandler] = (
    floor_pages.all_floors,
    floor_pages.one_floor,
    stall_pages.all_stalls,
    stall_page.one_stall,
    tenancy_forms.give_stall,
    tenancy_forms.end_tenancy,
    tenancy_forms.move_tenancy,
    tenancy_forms.cancel_tenancy,
    tenancy_forms.undo_tenancy,
)
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
ENTERPRISE_SECTIONS: Sequence[EnterpriseSection] = (enterprise_tenancies.section,)
FRONT_SECTIONS: Sequence[FrontSection] = (front.section,)
