// R-133 in a real workerd: booked calls. Nobody gets another's time, calendars are told, and strangers read nothing.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge, freePort, until } from "../support/edge.mjs";

const HOUR = 3_600_000;
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const RACING = 100;

let edge;
let vendors;
const requests = [];
before(async () => {
  const port = await freePort();
  vendors = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    requests.push({ url: request.url, body });
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: `e-${requests.length}` }));
  });
  await new Promise((done) => vendors.listen(port, "127.0.0.1", done));
  const secrets = { WARMLINE_ALLOW_LOCAL: "1", WARMLINE_VENDORS: `http://127.0.0.1:${port}` };
  edge = await Edge.start({ secrets, provision: false });
});
after(async () => {
  vendors?.closeAllConnections();
  vendors?.close();
  await edge?.stop();
});

/** A site that opens in five hours or more, for two, each day by the clock of UTC. */
async function closedSite(site) {
  const opens = new Date(Date.now() + 6 * HOUR).getUTCHours() % 22;
  const two = (hour) => String(hour).padStart(2, "0");
  const spans = [`${two(opens)}:00-${two(opens + 2)}:00`];
  const hours = { zone: "UTC", week: Object.fromEntries(DAYS.map((day) => [day, spans])) };
  await edge.setUp({ site, origins: ["https://shop.example"], settings: { hours } });
}

/** A visitor who waits after hours and has chosen a call: the times that are free. */
async function choosing(words = "My lamp broke, my number is +49 30 1234567") {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said(words);
  visitor.act("ask_human");
  await stands(visitor, "the options", (state) => state.options?.choices.some((c) => c.kind === "callback"));
  const slots = await times(visitor);
  return { visitor, slots };
}

/** What was shown before is no answer to what comes. */
function forget(visitor) {
  visitor.socket.frames = visitor.socket.frames.filter((f) => f.type !== "state");
}

async function times(visitor) {
  forget(visitor);
  visitor.act("choose", { alternative: "callback" });
  const state = await stands(visitor, "free times", (state) => state.options?.slots?.length > 0);
  return state.options.slots;
}

async function stands(visitor, what, fits) {
  const frame = await visitor.socket.take(what, (f) => f.type === "state" && fits(f.state), 60_000);
  return frame.state;
}

const same = (one, other) => one.from === other.from && one.until === other.until;

/** Books a time, every other visitor over plain HTTP: whether it is theirs, or which times are free instead. */
async function books(visitor, slot, byHttp) {
  forget(visitor);
  if (byHttp) {
    const frame = { type: "book", client_id: newId(), slot };
    const answer = await edge.post(`${visitor.path}/frames`, frame, visitor.token);
    assert.equal(answer.status, 200, answer.text);
    const refused = answer.body.frames.find((f) => f.type === "refused");
    assert.equal(refused, undefined, JSON.stringify(refused));
  } else {
    visitor.act("book", { slot });
  }
  const settled = (state) => {
    const booked = state.promise?.slot && same(state.promise.slot, slot) && state.promise.state === "open";
    const others = state.options?.slots?.length > 0 && !state.options.booking && !state.options.slots.some((s) => same(s, slot));
    return booked || others;
  };
  const state = await stands(visitor, "an answer", settled);
  return state.promise?.slot ? { booked: state.promise } : { free: state.options.slots };
}

for (const [calls, site] of [[1, "one"], [20, "twenty"]]) {
  test(`R-133: ${RACING} visitors race for ${calls} ${calls === 1 ? "call" : "calls"}: each time is one visitor's`, { timeout: 300_000 }, async () => {
    await closedSite(site);
    const racers = [];
    for (let n = 0; n < RACING; n += 10) {
      racers.push(...(await Promise.all(Array.from({ length: 10 }, (_, of) => choosing(`My lamp broke, my number is +49 30 ${1234000 + n + of}`)))));
    }
    const wanted = racers[0].slots.slice(0, calls);
    assert.equal(wanted.length, calls);
    const got = await Promise.all(racers.map(async ({ visitor }, n) => {
      let slot = wanted[n % calls];
      for (;;) {
        const { booked, free } = await books(visitor, slot, n % 2 === 1);
        if (booked) return booked;
        slot = free.find((s) => wanted.some((w) => same(w, s)));
        if (!slot) return null;
      }
    }));
    const booked = got.filter(Boolean).map((promise) => promise.slot.from);
    assert.equal(booked.length, calls, "none is left");
    assert.equal(new Set(booked).size, calls, "none is there twice");
    const ana = await Agent.signIn(edge, `ana-${site}`, "Ana");
    await ana.sit();
    const view = await ana.view("the calls", (v) => v.calls?.length === calls);
    assert.deepEqual(view.calls.map((call) => call.slot.from), [...booked].sort((a, b) => a - b));
    for (const { visitor } of racers) visitor.socket.close();
    ana.desk.close();
  });
}

