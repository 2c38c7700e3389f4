// in a real workerd: a site's own systems are asked about a customer whom the site vouched for. However
// they behave, nothing waits for them, what failed is said on the card, and their secrets are seen nowhere.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, SETUP_TOKEN, sleep, until } from "../support/edge.mjs";

const CANARY = "canary-0c9d7e41";

/** The site's systems: one behaviour for each path. */
class Shop {
  static async start() {
    const shop = new Shop();
    shop.requests = [];
    shop.behave = {};
    shop.server = createServer((request, response) => shop.serve(request, response));
    await new Promise((done) => shop.server.listen(0, "127.0.0.1", done));
    shop.origin = `http://127.0.0.1:${shop.server.address().port}`;
    return shop;
  }

  async serve(request, response) {
    let body = "";
    for await (const part of request) body += part;
    const { url, method, headers } = request;
    this.requests.push({ url, method, headers, body });
    const behave = this.behave[url.split("/")[1].split("?")[0]];
    if (!behave) return response.writeHead(404).end();
    await behave(response, request);
  }

  json(value) {
    return (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
  }

  asked(path) {
    return this.requests.filter((request) => request.url.startsWith(`/${path}`));
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let edge;
let shop;
let keys;
before(async () => {
  shop = await Shop.start();
  edge = await Edge.start({ secrets: { WARMLINE_ALLOW_LOCAL: "1" } });
});
after(async () => {
  shop?.stop();
  await edge?.stop();
});
beforeEach(() => (shop.requests = []));

const source = (id, name, more = {}) => ({
  id,
  name,
  url: `${shop.origin}/${id}/{customer.id}`,
  headers: { authorization: "Bearer {secret}" },
  secret: CANARY,
  answers: { plan: "plan" },
  cache: 0,
  // The default is short for a machine that builds and tests at the same time.
  deadline: 3_000,
  ...more,
});

async function site(...sources) {
  keys = await edge.setUp({ sources });
}

const setUp = (sources) =>
  edge.post("/api/v1/setup/sites", { ...edge.site, sources }, SETUP_TOKEN);

let accounts = 0;
/** A customer nobody was before. */
const account = () => `u-${Date.now().toString(36)}-${(accounts += 1)}`;

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
function jwt(claims) {
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const both = `${base64({ alg: "HS256", typ: "JWT" })}.${base64({ exp, ...claims })}`;
  return `${both}.${createHmac("sha256", keys.identity_key).update(both).digest("base64url")}`;
}

/** A visitor whose page names them, with the site's signature. */
async function visit(claims, opening = {}) {
  const path = `/api/v1/sites/${edge.site.site}/conversations`;
  const answer = await edge.post(path, { identity: jwt(claims), ...opening });
  assert.equal(answer.status, 200, answer.text);
  const visitor = new Visitor();
  Object.assign(visitor, { edge, entries: [], ...answer.body });
  return visitor;
}

const card = async (visitor) => (await edge.call("GET", `${visitor.path}/card`, undefined, keys.bot_key)).body;

const lookedUp = (visitor, count = 1, ms = 5_000) =>
  until(
    "the look-ups on the card",
    async () => {
      const now = await card(visitor);
      return now.looked_up?.length >= count ? now : null;
    },
    ms,
  );

const without = ({ at, ...rest }) => {
  assert.equal(typeof at, "number");
  return rest;
};

test("R-063: what the site's systems say is on the card, each fact with its source, and all are asked at once", async () => {
  let [asked, together] = [0, 0];
  const slowly = async () => {
    together = Math.max(together, (asked += 1));
    await sleep(300);
    asked -= 1;
  };
  shop.behave.orders = async (response) => {
    await slowly();
    shop.json({
      orders: [
        { number: 4712, status: "sent" },
        { number: 4711, status: "lost in the post" },
      ],
    })(response);
  };
  shop.behave.crm = async (response) => {
    await slowly();
    shop.json({ plan: "Pro", name: "Maria Lind", since: "2019-05-01", spent: "\u20ac 1,234", open: [{}, {}] })(response);
  };
  await site(
    source("orders", "Orders", { answers: { order: { each: "orders", text: "{number}: {status}" } } }),
    source("crm", "CRM", {
      answers: { plan: "plan", name: "name", since: "since", lifetime_value: "spent", tickets: "open" },
    }),
  );
  const id = account();
  const visitor = await visit({ sub: id });
  await visitor.join();
  await visitor.said("where is my order 4711");
  const known = await lookedUp(visitor, 2);
  assert.deepEqual(known.looked_up.map(without), [
    { source: "Orders", outcome: "found" },
    { source: "CRM", outcome: "found" },
  ]);
  const facts = known.profile.map(({ field, value, source: from, asked_about }) => [field, value, from, !!asked_about]);
  assert.deepEqual(facts, [
    ["order", "4711: lost in the post", "Orders", true],
    ["order", "4712: sent", "Orders", false],
    ["name", "Maria Lind", "CRM", false],
    ["plan", "Pro", "CRM", false],
    ["since", "2019-05-01", "CRM", false],
    ["lifetime_value", "\u20ac 1,234", "CRM", false],
    ["tickets", "2", "CRM", false],
  ]);
  // What the site did not say itself is filled in.
  assert.deepEqual(known.customer, {
    id, name: "Maria Lind", tier: "Pro", since: { year: 2019, month: 5, day: 1 }, verified: true,
  });
  assert.equal(together, 2, "one after the other");
  const [orders] = shop.asked("orders");
  const { headers } = orders;
  assert.deepEqual(
    [orders.method, orders.url, headers.authorization, headers.accept, orders.body],
    ["GET", `/orders/${id}`, `Bearer ${CANARY}`, "application/json", ""],
  );
});

test("R-172: a body is asked byte for byte, and a customer's values stay values", async () => {
  shop.behave.find = shop.json([{ plan: "Team" }]);
  await site(
    source("find", "CRM", {
      url: `${shop.origin}/find?who={customer.email}`,
      method: "POST",
      body: '{"filter":{"email":"{customer.email}"},"limit":1}',
      answers: { plan: "[0].plan" },
    }),
  );
  const email = 'a"b+c&d@shop.example';
  const visitor = await visit({ email });
  const known = await lookedUp(visitor);
  assert.equal(known.customer.tier, "Team");
  const [request] = shop.asked("find");
  assert.equal(request.method, "POST");
  assert.equal(request.url, "/find?who=a%22b%2Bc%26d%40shop.example");
  assert.equal(request.body, '{"filter":{"email":"a\\"b+c&d@shop.example"},"limit":1}');
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["content-length"], String(Buffer.byteLength(request.body)));
});

test("R-172: a source that takes two seconds delays no handoff, and the card says so", async () => {
  shop.behave.slow = async (response) => {
    await sleep(2_000);
    shop.json({ plan: "Pro" })(response);
  };
  shop.behave.fast = shop.json({ plan: "Team" });
  await site(source("slow", "Billing", { deadline: undefined }), source("fast", "CRM"));
  const ana = await Agent.signIn(edge, "ana", "Ana Silva");
  await ana.sit();
  const visitor = await visit({ sub: account() });
  await visitor.join();
  const begun = Date.now();
  visitor.act("ask_human");
  const offer = await ana.offered(visitor.conversation);
  const offered = Date.now() - begun;
  assert.ok(offered < 700, `the handoff took ${offered} ms`);
  const known = await lookedUp(visitor, 2);
  assert.deepEqual(known.looked_up.map(without), [
    { source: "Billing", outcome: "too_slow", ms: 800 },
    { source: "CRM", outcome: "found" },
  ]);
  assert.equal(known.customer.tier, "Team");
  // Whoever has the card open saw it come.
  await ana.accept(offer);
  const { state } = await ana.read(visitor.conversation);
  assert.equal(state.card.looked_up.length, 2);
  ana.desk.close();
});

const BAD = {
  "sends ten megabytes": [
    "too_large",
    (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.on("error", () => {});
      const part = Buffer.alloc(256 * 1024, 0x20);
      for (let n = 0; n < 40 && !response.destroyed; n += 1) response.write(part);
      response.end("{}");
    },
  ],
  "announces ten megabytes": [
    "too_large",
    (response) => {
      response.writeHead(200, { "content-length": String(10 * 1024 * 1024) });
      response.write("{");
    },
  ],
  "sends half of some JSON": ["not_json", (response) => response.end('{"plan":"Pro"')],
  "sends a page": [
    "not_json",
    (response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<!doctype html><title>Sign in</title>");
    },
  ],
  "sends JSON a hundred thousand deep": ["not_json", (response) => response.end("[".repeat(30_000))],
  "redirects to itself": [
    "redirected",
    (response, request) => {
      response.writeHead(302, { location: request.url });
      response.end('{"plan":"Pro"}');
    },
  ],
  "redirects to a private address": [
    "redirected",
    (response) => {
      response.writeHead(307, { location: "http://169.254.169.254/latest/meta-data/" });
      response.end();
    },
  ],
  "fails with 500": ["refused", (response) => response.writeHead(500).end(`{"secret":"${CANARY}"}`)],
  "refuses with 401": ["refused", (response) => response.writeHead(401).end()],
  "hangs up": ["unreachable", (response) => response.destroy()],
  "hangs up in the middle": [
    "unreachable",
    async (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{");
      await sleep(50);
      response.destroy();
    },
  ],
  "knows nobody": ["nothing", (response) => response.writeHead(404).end()],
  "has nothing to say": ["nothing", (response) => response.writeHead(204).end()],
};

test("R-172: whatever a source does instead of answering, the card says in a word, and nothing of it stays", async () => {
  const names = Object.keys(BAD);
  for (let at = 0; at < names.length; at += 5) {
    const batch = names.slice(at, at + 5);
    batch.forEach((name, n) => (shop.behave[`bad${n}`] = BAD[name][1]));
    await site(...batch.map((name, n) => source(`bad${n}`, name.slice(0, 40))));
    const visitor = await visit({ sub: account() });
    await visitor.join();
    await visitor.said("how long does shipping take");
    const known = await lookedUp(visitor, batch.length);
    const outcomes = known.looked_up.map((l) => [l.source, l.outcome]);
    assert.deepEqual(outcomes, batch.map((name) => [name.slice(0, 40), BAD[name][0]]));
    assert.deepEqual([known.profile, known.customer.tier], [undefined, undefined]);
    // Each was asked once, and nobody followed it anywhere.
    assert.equal(shop.requests.length, batch.length, JSON.stringify(shop.requests.map((r) => r.url)));
    shop.requests = [];
  }
});

test("R-172: an address that may not be asked is refused when it is set up", async () => {
  for (const [url, says] of [
    ["http://10.0.0.1/{customer.id}", /public web/],
    ["https://169.254.169.254/{customer.id}", /public web/],
    ["https://[::ffff:10.0.0.1]/{customer.id}", /public web/],
    ["http://shop.example/{customer.id}", /https/],
    [`${edge.origin}/{customer.id}`, /Warmline itself/],
    ["https://user:key@shop.example/{customer.id}", /no name and no password/],
  ]) {
    const { status, text } = await setUp([source("crm", "CRM", { url })]);
    assert.equal(status, 400, url);
    assert.match(text, says);
    assert.ok(!text.includes(CANARY));
  }
});

test("R-063: an answer is used again for a while, for the same customer and no other", async () => {
  let n = 0;
  shop.behave.crm = (response) => shop.json({ plan: `Plan ${(n += 1)}` })(response);
  await site(source("crm", "CRM", { cache: 60_000 }));
  const [maria, eve] = [account(), account()];
  assert.equal((await lookedUp(await visit({ sub: maria }))).customer.tier, "Plan 1");
  assert.equal((await lookedUp(await visit({ sub: maria }))).customer.tier, "Plan 1");
  assert.equal((await lookedUp(await visit({ sub: eve }))).customer.tier, "Plan 2");
  assert.equal(shop.requests.length, 2);
  // Another mapping or another secret is another source.
  await site(source("crm", "CRM", { cache: 60_000, answers: { loyalty: "plan" } }));
  assert.equal((await lookedUp(await visit({ sub: maria }))).profile[0].value, "Plan 3");
});

test("R-063: nobody is looked up whom nobody vouched for, unless the source takes what was typed", async () => {
  shop.behave.crm = shop.json({ plan: "Pro" });
  shop.behave.open = shop.json({ loyalty: "Gold", plan: "VIP" });
  await site(
    source("crm", "CRM", { url: `${shop.origin}/crm/{customer.email}` }),
    source("open", "Newsletter", {
      url: `${shop.origin}/open/{customer.email}`,
      unverified: true,
      answers: { loyalty: "loyalty", plan: "plan" },
    }),
  );
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("hello, my address is maria@shop.example");
  const known = await lookedUp(visitor);
  assert.deepEqual(known.looked_up.map(without), [{ source: "Newsletter", outcome: "found", unverified: true }]);
  assert.deepEqual(shop.requests.map((r) => r.url), ["/open/maria%40shop.example"]);
  assert.deepEqual(known.customer, { verified: false }, "what was only typed makes nobody a VIP");

  // Later the site's server vouches for them: now both are asked.
  const put = await edge.call("PUT", `${visitor.path}/customer`, { email: "m@shop.example" }, keys.bot_key);
  assert.equal(put.status, 200);
  const vouched = await lookedUp(visitor, 2);
  assert.deepEqual(vouched.looked_up.map(without), [
    { source: "CRM", outcome: "found" },
    { source: "Newsletter", outcome: "found" },
  ]);
  assert.equal(vouched.customer.tier, "Pro");
});

test("R-063: fields of 100 KB, markup, formulas and overrides are short, harmless text", async () => {
  shop.behave.crm = shop.json({
    name: "\u202Eeve<img src=x onerror=alert(1)>",
    plan: "=HYPERLINK(\"http://evil.example\")",
    usage: "x".repeat(50_000),
    outcomes: Array.from({ length: 500 }, (_, n) => `matter ${n}`),
  });
  const answers = { name: "name", plan: "plan", usage: "usage", past_outcome: "outcomes" };
  await site(source("crm", "CRM", { answers }));
  const known = await lookedUp(await visit({ sub: account() }));
  assert.equal(known.looked_up[0].outcome, "found");
  assert.equal(known.customer.name, "eve<img src=x onerror=alert(1)>");
  assert.equal(known.customer.tier, '=HYPERLINK("http://evil.example")');
  assert.ok(known.profile.length <= 12);
  assert.ok(known.profile.every((fact) => [...fact.value].length <= 200));
});

test("R-172: a secret is on no card, in no log, in no refusal and in no state, and its source is all that hears it", async () => {
  shop.behave.crm = (response, request) => shop.json({ plan: "Pro", heard: request.headers.authorization.length })(response);
  await site(source("crm", "CRM", { facts: { Heard: "heard" } }));
  const visitor = await visit({ sub: account() });
  await visitor.join();
  visitor.act("ask_human");
  await visitor.state("waiting");
  const known = await lookedUp(visitor);
  assert.equal(known.profile.at(-1).value, String(`Bearer ${CANARY}`.length));
  const ana = await Agent.signIn(edge, "ana", "Ana Silva");
  const read = await ana.read(visitor.conversation);
  const paths = [
    `/api/v1/console/conversations/${visitor.conversation}`,
    "/api/v1/console/conversations",
    "/api/v1/console/me",
  ];
  const pages = await Promise.all(paths.map((path) => edge.call("GET", path, undefined, null, ana.headers)));
  const policies = await edge.call("GET", `/api/v1/setup/sites/${edge.site.site}/policies`, undefined, SETUP_TOKEN);
  const refused = [];
  for (const more of [
    { secret: [CANARY] },
    { secret: `${CANARY}\n` },
    { headers: { x: `${CANARY}\u0000 {secret}` } },
    { headers: {} },
    { secret: CANARY, url: `https://shop.example/{customer.id}?key={secret}` },
  ]) {
    const { status, text } = await setUp([source("crm", "CRM", more)]);
    assert.equal(status, 400, JSON.stringify(more));
    refused.push(text);
  }
  const seen = JSON.stringify([known, read, keys, refused, await visitor.log(), visitor.socket.frames]);
  // At rest it is with the site's object, and in none of the conversations, desks and histories.
  const stored = readdirSync(join(edge.dir, "state"), { recursive: true }).filter((file) => file.includes("sqlite"));
  const holders = stored.filter((file) => readFileSync(join(edge.dir, "state", file)).includes(CANARY));
  assert.ok(holders.length > 0 && holders.every((file) => file.includes("SiteDo")), holders.join());
  for (const text of [seen, edge.log, policies.text, ...pages.map((page) => page.text)]) {
    assert.ok(!text.includes(CANARY) && !text.includes("canary"), text.slice(0, 2_000));
  }
});

test("R-064: pages and events before and during the conversation are on the card, by the edge's clock", async () => {
  await site();
  const path = `/api/v1/sites/${edge.site.site}/conversations`;
  const page = (url, title) => ({ url: `https://shop.example${url}`, title });
  const trail = [
    { ago: 60_000, page: page("/tents?session=s3cret", "Tents") },
    { ago: 30_000, event: { name: "export failed", attributes: { file: "q3.csv", password: "swordfish" } } },
    { ago: 1, event: { name: "" } },
  ];
  const answer = await edge.post(path, { page: page("/cart#x", "Cart"), trail });
  assert.equal(answer.status, 200, answer.text);
  const visitor = new Visitor();
  Object.assign(visitor, { edge, entries: [], ...answer.body });
  await visitor.join();
  visitor.socket.send({ type: "trail", items: [{ page: page("/pay/4111111111111111", "Pay") }] });
  await visitor.said("my card 4111 1111 1111 1111 is refused");
  const known = await card(visitor);
  const steps = known.trail.map(({ page: to, event }) => to?.url ?? event.name);
  assert.deepEqual(steps.slice(0, 3), ["https://shop.example/tents", "export failed", "https://shop.example/cart"]);
  assert.match(steps[3], /^https:\/\/shop\.example\/pay\//);
  assert.equal(known.page.url, steps[3]);
  const ago = Date.now() - known.trail[0].at;
  assert.ok(ago >= 60_000 && ago < 90_000, `${ago}`);
  assert.ok(!/4111|s3cret|swordfish/.test(JSON.stringify(known)), JSON.stringify(known.trail));

  visitor.socket.send({ type: "trail", items: Array(21).fill({ event: { name: "click" } }) });
  const tooMany = await visitor.socket.type("refused");
  assert.match(tooMany.message, /at most 20, not 21/);
  for (let n = 0; n < 4; n += 1) {
    visitor.socket.send({ type: "trail", items: Array(20).fill({ event: { name: "click" } }) });
  }
  const full = await visitor.socket.type("refused");
  assert.deepEqual([full.code, /60 pages and events a minute/.test(full.message)], ["not_now", true]);
  // What they say is not held up by it.
  await visitor.said("hello?");
});

test("R-172: kill -9 in the middle of a look-up loses neither the conversation nor the look-up", async () => {
  let answers = false;
  shop.behave.crm = async (response) => {
    if (!answers) await sleep(10_000);
    shop.json({ plan: "Pro" })(response);
  };
  await site(source("crm", "CRM", { deadline: 3_000 }));
  const visitor = await visit({ sub: account() });
  await until("the source to be asked", () => shop.asked("crm").length > 0);
  await edge.kill();
  answers = true;
  await edge.run();
  await visitor.join();
  const known = await lookedUp(visitor, 1, 20_000);
  assert.deepEqual([known.looked_up[0].outcome, known.customer.tier], ["found", "Pro"]);
});

test("R-172: an address that may be asked no more is not asked, and the card says so", async () => {
  await site(source("crm", "CRM"));
  await edge.kill();
  const secrets = join(edge.dir, "secrets.env");
  writeFileSync(secrets, readFileSync(secrets, "utf8").replace("WARMLINE_ALLOW_LOCAL=1", ""));
  await edge.run();
  const known = await lookedUp(await visit({ sub: account() }));
  assert.deepEqual(known.looked_up.map(without), [{ source: "CRM", outcome: "not_allowed" }]);
  assert.deepEqual(shop.requests, []);
});
