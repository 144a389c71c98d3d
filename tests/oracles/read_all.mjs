// Reads calendars with ical.js and node-ical: JSON in; UID, SUMMARY and DTSTART, by library, out.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const { calendars } = JSON.parse(readFileSync(0, "utf8"));
const second = (date) => date.toISOString().replace(".000Z", "+00:00");
const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return ["vevent", "vfreebusy"].flatMap((name) => calendar.getAllSubcomponents(name)).map((part) => {
    const start = part.getFirstPropertyValue("dtstart");
    const moment = start.isDate ? start.toString() : second(start.toJSDate());
    return [part.getFirstPropertyValue("uid"), part.getFirstPropertyValue("summary") ?? "", moment];
  });
}

function byNodeIcal(text) {
  return Object.values(ical.sync.parseICS(text))
    .filter((part) => ["VEVENT", "VFREEBUSY"].includes(part.type))
    .map((part) => [part.uid, part.summary ?? "", part.start.dateOnly ? day(part.start) : second(part.start)]);
}

console.log(JSON.stringify({ "ical.js": calendars.map(byIcalJs), "node-ical": calendars.map(byNodeIcal) }));
