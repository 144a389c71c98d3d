"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from bookings.api import bookings, requests, rooms, rules, terms
from bookings.api import calendars as calendars_api
from bookings.api import closures as closures_api
from bookings.api import equipment as equipment_api
from bookings.api import finding as finding_api
from bookings.api import hires as hires_api
from bookings.api import intake as intake_api
from bookings.api import series as series_api
from bookings.api import waiting as waiting_api
from bookings.feeds import feed
from bookings.operations import approval, attendance, offers, reconfirmation
from bookings.operations import closures as closures_of
from bookings.pages import (
    booking_form,
    calendars,
    closures,
    doors,
    equipment,
    finding,
    front,
    hire_prices,
    hires,
    holidays,
    intake,
    room_terms,
    schedule,
    series_form,
    waiting,
)
from bookings.pages import bookings as booking_pages
from bookings.pages import requests as request_pages
from bookings.pages import rooms as room_pages
from bookings.pages import rules as rule_pages
from bookings.pages import series as series_pages
from sentra.keeper import Work
from sentra.web.sections import FrontSection

PAGES: Sequence[ControllerRouterHandler] = (
    schedule.schedule,
    room_pages.room_list,
    room_pages.room_page,
    room_terms.terms_form,
    room_terms.save_terms,
    intake.intake_form,
    intake.send_calendar,
    intake.take_calendar,
    closures.closure_list,
    closures.closure_form,
    closures.make_closure,
    closures.lift_closure,
    closures.restore_closure,
    holidays.holiday_form,
    holidays.take_holidays,
    finding.find_room,
    hire_prices.hire_prices,
    hire_prices.tariff_form,
    hire_prices.save_tariff,
    hires.hire_list,
    hires.hire_form,
    hires.make_hire,
    hires.hire_page,
    hires.quote_anew,
    hires.make_invoice,
    hires.record_payment,
    hires.take_back_payment,
    hires.hire_pdf,
    booking_form.new_booking,
    booking_form.make_booking,
    booking_form.join_waiting,
    booking_form.edit_booking,
    booking_form.change_booking,
    series_form.new_series,
    series_form.make_series,
    series_form.edit_series,
    series_form.save_series,
    series_pages.series_list,
    series_pages.series_page,
    series_pages.cancel,
    series_pages.restore,
    series_pages.add,
    series_pages.confirm,
    booking_pages.booking_list,
    booking_pages.booking,
    booking_pages.cancel_booking,
    booking_pages.restore_booking,
    request_pages.request_list,
    request_pages.approve_request,
    request_pages.refuse_request,
    doors.door,
    doors.check_in,
    doors.door_sheets,
    doors.door_sheet,
    rule_pages.rule_list,
    rule_pages.set_rule,
    rule_pages.remove_rule,
    rule_pages.door_form,
    rule_pages.save_door,
    calendars.calendars,
    calendars.make_calendar,
    calendars.exchange_calendar,
    calendars.revoke_calendar,
    equipment.equipment,
    equipment.add_equipment,
    equipment.pool_page,
    equipment.change_equipment,
    waiting.waiting_list,
    waiting.claim_offer,
    waiting.leave_waiting,
)
API: Sequence[ControllerRouterHandler] = (
    intake_api.import_calendar,
    rooms.list_rooms,
    rooms.get_room,
    rooms.get_availability,
    terms.get_terms,
    terms.put_terms,
    closures_api.list_closures,
    closures_api.create_closure,
    closures_api.lift_closure,
    closures_api.restore_closure,
    closures_api.list_holidays,
    closures_api.close_on_holidays,
    finding_api.find_room,
    hires_api.list_tariffs,
    hires_api.set_tariff,
    hires_api.get_price,
    hires_api.list_hires,
    hires_api.create_hire,
    hires_api.get_hire,
    hires_api.quote_anew,
    hires_api.make_invoice,
    hires_api.record_payment,
    hires_api.take_back_payment,
    hires_api.get_paper,
    bookings.list_bookings,
    bookings.create_booking,
    bookings.get_booking,
    bookings.change_booking,
    bookings.cancel_booking,
    bookings.restore_booking,
    requests.list_requests,
    requests.approve_request,
    requests.refuse_request,
    requests.check_in,
    requests.confirm_series,
    rules.list_rules,
    rules.set_rule,
    rules.remove_rule,
    rules.get_room_rules,
    rules.set_room_approval,
    series_api.list_series,
    series_api.preview_series,
    series_api.create_series,
    series_api.get_series,
    series_api.preview_series_change,
    series_api.change,
    series_api.cancel,
    series_api.restore,
    series_api.add,
    calendars_api.list_calendars,
    calendars_api.create_calendar,
    calendars_api.regenerate_calendar,
    calendars_api.revoke_calendar,
    equipment_api.list_equipment,
    equipment_api.add_equipment,
    equipment_api.change_equipment,
    equipment_api.get_booking_equipment,
    equipment_api.set_booking_equipment,
    waiting_api.list_waiting,
    waiting_api.join_waiting,
    waiting_api.claim_offer,
    waiting_api.leave_waiting,
)
FEEDS: Sequence[ControllerRouterHandler] = (feed,)
FRONT_SECTIONS: Sequence[FrontSection] = (waiting.offered, front.section)
DUE: Sequence[tuple[str, Work]] = (
    ("release rooms that nobody came to", attendance.release_unchecked),
    ("expire requests", approval.expire),
    ("call off series that nobody confirmed", reconfirmation.call_off),
    ("close rooms that came later", closures_of.extend),
    ("keep offers", offers.keep),
)
"""What the server does by itself, by name, in this order."""
