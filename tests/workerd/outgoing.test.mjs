// R-171 in a real workerd: what happens leaves for a site's other systems, once, however they behave and whatever ends in
// the middle; their secrets are seen nowhere but at their own door. One server stands for every vendor.

import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge, SECRET, freePort, sleep, until } from "../support/edge.mjs";

const KILLS = Number(process.env.WARMLINE_KILLS ?? 3);
const ITEMS = Number(process.env.WARMLINE_ITEMS ?? 60);
const CANARY = "canary-5e1f90ab";
const WHSEC = `whsec_${Buffer.from(`0123456789-${CANARY}`).toString("base64")}`;

/** Every vendor: `/{host}/{path}`. `first` is how the first request about a conversation is answered. */
class Vendors {
  static async start() {
    const vendors = new Vendors();
    Object.assign(vendors, { requests: [], first: {}, tickets: new Map(), seen: new Set() });
    vendors.server = createServer((request, response) => vendors.serve(request, response));
    vendors.port = await freePort();
    await new Promise((done) => vendors.server.listen(vendors.port, "127.0.0.1", done));
    return vendors;
  }

  async serve(request, response) {
    let body = "";
    for await (const part of request) body += part;
    const [, host, ...path] = request.url.split("/");
    const got = { host, path: `/${path.join("/")}`, method: request.method, headers: request.headers, body, at: Date.now() };
    this.requests.push(got);
    const about = /\/c\/([A-Za-z0-9_-]+)/.exec(body)?.[1];
    const behave = this.first[host];
    if (about && behave && !this.seen.has(`${host} ${about}`)) {
      this.seen.add(`${host} ${about}`);
      const done = await behave(response, got, request);
      if (done !== "go on") return;
    }
    this.accept(response, got);
  }

  accept(response, { host, path, method, body }) {
    const json = (status, value) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (host.endsWith("zendesk.com")) {
      if (method === "GET") {
        const id = new URL(`http://x${path}`).searchParams.get("external_id");
        const ticket = this.tickets.get(id);
        return json(200, { tickets: ticket ? [{ id: ticket, external_id: id }] : [] });
      }
      const { external_id } = JSON.parse(body).ticket;
      if (external_id) this.tickets.set(external_id, this.tickets.size + 1);
      return json(201, { ticket: { id: this.tickets.get(external_id) ?? 1 } });
    }
    if (host === "api.resend.com") return json(200, { id: "e-1" });
    if (host === "hooks.slack.com") return response.writeHead(200).end("ok");
    return response.writeHead(204).end();
  }

