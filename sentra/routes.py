"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from sentra.api import accounts as accounts_api
from sentra.api import cooperatives as cooperatives_api
from sentra.api import enterprises as enterprises_api
from sentra.pages import (
    account,
    api_guide,
    cooperatives,
    enterprise_forms,
    enterprise_imports,
    enterprises,
    health,
    home,
    letters,
    preferences,
    sign_in,
    style,
    trail,
    users,
)

PAGES: Sequence[ControllerRouterHandler] = (
    home.home,
    health.health,
    preferences.choose_language,
    preferences.choose_theme,
    style.style,
    sign_in.sign_in_page,
    sign_in.do_sign_in,
    sign_in.do_sign_out,
    sign_in.link_page,
    sign_in.do_use_link,
    enterprises.enterprises,
    enterprises.enterprise_page,
    enterprises.retire,
    enterprises.restore,
    enterprise_forms.new_enterprise,
    enterprise_forms.register,
    enterprise_forms.edit_enterprise,
    enterprise_forms.change,
    enterprise_imports.import_form,
    enterprise_imports.send,
    enterprise_imports.report_page,
    enterprise_imports.store,
    enterprise_imports.report_file,
    enterprise_imports.csv_template,
    enterprise_imports.xlsx_template,
    enterprise_imports.export_file,
    cooperatives.cooperatives,
    cooperatives.cooperative_page,
    cooperatives.new_cooperative,
    cooperatives.register,
    cooperatives.edit_cooperative,
    cooperatives.change,
    *account.HANDLERS,
    *users.HANDLERS,
    trail.trail_page,
    *letters.HANDLERS,
    api_guide.guide_page,
    api_guide.problem_page,
)
API: Sequence[ControllerRouterHandler] = (
    *accounts_api.HANDLERS,
    *enterprises_api.HANDLERS,
    *cooperatives_api.HANDLERS,
)
