// R-134 in a real workerd: after hours, a critical matter alerts whoever is on call in PagerDuty's shape, then their
// backup; somebody acknowledges by the alert's link; and a webhook whose signature is not right is refused.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, freePort, sleep, until } from "../support/edge.mjs";

const SECRET = "a-secret-of-pagerduty-0123456789";
/** The shortest that can be set. */
const ACKNOWLEDGE_WITHIN = 60_000;
const WORDS = "Somebody hacked my account and changed my password!";

/** PagerDuty, and nothing else: `/{host}/{path}`. */
const pager = { requests: [] };
let edge;
let olga;

before(async () => {
  pager.server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const [, host, ...path] = request.url.split("/");
    pager.requests.push({ host, path: `/${path.join("/")}`, method: request.method, body: JSON.parse(body), at: Date.now() });
    response.writeHead(202, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "success", message: "Event processed", dedup_key: JSON.parse(body).dedup_key }));
  });
  const port = await freePort();
  await new Promise((done) => pager.server.listen(port, "127.0.0.1", done));
  const secrets = { WARMLINE_ALLOW_LOCAL: "1", WARMLINE_VENDORS: `http://127.0.0.1:${port}` };
  edge = await Edge.start({ secrets, provision: false });
});
after(async () => {
  pager.server?.closeAllConnections();
  pager.server?.close();
  await edge?.stop();
});

/** A site of its own for each test: what one contact is asked soon after an alert goes with the next one. */
async function closedSite(site) {
  // Open for an hour, three days from now: closed at this moment, whenever this runs.
  const day = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
  const hours = { zone: "UTC", week: { [day.toLowerCase()]: ["09:00-10:00"] } };
  await edge.setUp({ site, articles: [], settings: { hours } });
  olga = await Agent.signIn(edge, "olga", "Olga", { role: "owner" });
  const destination = (id, routing_key) => ({ id, name: id, contact: true, system: { kind: "pagerduty", routing_key } });
  await save("destinations", { destinations: [destination("first", "a".repeat(32)), destination("second", "b".repeat(32))] });
  const on_call = {
    contacts: [
      { id: "ana", name: "Ana", destination: "first" },
      { id: "ben", name: "Ben", destination: "second" },
    ],
    rotas: [{ id: "all", zone: "UTC", contacts: ["ana"], day: "monday", at: "00:00", from: "2024-01-01" }],
    backup: "ben",
    acknowledge_within: ACKNOWLEDGE_WITHIN,
  };
  await save("on_call", { on_call, pagerduty_secret: SECRET });
}

const settings = (method, path, body) =>
  edge.call(method, `/api/v1/console/settings/${path}`, body, null, { cookie: olga.cookie, origin: edge.origin });

async function save(section, value) {
  const { version } = (await settings("GET", section)).body;
  const saved = await settings("PUT", section, { version, value });
  assert.equal(saved.status, 200, saved.text);
  assert.ok(!saved.text.includes(SECRET), "write-only");
}

/** What PagerDuty got about a conversation. */
const events = (visitor, action) =>
  pager.requests.filter(({ body }) => body.dedup_key === `warmline-${visitor.conversation}` && body.event_action === action);

/** A customer with a critical matter after hours, who chose whoever is on call. */
async function urgent() {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.say(WORDS);
  const offline = await visitor.notice("team_offline");
  assert.match(offline.body.text, /\(3\) If this is urgent/);
  const chosen = visitor.act("choose", { alternative: "on_call" });
  await visitor.acked(chosen);
  const promised = await visitor.notice("promised");
  assert.match(promised.body.text, /^I have alerted our on-call team/);
  return visitor;
}

const linkOf = ({ body }) => /https?:\/\/\S+\/api\/v1\/on-call\/[A-Za-z0-9_.~-]+/.exec(JSON.stringify(body))?.[0];

test("R-134: critical words after hours alert whoever is on call, who acknowledges by the alert's link", async () => {
  await closedSite("night-link");
  const visitor = await urgent();
  const [alert] = await until("the alert", () => {
    const found = events(visitor, "trigger");
    return found.length ? found : null;
  });
  assert.deepEqual([alert.host, alert.path, alert.method], ["events.pagerduty.com", "/v2/enqueue", "POST"]);
  assert.equal(alert.body.routing_key, "a".repeat(32), "the first is alerted");
  assert.equal(alert.body.payload.severity, "critical");
  const link = linkOf(alert);
  assert.ok(link, JSON.stringify(alert.body));
  const { pathname, host } = new URL(link);
  assert.equal(host, new URL(edge.origin).host, "the origin that whoever deploys set it up under");
  // Opening it changes nothing: chat apps open links to look at them.
  const page = await edge.call("GET", pathname);
  assert.equal(page.status, 200, page.text);
  assert.equal(page.text.match(/<button>/g).length, 1);
  await sleep(500);
  assert.ok(!(await visitor.log()).entries.some((entry) => entry.body.text?.includes("Ana")));
  const done = await edge.call("POST", pathname, "", null, { origin: edge.origin });
  assert.equal(done.status, 200, done.text);
  const has = async () => (await visitor.log()).entries.some((entry) => entry.body.text?.includes("Ana"));
  await until("the customer to read who comes", has);
  assert.match((await edge.call("GET", pathname)).text, /Ana has it/);
  await sleep(1_000);
  assert.equal(events(visitor, "trigger").length, 1, "nobody else is alerted");
  // A link that was changed opens nothing.
  const forged = await edge.call("POST", pathname.slice(0, -3) + "abc", "", null, { origin: edge.origin });
  assert.equal(forged.status, 410);
});

test("R-134: not acknowledged in time, the backup is alerted; PagerDuty's signed word is heard and a forged one refused", { timeout: 150_000 }, async () => {
  await closedSite("night-backup");
  const visitor = await urgent();
  const first = await until("the first alert", () => events(visitor, "trigger")[0]);
  const backup = await until("the backup's alert", () => events(visitor, "trigger")[1], ACKNOWLEDGE_WITHIN + 30_000);
  assert.deepEqual([first, backup].map(({ body }) => body.routing_key[0]), ["a", "b"]);
  const waited = backup.at - first.at;
  assert.ok(waited >= ACKNOWLEDGE_WITHIN - 5_000 && waited < ACKNOWLEDGE_WITHIN + 20_000, `${waited} ms`);

  const said = JSON.stringify({
    event: {
      id: "01", event_type: "incident.acknowledged", resource_type: "incident", occurred_at: new Date().toISOString(),
      agent: { id: "P1", type: "user_reference", summary: "Ben P." },
      data: { id: "Q1", type: "incident", incident_key: `warmline-${visitor.conversation}`, status: "acknowledged" },
    },
  });
  const sign = (secret, body) => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const hook = (signature, body = said) =>
    edge.call("POST", `/api/v1/sites/${edge.site.site}/hooks/pagerduty`, body, null, signature ? { "x-pagerduty-signature": signature } : {});
  for (const forged of ["", "v1=00", sign("another-secret-0123456789", said), sign(SECRET, `${said} `)]) {
    assert.equal((await hook(forged)).status, 401, forged);
  }
  await sleep(500);
  assert.ok(!(await visitor.log()).entries.some((entry) => entry.body.text?.includes("Ben P.")), "a forged word changes nothing");
  const heard = await hook(sign(SECRET, said));
  assert.equal(heard.status, 200, heard.text);
  const has = async () => (await visitor.log()).entries.some((entry) => entry.body.text?.includes("Ben P."));
  await until("the customer to read who comes", has);
});
