// Reads a calendar on standard input with ical.js and node-ical, and prints what each found as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const text = readFileSync(0, "utf8");

const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const icalJs = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
  return {
    uid: event.uid,
    summary: event.summary,
    location: event.location,
    starts: moment(event.startDate),
    ends: moment(event.endDate),
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
  };
});

const day = (time) => [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
const moment = (time) => (time.dateOnly ? day(time) : time.toISOString());
const nodeIcal = Object.values(ical.sync.parseICS(text))
  .filter((part) => part.type === "VEVENT")
  .map((event) => ({
    uid: event.uid,
    summary: event.summary,
    location: event.location,
    starts: moment(event.start),
    ends: moment(event.end),
    sequence: Number(event.sequence),
    status: event.status,
  }));

console.log(JSON.stringify({ "ical.js": icalJs, "node-ical": nodeIcal }));