  about(host, conversation) {
    return this.requests.filter((r) => r.host === host && r.body.includes(conversation));
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let edge;
let vendors;
let olga;
before(async () => {
  vendors = await Vendors.start();
  const secrets = { WARMLINE_ALLOW_LOCAL: "1", WARMLINE_VENDORS: `http://127.0.0.1:${vendors.port}` };
  edge = await Edge.start({ secrets, site: { origins: ["https://shop.example"] } });
  olga = await Agent.signIn(edge, "olga", "Olga", { role: "owner" });
});
after(async () => {
  vendors?.stop();
  await edge?.stop();
});

const settings = (method, path, body) =>
  edge.call(method, `/api/v1/console/settings/${path}`, body, null, { cookie: olga.cookie, origin: edge.origin });

async function save(...destinations) {
  const { version } = (await settings("GET", "destinations")).body;
  return settings("PUT", "destinations", { version, value: { destinations } });
}

const wants = ["handed_off"];
const hook = { id: "hook", name: "Hook", wants, contact: true, system: { kind: "webhook", address: "https://hooks.acme.example/in", secret: WHSEC } };
const zendesk = { id: "desk", name: "Our Zendesk", wants, system: { kind: "zendesk", subdomain: "acme", email: "a@acme.example", token: CANARY } };
const slack = { id: "slack", name: "Slack", wants, system: { kind: "slack", way: { by: "webhook", address: `https://hooks.slack.com/services/T1/B1/${CANARY}` } } };
const mail = { id: "mail", name: "Mail", letters: true, system: { kind: "resend", api_key: CANARY, from: "help@acme.example", to: "team@acme.example" } };

async function handoff() {
  const visitor = await Visitor.open(edge);
  const frame = { type: "ask_human", client_id: newId() };
  const answer = await edge.post(`${visitor.path}/frames`, frame, visitor.token);
  assert.equal(answer.status, 200, answer.text);
  return visitor;
}

const deliveries = async () => {
  const answer = await settings("GET", "deliveries");
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const line = async (list, conversation, destination) =>
  (await deliveries())[list].find((l) => l.conversation === conversation && l.destination === destination);

/** The algorithm of Standard Webhooks, as published. */
function verify({ headers, body }) {
  const key = Buffer.from(WHSEC.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", key).update(signed).digest();
  assert.ok(Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"])) < 300);
  const holds = headers["webhook-signature"].split(" ").some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  assert.ok(holds, "the signature holds");
}

test("R-171: a handoff is at Zendesk, Slack and a signed webhook once, with the card, and secrets are shown nowhere", async () => {
  const saved = await save(hook, zendesk, slack, mail);
  assert.equal(saved.status, 200, saved.text);
  assert.ok(!saved.text.includes(CANARY) && !saved.text.includes(WHSEC), "write-only");
  assert.equal(saved.body.value.destinations[0].system.secret, true);
  // What is kept by `true` stays what it was.
  assert.equal((await save(...saved.body.value.destinations)).status, 200);
  const { conversation } = await handoff();
  const [told] = await until("the webhook", () => {
    const all = vendors.about("hooks.acme.example", conversation);
    return all.length ? all : null;
  });
  verify(told);
  const package_ = JSON.parse(told.body);
  assert.equal(package_.type, "conversation.handed_off");
  assert.equal(package_.data.conversation, conversation);
  assert.ok(package_.data.card.summary.length > 0);
  const ticket = await until("the ticket", () => vendors.about("acme.zendesk.com", conversation)[0]);
  assert.equal(ticket.headers.authorization, `Basic ${Buffer.from(`a@acme.example/token:${CANARY}`).toString("base64")}`);
  await until("Slack", () => vendors.about("hooks.slack.com", conversation)[0]);
  for (const destination of ["hook", "desk", "slack"]) {
    await until(`${destination} to be listed`, () => line("delivered", conversation, destination));
  }
  const seen = JSON.stringify([await deliveries(), (await settings("GET", "audit")).body, edge.log]);
  assert.ok(!seen.includes(CANARY) && !seen.includes(WHSEC), "no secret in the list, the log of changes, or the edge's log");
  assert.equal(vendors.about("hooks.acme.example", conversation).length, 1);
});

test("R-171: what can't be is told with its place, and a wrong address is never called", async () => {
  const told = async (destination) => (await save(destination)).body.faults?.map((f) => f.field);
  const at = (address) => ({ ...hook, system: { ...hook.system, address } });
  assert.deepEqual(await told(at("http://hooks.acme.example/in")), ["destinations[0].system.address"]);
  assert.deepEqual(await told(at("https://10.0.0.1/in")), ["destinations[0].system.address"]);
  assert.deepEqual(await told({ ...zendesk, system: { kind: "zendesk", subdomain: "acme", email: "a@acme.example" } }), ["destinations[0].system.token"]);
  assert.deepEqual(await told({ ...slack, letters: true }), ["destinations[0].letters"]);
  // A secret that is kept for one place is not sent to another.
  const moved = { ...zendesk, system: { ...zendesk.system, subdomain: "evil", token: true } };
  assert.deepEqual(await told(moved), ["destinations[0].system.token"]);
});

const host = "hooks.acme.example";
const reset = (response) => response.socket.destroy();
const answers = [
  ["429 with Retry-After", (response) => response.writeHead(429, { "retry-after": "3" }).end(), 2],
  ["503", (response) => response.writeHead(503).end(), 2],
  ["a reset", reset, 2],
  ["a time-out", () => {}, 2],
  ["10 MB", (response) => response.writeHead(200).end(Buffer.alloc(10 * 1024 * 1024, "x")), 1],
  ["no such answer as 204", (response) => response.writeHead(204).end(), 1],
];

test("R-171: 200, 429, 503, reset, time-out and 10 MB: the webhook has it once, by its id", async () => {
  assert.equal((await save(hook)).status, 200);
  const open = answers.slice();
  const cases = new Map();
  vendors.first[host] = (response, got) => {
    const [name, behave, times] = open.shift();
    cases.set(/\/c\/([A-Za-z0-9_-]+)/.exec(got.body)[1], { name, times });
    return behave(response, got);
  };
  const visitors = await Promise.all(answers.map(() => handoff()));
  for (const { conversation } of visitors) {
    await until(`${conversation} to be delivered`, () => line("delivered", conversation, "hook"), 60_000);
    const { name, times } = cases.get(conversation);
    const all = vendors.about(host, conversation);
    assert.equal(all.length, times, name);
    all.forEach(verify);
    assert.equal(new Set(all.map((r) => r.headers["webhook-id"])).size, 1, name);
    assert.equal(new Set(all.map((r) => r.body)).size, 1, name);
    if (name.startsWith("429")) assert.ok(all[1].at - all[0].at >= 2_900, "Retry-After is kept");
  }
  delete vendors.first[host];
});

test("R-171: a redirect is not followed, becomes a dead letter with its reason, and can be resent", async () => {
  vendors.first[host] = (response) => response.writeHead(302, { location: `http://127.0.0.1:${vendors.port}/elsewhere.example/x` }).end();
  const { conversation } = await handoff();
  const dead = await until("the dead letter", () => line("dead", conversation, "hook"));
  delete vendors.first[host];
  assert.match(dead.why, /another address \(302\)/);
  assert.equal(dead.may_have_arrived, false);
  assert.ok(vendors.requests.every((r) => r.host !== "elsewhere.example"));
  const again = await settings("POST", `deliveries/${dead.key}/resend`, {});
  assert.equal(again.status, 200, again.text);
  await until("it to be delivered", () => line("delivered", conversation, "hook"));
  const twice = await settings("POST", `deliveries/${dead.key}/resend`, {});
  assert.equal(twice.status, 409, "what is there is not sent again");
  const log = (await settings("GET", "audit")).body.lines.map((l) => l.what);
  assert.ok(log.some((what) => what.includes(dead.key)), "who did that is in the log");
  // An agent may neither see nor do that.
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  const refused = await edge.call("GET", "/api/v1/console/settings/deliveries", undefined, null, ana.headers);
  assert.equal(refused.status, 403);
});

test("R-171: Zendesk accepted and the answer was lost: it is looked up, and there is one ticket", async () => {
  assert.equal((await save(zendesk)).status, 200);
  vendors.first["acme.zendesk.com"] = (response, { body }) => {
    vendors.tickets.set(JSON.parse(body).ticket.external_id, 4711);
    response.socket.destroy();
  };
  const { conversation } = await handoff();
  const there = await until("it to be found", () => line("delivered", conversation, "desk"), 60_000);
  delete vendors.first["acme.zendesk.com"];
  assert.equal(there.url, "https://acme.zendesk.com/agent/tickets/4711");
  assert.equal(vendors.about("acme.zendesk.com", conversation).length, 1, "it was made once");
});

test("R-171: Slack, where nothing helps against doubling: it may have arrived, and a person decides", async () => {
  assert.equal((await save(slack)).status, 200);
  vendors.first["hooks.slack.com"] = reset;
  const { conversation } = await handoff();
  const dead = await until("the dead letter", () => line("dead", conversation, "slack"));
  delete vendors.first["hooks.slack.com"];
  assert.equal(dead.may_have_arrived, true);
  await settings("POST", `deliveries/${dead.key}/resend`, { missing: true });
  await until("it to be delivered", () => line("delivered", conversation, "slack"));
  assert.equal(vendors.about("hooks.slack.com", conversation).length, 2);
});

test("R-171: a destination that is gone is a dead letter that says so; discarded, it is gone too", async () => {
  assert.equal((await save(hook)).status, 200);
  vendors.first[host] = (response) => response.writeHead(429, { "retry-after": "2" }).end();
  const { conversation } = await handoff();
  await until("the first attempt", () => vendors.about(host, conversation)[0]);
  assert.equal((await save()).status, 200);
  const dead = await until("the dead letter", () => line("dead", conversation, "hook"));
  delete vendors.first[host];
  assert.match(dead.why, /gone from the settings/);
  const discarded = await settings("DELETE", `deliveries/${dead.key}`);
  assert.equal(discarded.status, 200, discarded.text);
  assert.equal(await line("dead", conversation, "hook"), undefined);
});

test("R-171: a test package says that it is one, and the answer is shown", async () => {
  assert.equal((await save(hook, mail)).status, 200);
  const before_ = vendors.requests.length;
  const done = await settings("POST", "destinations/mail/test", {});
  assert.deepEqual([done.status, done.body.delivered], [200, true], done.text);
  const sent = vendors.requests.slice(before_).find((r) => r.host === "api.resend.com");
  assert.match(JSON.parse(sent.body).subject, /test from Warmline/);
  assert.equal((await settings("POST", "destinations/none/test", {})).status, 404);
});

test("R-132, R-140: a letter goes by Resend with its key, its invitation, and a link that opens the conversation", async () => {
  const { conversation } = await handoff();
  const sign = (purpose, text) => createHmac("sha256", SECRET).update(`${purpose}\0${text}`).digest("base64url");
  const card = await edge.call("GET", `/api/v1/sites/${edge.site.site}/conversations/${conversation}/card`, undefined, sign("bot", edge.site.site));
  assert.equal(card.status, 200, card.text);
  const letter = { to: "mira@customer.example", subject: "Your ticket", text: "We answer by Tuesday.", invite: "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n" };
  const package_ = { happened: "ticket", at: Date.now(), site: "Acme", conversation, link: "https://chat.example/", card: card.body, letter };
  const job = { task: "outgoing", site: edge.site.site, key: "wl0123", destination: "", kind: "resend", call: { call: "create" }, package: package_ };
  const body = JSON.stringify(job);
  const post = (signature) => edge.post("/api/v1/jobs", body, null, { "x-warmline-signature": signature });
  assert.equal((await post("forged")).status, 404);
  const sent = () => vendors.requests.filter((r) => r.host === "api.resend.com" && r.body.includes("mira@customer.example"));
  for (const times of [1, 2]) {
    assert.equal((await post(sign("job", body))).status, 200);
    await until("the letter", () => sent().length === times);
  }
  assert.equal(sent()[0].body, sent()[1].body, "the same key never has another body");
  assert.equal(sent()[0].headers["idempotency-key"], "wl0123");
  const mailed = JSON.parse(sent()[0].body);
  assert.equal(mailed.attachments[0].filename, "invite.ics");
  const [, page, code] = /(https:\S+)#warmline=(\S+)/.exec(mailed.text);
  assert.ok(page.startsWith("https://shop.example"), "a page of the site's own, whatever the visitor named");
  assert.ok(!mailed.text.includes("chat.example"), "no link to the console");
  const resumed = await edge.post(`/api/v1/sites/${edge.site.site}/resume`, { code });
  assert.deepEqual([resumed.status, resumed.body.conversation], [200, conversation], resumed.text);
  const other = await edge.post("/api/v1/sites/other/resume", { code });
  assert.notEqual(other.status, 200);
});

test(`R-171: ${ITEMS} handoffs through ${KILLS} kill -9: none lost, none doubled at a receiver that knows ids`, { timeout: 40 * 60_000 }, async () => {
  assert.equal((await save(hook)).status, 200);
  vendors.requests.length = 0;
  const opened = [];
  let over = false;
  // As fast as they can, over and over the edge's end: what was not answered is not counted.
  const worker = async () => {
    while (opened.length < ITEMS && !over) {
      const visitor = await handoff().catch(() => null);
      if (visitor) opened.push(visitor.conversation);
      else await sleep(50);
    }
  };
  const workers = Array.from({ length: 8 }, worker);
  const ids = () => new Set(vendors.requests.filter((r) => r.host === host).map((r) => r.headers["webhook-id"]));
  const started = Date.now();
  for (let kill = 0; kill < KILLS; kill += 1) {
    // Each in the middle of the work: when a further part of all is there.
    const part = Math.floor((ITEMS * (kill + 1)) / (KILLS + 1));
    await until("the next part", () => ids().size >= part, 10 * 60_000);
    await edge.kill();
    await edge.run();
  }
  await Promise.all(workers);
  over = true;
  const arrived = (conversation) => vendors.about(host, conversation).length > 0;
  await until("all of them", () => opened.every(arrived), 10 * 60_000).catch(() => {});
  await until("rest", async () => (await deliveries()).waiting_in_all === 0, 10 * 60_000);
  const lost = opened.filter((conversation) => !arrived(conversation));
  const names = opened.map((c) => new Set(vendors.about(host, c).map((r) => r.headers["webhook-id"])).size);
  const doubled = names.filter((size) => size > 1).length;
  const repeated = vendors.requests.filter((r) => r.host === host).length - ids().size;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${opened.length} handoffs, ${KILLS} kills: lost ${lost.length}, doubled ${doubled}, repeats known by their id ${repeated}, ${seconds} s`);
  assert.deepEqual([lost, doubled], [[], 0]);
  assert.deepEqual((await deliveries()).dead, []);
});
