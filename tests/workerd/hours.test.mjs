// hours against the clocks that JavaScript has (Intl): local time, offset, opening, closing, slots. The cases and
// what crates/handoff says of them are in tests/hours/cases.jsonl, which `cargo test` keeps true; HOURS_FILE names another.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const FILE = process.env.HOURS_FILE ?? new URL("../hours/cases.jsonl", import.meta.url);
const DAY = 1440;
const BEFORE = 5 * DAY;
const AFTER = 9 * DAY;
const SLOT = 60;
const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * The database that is built in (2026e) is newer than that of Node 22 (2026c), and knows other clocks: from November 2026 on
 * in Manitoba and the Northwest Territories, and another day of change in Bogota in 1992 and in Tehran in 1979. A difference
 * in what can be seen of those days is told, and no fault.
 */
const NEWER = { from: Date.UTC(2026, 9, 20) / 60_000, until: Infinity };
const TEHRAN = { from: Date.UTC(1979, 4, 15) / 60_000, until: Date.UTC(1979, 5, 1) / 60_000 };
const NEWER_RULES = {
  "America/Winnipeg": NEWER,
  "America/Rainy_River": NEWER,
  "Canada/Central": NEWER,
  "America/Inuvik": NEWER,
  "Asia/Tehran": TEHRAN,
  Iran: TEHRAN,
  "America/Bogota": { from: Date.UTC(1992, 3, 20) / 60_000, until: Date.UTC(1992, 4, 10) / 60_000 },
};

function isNewer([{ zone }, minute]) {
  const rules = NEWER_RULES[zone];
  return Boolean(rules) && rules.from <= minute && minute < rules.until;
}

const formats = new Map();

function format(zone) {
  if (!formats.has(zone)) {
    const shown = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
    formats.set(zone, new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", calendar: "gregory", ...shown }));
  }
  return formats.get(zone);
}

/** What the clock of a zone shows in a minute since 1970, as minutes since its own 1970 began. */
function clock(zone, minute) {
  const part = Object.fromEntries(format(zone).formatToParts(minute * 60_000).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) / 60_000;
}

/** That for each minute from `first` on; where the offset is the same an hour later, it did not change in between. */
function clocks(zone, first, count) {
  const shown = new Array(count);
  let ahead = clock(zone, first) - first;
  for (let hour = 0; hour < count; hour += 60) {
    const next = clock(zone, first + hour + 60) - (first + hour + 60);
    for (let n = hour; n < Math.min(hour + 60, count); n += 1) {
      shown[n] = next === ahead ? first + n + ahead : clock(zone, first + n);
    }
    ahead = next;
  }
  return shown;
}

const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function span(written) {
  const [from, until] = written.split("-").map(minutes);
  return [from, until < from ? until + DAY : until];
}

/** The spans that begin on a day, by its number since 1970. */
function spansOf({ week, exceptions }, day) {
  const date = new Date(day * 86_400_000);
  const on = date.toISOString().slice(0, 10);
  const exception = exceptions.find((one) => one.on === on) ?? exceptions.find((one) => one.on === on.slice(5));
  return (exception ? exception.spans : week[WEEK[(date.getUTCDay() + 6) % 7]]).map(span);
}

/** Minute by minute: from the first that has reached a span's beginning to the last that has not reached its end. */
function walk(hours, minute) {
  const first = minute - BEFORE;
  const shown = clocks(hours.zone, first, BEFORE + AFTER);
  const open = new Array(shown.length).fill(false);
  const slots = [];
  let free = minute;
  const firstDay = Math.floor(first / DAY) - 3;
  for (let day = firstDay; day < firstDay + (BEFORE + AFTER) / DAY + 6; day += 1) {
    for (const [from, until] of spansOf(hours, day)) {
      const begin = shown.findIndex((at) => at >= day * DAY + from);
      const last = shown.findLastIndex((at) => at < day * DAY + until);
      if (begin < 0 || last < begin) continue;
      open.fill(true, begin, last + 1);
      for (let at = first + begin; at + SLOT <= first + last + 1; at += SLOT) {
        if (at >= free && at < minute + 2 * DAY) slots.push(at);
      }
      free = Math.max(free, first + last + 1);
    }
  }
  return { open, slots: slots.slice(0, 4) };
}

/** The first difference of a case from what Intl makes of it; none: they agree, or what is asked is not in sight. */
function difference([hours, minute, shown, ahead, isOpen, nextOpen, closes, slots]) {
  const here = clock(hours.zone, minute);
  const local = new Date(here * 60_000).toISOString().slice(0, 16).replace("T", " ");
  if (local !== shown || here - minute !== ahead) return `clock ${shown} (${ahead}), Intl ${local} (${here - minute})`;
  const its = walk(hours, minute);
  const at = (place) => (place < 0 ? null : minute - BEFORE + place);
  if (its.open[BEFORE] !== Boolean(isOpen)) return `open ${isOpen}`;
  const next = at(its.open.indexOf(true, BEFORE));
  if (next !== null && next !== nextOpen) return `next_open ${nextOpen}, Intl ${next}`;
  const end = its.open[BEFORE] ? at(its.open.indexOf(false, BEFORE)) : null;
  if ((end !== null || !its.open[BEFORE]) && end !== closes) return `closes ${closes}, Intl ${end}`;
  if (JSON.stringify(its.slots) !== JSON.stringify(slots)) return `slots ${slots}, Intl ${its.slots}`;
  return null;
}

test("hours are what JavaScript's clocks make of them, in each case", () => {
  const cases = readFileSync(FILE, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.ok(cases.length >= 1000, `${cases.length} cases`);
  const wrong = [];
  let newer = 0;
  for (const one of cases) {
    const differs = difference(one);
    if (!differs) continue;
    if (isNewer(one)) newer += 1;
    else wrong.push(`${one[0].zone} ${new Date(one[1] * 60_000).toISOString()}: ${differs}`);
  }
  const told = `${newer} differ by newer rules, ${wrong.length} otherwise`;
  console.log(`${cases.length} cases compared with Intl (${process.versions.tz}): ${told}`);
  assert.deepEqual(wrong, []);
});