/** A calendar's lines, unfolded, by name; it throws where it is none. */
function parse(text) {
  assert.ok(text.endsWith("\r\n") && !/[^\r]\n/.test(text), "lines end as they should");
  for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
  const lines = text.replaceAll("\r\n ", "").trimEnd().split("\r\n");
  const open = [];
  const found = {};
  for (const line of lines) {
    const [, name, value] = /^([A-Z-]+)(?:;[^:]*(?:"[^"]*"[^:]*)*)?:(.*)$/.exec(line) ?? assert.fail(line);
    if (name === "BEGIN") open.push(value);
    else if (name === "END") assert.equal(open.pop(), value);
    else if (open.at(-1) !== "VALARM") found[name] = value;
  }
  assert.deepEqual(open, []);
  return found;
}

const utc = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
const calendar = (visitor, number, token = visitor.token) =>
  edge.call("GET", `${visitor.path}/calls/${number}.ics`, undefined, token);

test("R-133: a call is downloaded for a calendar, moves with the same name, and is called off; strangers get nothing", async () => {
  await closedSite("calendar");
  const { visitor, slots } = await choosing();
  const { booked } = await books(visitor, slots[0], false);
  const first = await calendar(visitor, booked.number);
  assert.equal(first.status, 200, first.text);
  assert.match(first.headers.get("content-type"), /^text\/calendar/);
  assert.match(first.headers.get("content-disposition"), /call\.ics/);
  const was = parse(first.text);
  assert.deepEqual([was.METHOD, was.SEQUENCE, was.STATUS], ["PUBLISH", "0", "CONFIRMED"]);
  assert.deepEqual([was.DTSTART, was.DTEND], [utc(slots[0].from), utc(slots[0].until)]);
  assert.match(was.DESCRIPTION, /\+49 30 1234567/);

  const stranger = await Visitor.open(edge);
  for (const token of [stranger.token, "nonsense", null]) {
    const answer = await calendar(visitor, booked.number, token);
    assert.deepEqual([answer.status, answer.body.error.code], [401, "unauthorized"], answer.text);
  }
  const missing = await calendar(visitor, 7);
  assert.deepEqual([missing.status, missing.body.error.code], [404, "not_found"], missing.text);
  for (const odd of ["0", "-1", "x", "1e3", "99999999999999999999"]) {
    assert.equal((await calendar(visitor, odd)).status, 404, odd);
  }

  const others = await times(visitor);
  assert.ok(!others.some((slot) => same(slot, slots[0])), "the one that is booked is no other time");
  const { booked: moved } = await books(visitor, others.at(-1), true);
  assert.notEqual(moved.number, booked.number);
  for (const number of [booked.number, moved.number]) {
    const now = parse((await calendar(visitor, number)).text);
    assert.deepEqual([now.UID, now.DTSTART], [was.UID, utc(moved.slot.from)]);
    assert.ok(Number(now.SEQUENCE) > Number(was.SEQUENCE));
  }

  visitor.act("cancel_promise", { promise: moved.number });
  await visitor.notice("promise_changed");
  const off = parse((await calendar(visitor, booked.number)).text);
  assert.deepEqual([off.METHOD, off.STATUS, off.UID], ["CANCEL", "CANCELLED", was.UID]);
  assert.ok(Number(off.SEQUENCE) > 2);
  // Its time is free at once.
  const { visitor: next, slots: free } = await choosing();
  assert.ok(free.some((slot) => same(slot, moved.slot)));
  for (const one of [visitor, next]) one.socket.close();
});

test("R-133: a time that was just taken is refused with those that are free, and nothing is lost", async () => {
  await closedSite("taken");
  const [one, other] = [await choosing(), await choosing()];
  assert.ok((await books(one.visitor, one.slots[0], false)).booked);
  const { free } = await books(other.visitor, other.slots[0], false);
  assert.ok(free.length > 0);
  assert.match(JSON.stringify(await other.visitor.log()), /just booked that time/);
  assert.ok((await books(other.visitor, free[0], false)).booked);
  // One that never was among the times is refused by name.
  const { visitor } = await choosing();
  const slot = { from: other.slots[0].from + 60_000, until: other.slots[0].until + 60_000 };
  const client_id = visitor.act("book", { slot });
  const refused = await visitor.socket.take("a refusal", (f) => f.type === "refused" && f.client_id === client_id);
  assert.equal(refused.code, "not_now", JSON.stringify(refused));
});

test("R-133: the letters of a call bring it to the customer's calendar, the note to the team's", async () => {
  await closedSite("letters");
  const olga = await Agent.signIn(edge, "olga", "Olga", { role: "owner" });
  const settings = (method, body) =>
    edge.call(method, "/api/v1/console/settings/destinations", body, null, { cookie: olga.cookie, origin: edge.origin });
  const mail = { id: "mail", name: "Mail", letters: true, wants: ["callback"],
    system: { kind: "resend", api_key: "re_1", from: "help@acme.example", to: "team@acme.example" } };
  const { version } = (await settings("GET")).body;
  const saved = await settings("PUT", { version, value: { destinations: [mail] } });
  assert.equal(saved.status, 200, saved.text);

  const { visitor, slots } = await choosing("My lamp broke. I am jo@customer.example, my number is +49 30 1234567");
  const invites = (to) => requests
    .filter((r) => r.url.includes("api.resend.com"))
    .map((r) => JSON.parse(r.body))
    .filter((m) => m.to[0] === to && m.attachments)
    .map((m) => {
      const [{ content, content_type, filename }] = m.attachments;
      const invite = parse(Buffer.from(content, "base64").toString());
      assert.equal(content_type, `text/calendar; charset=utf-8; method=${invite.METHOD}`);
      assert.equal(filename, "invite.ics");
      return invite;
    });
  const both = async (count) => {
    await until(`${count} letters and notes`, () =>
      invites("jo@customer.example").length === count && invites("team@acme.example").length === count, 30_000);
    return [invites("jo@customer.example").at(-1), invites("team@acme.example").at(-1)];
  };
  const { booked } = await books(visitor, slots[0], false);
  const first = await both(1);
  for (const invite of first) {
    assert.deepEqual([invite.METHOD, invite.SEQUENCE, invite.DTSTART], ["REQUEST", "0", utc(slots[0].from)]);
    assert.equal(invite.ORGANIZER, "mailto:help@acme.example");
  }
  assert.equal(first[0].ATTENDEE, "mailto:jo@customer.example");
  assert.equal(first[1].ATTENDEE, "mailto:team@acme.example");
  assert.ok(!JSON.stringify(first[1]).includes("1234567"), "this destination may not know how to reach the customer");
  const { booked: moved } = await books(visitor, (await times(visitor)).at(-1), false);
  for (const [n, invite] of (await both(2)).entries()) {
    assert.deepEqual([invite.METHOD, invite.UID, invite.DTSTART], ["REQUEST", first[n].UID, utc(moved.slot.from)]);
    assert.ok(Number(invite.SEQUENCE) > 0);
  }
  assert.notEqual(booked.number, moved.number);
  visitor.act("cancel_promise", { promise: moved.number });
  for (const [n, invite] of (await both(3)).entries()) {
    assert.deepEqual([invite.METHOD, invite.STATUS, invite.UID], ["CANCEL", "CANCELLED", first[n].UID]);
    assert.ok(Number(invite.SEQUENCE) > 2);
  }
});
