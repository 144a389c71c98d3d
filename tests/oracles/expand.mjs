// Expands calendars with ical.js and node-ical: JSON in, sorted starts per calendar and library out.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const { calendars, since, until } = JSON.parse(readFileSync(0, "utf8"));
const [from, to] = [new Date(since), new Date(until)];

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const components = calendar.getAllSubcomponents("vevent");
  const exceptions = components.filter((part) => part.hasProperty("recurrence-id"));
  const found = [];
  for (const component of components.filter((part) => !exceptions.includes(part))) {
    const uid = component.getFirstPropertyValue("uid");
    const own = exceptions.filter((part) => part.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(component, { exceptions: own, strictExceptions: true });
    const occurrences = event.isRecurring() ? event.iterator() : [event.startDate][Symbol.iterator]();
    for (let next; (next = event.isRecurring() ? occurrences.next() : occurrences.next().value); ) {
      const { item, startDate } = event.getOccurrenceDetails(next);
      if (item.component.getFirstPropertyValue("status") !== "CANCELLED") found.push(startDate.toJSDate());
    }
  }
  return found;
}

function byNodeIcal(text) {
  const events = Object.values(ical.sync.parseICS(text)).filter((part) => part.type === "VEVENT");
  return events
    .flatMap((event) => ical.expandRecurringEvent(event, { from, to }))
    .filter((instance) => instance.event.status !== "CANCELLED")
    .map((instance) => new Date(instance.start));
}

const sorted = (dates) => dates.filter((one) => one >= from && one < to).map((one) => one.toISOString()).sort();
console.log(
  JSON.stringify({
    "ical.js": calendars.map((text) => sorted(byIcalJs(text))),
    "node-ical": calendars.map((text) => sorted(byNodeIcal(text))),
  }),
);
