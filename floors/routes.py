"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from floors.api import attendance as api_attendance
from floors.api import buildings, marks, stalls, tenancies
from floors.api import by_hand as api_by_hand
from floors.api import rent as api_rent
from floors.api.rounds import applications as api_applications
from floors.api.rounds import draws as api_draws
from floors.api.rounds import offers as api_offers
from floors.api.rounds import office as api_rounds
from floors.api.rounds import renewals as api_renewals
from floors.api.rounds import trials as api_trials
from floors.operations.rent import make_due
from floors.operations.rounds.offering import let_lapse
from floors.operations.rounds.phases import note_due
from floors.pages import attendance, by_hand, enterprise_tenancies, front, rent
from floors.pages import floors as floor_pages
from floors.pages import marks as mark_pages
from floors.pages import stall as stall_page
from floors.pages import stalls as stall_pages
from floors.pages import tenancies as tenancy_forms
from floors.pages.rounds import applying as round_applying
from floors.pages.rounds import forms as round_forms
from floors.pages.rounds import front as round_front
from floors.pages.rounds import manage as round_manage
from floors.pages.rounds import objections as round_objections
from floors.pages.rounds import offers as round_offers
from floors.pages.rounds import papers as round_papers
from floors.pages.rounds import public as round_pages
from floors.pages.rounds import recipients as round_recipients
from floors.pages.rounds import record as round_record
from floors.pages.rounds import renewals as round_renewals
from floors.pages.rounds import results as round_results
from floors.pages.rounds import seeding as round_seeding
from floors.pages.rounds import trials as round_trials
from floors.pages.rounds import verifying as round_verifying
from floors.pages.rounds.enterprise import enterprise_section
from sentra.keeper import Work
from sentra.web.sections import EnterpriseSection, FrontSection

PAGES: Sequence[ControllerRouterHandler] = (
    floor_pages.all_floors,
    floor_pages.one_floor,
    stall_pages.all_stalls,
    mark_pages.marks_page,
    mark_pages.keep_marks,
    stall_page.one_stall,
    tenancy_forms.give_stall,
    tenancy_forms.end_tenancy,
    tenancy_forms.move_tenancy,
    tenancy_forms.cancel_tenancy,
    tenancy_forms.undo_tenancy,
    rent.rent_list,
    rent.rent_export,
    rent.rent_workbook,
    rent.pay_rent,
    rent.undo_payment,
    attendance.attendance_page,
    attendance.note,
    by_hand.by_hand_list,
    by_hand.propose_form,
    by_hand.propose,
    by_hand.approve,
    by_hand.reject,
    round_pages.round_list,
    round_renewals.renewals_page,
    round_forms.new_round,
    round_forms.make_round,
    round_pages.round_page,
    round_forms.edit_round,
    round_forms.change_round,
    round_forms.dates_form,
    round_forms.move_round_dates,
    round_forms.programme_form,
    round_forms.change_programme,
    round_forms.remove_programme,
    round_manage.manage_round,
    round_manage.suggest_programmes,
    round_manage.announce_round,
    round_manage.cancel_round,
    round_manage.hear_objections,
    round_trials.trial_page,
    round_trials.trial_progress,
    round_applying.application_page,
    round_applying.change_choices,
    round_applying.send_paper,
    round_applying.remove_paper,
    round_applying.hand_in,
    round_applying.withdraw,
    round_applying.paper_file,
    round_verifying.application_queue,
    round_verifying.look_at,
    round_verifying.decide_about,
    round_verifying.freeze_round,
    round_seeding.seed_page,
    round_seeding.write_seed,
    round_seeding.make_draw,
    round_record.verifier_program,
    round_record.record_zip,
    round_record.record_file,
    round_results.result_list,
    round_results.why,
    round_objections.objection_list,
    round_objections.make_objection,
    round_objections.answer_objection,
    round_offers.offer_page,
    round_offers.answer_offer,
    round_offers.choose_stalls_of,
    round_recipients.recipient_list,
    round_recipients.decree_round,
    round_recipients.give_out,
    round_recipients.close_round,
    round_papers.public_decree,
    round_papers.named_decree,
    round_papers.lease,
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
    marks.get_marks,
    marks.put_marks,
    *api_rent.HANDLERS,
    *api_attendance.HANDLERS,
    *api_by_hand.HANDLERS,
    *api_rounds.HANDLERS,
    api_renewals.list_renewals,
    *api_applications.HANDLERS,
    *api_draws.HANDLERS,
    *api_trials.HANDLERS,
    *api_offers.HANDLERS,
)
ENTERPRISE_SECTIONS: Sequence[EnterpriseSection] = (
    enterprise_tenancies.section,
    enterprise_section,
)
DUE: Sequence[tuple[str, Work]] = (
    ("open and close rounds", note_due),
    ("make rents due", make_due),
    ("let offers of stalls lapse", let_lapse),
)
"""What the server's keeper does by itself."""
FRONT_SECTIONS: Sequence[FrontSection] = (round_front.section, front.section)
