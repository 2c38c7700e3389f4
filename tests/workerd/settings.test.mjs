// The settings area over the wire, in a real workerd: who may what, races, imports, keys, agents who leave.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, freePort, until } from "../support/edge.mjs";

let edge;
before(async () => (edge = await Edge.start({ provision: false, secrets: { WARMLINE_ALLOW_LOCAL: "1" } })));
after(() => edge?.stop());

const BASE = "/api/v1/console/settings";
let sites = 0;

/** A site of the test's own, with an owner, another owner, a supervisor and an agent. */
async function office(more = {}) {
  sites += 1;
  const set = await edge.setUp({ site: `set-${sites}`, origins: ["https://shop.example"], articles: [], ...more });
  const there = Object.assign(Object.create(edge), { site: edge.site });
  const people = { bot_key: set.bot_key, edge: there };
  for (const [id, role] of [["olga", "owner"], ["omar", "owner"], ["sue", "supervisor"], ["ana", "agent"]]) {
    people[id] = await Agent.signIn(there, id, id[0].toUpperCase() + id.slice(1), { role });
  }
  return people;
}

const ask = (who, method, path, body, headers = {}) =>
  edge.call(method, BASE + path, body, null, {
    ...(who?.cookie ? { cookie: who.cookie } : {}),
    ...(method === "GET" ? {} : { origin: edge.origin }),
    ...headers,
  });

async function good(who, method, path, body) {
  const answer = await ask(who, method, path, body);
  assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
  return answer.body;
}

const save = (who, section, version, value) => ask(who, "PUT", `/${section}`, { version, value });

test("two owners race on one section: one is saved, the other is told what stands there, and nothing is lost", async () => {
  const { olga, omar, sue } = await office();
  const read = await good(sue, "GET", "/confidence");
  assert.deepEqual(read.value, {});
  assert.equal(read.defaults.answer_from, 85);
  const [a, b] = await Promise.all([
    save(olga, "confidence", read.version, { answer_from: 90 }),
    save(omar, "confidence", read.version, { refuse_below: 50 }),
  ]);
  assert.deepEqual([a.status, b.status].sort(), [200, 409]);
  const [won, lost] = a.status === 200 ? [a, b] : [b, a];
  assert.equal(lost.body.error.code, "conflict");
  assert.deepEqual(lost.body.theirs.value, won.body.value);
  // Made again upon what stands there, both are.
  const { version, value } = lost.body.theirs;
  const mine = await save(olga, "confidence", version, { answer_from: 90, refuse_below: 50, ...value });
  assert.equal(mine.status, 200, mine.text);
  assert.deepEqual(mine.body.value, { answer_from: 90, refuse_below: 50 });
  // On two sections they do not meet.
  const both = await Promise.all([
    save(olga, "triggers", 1, { turns_from: 5 }),
    save(omar, "tiers", 1, { near_breach: 70 }),
  ]);
  assert.deepEqual(both.map((answer) => answer.status), [200, 200]);
  const all = (await good(sue, "GET", "")).sections;
  assert.equal(all.length, 16);
  assert.deepEqual(all.find((s) => s.section === "triggers").value, { turns_from: 5 });
  assert.equal(all.find((s) => s.section === "triggers").changed.name, "Olga");
});

test("what can't be is told field by field with status 422, and a check changes nothing", async () => {
  const { olga, sue } = await office();
  const value = { answer_from: "x", refuse_below: 101, odd: 1 };
  const refused = await save(olga, "confidence", 1, value);
  assert.equal(refused.status, 422, refused.text);
  const fields = refused.body.faults.map((fault) => fault.field).sort();
  assert.deepEqual(fields, ["answer_from", "odd", "refuse_below"]);
  const checked = await good(sue, "POST", "/confidence/check", { version: 1, value });
  assert.equal(checked.faults.length, 3);
  const policies = [{ id: "gift", words: ["* *"] }, { id: "legal", department: "lawyers" }];
  const two = await save(olga, "policies", 1, { policies });
  assert.deepEqual(two.body.faults.map((fault) => fault.field), ["policies[0].words", "policies[1].department"]);
  assert.equal((await good(olga, "GET", "/confidence")).version, 1);
  assert.equal((await ask(olga, "GET", "/nonsense")).status, 404);
  assert.equal((await ask(olga, "PUT", "/confidence", "{")).status, 400);
});

test("R-172: systems that know customers are set up here; their secrets are never shown again", async () => {
  const { olga, sue } = await office();
  const crm = (url) => ({
    sources: [
      {
        ...{ id: "crm", name: "CRM", url, secret: "a-secret-canary" },
        headers: { authorization: "Bearer {secret}" },
        answers: { loyalty: "tier" },
      },
    ],
  });
  const wrong = await save(olga, "sources", 1, crm("https://10.0.0.1/{customer.id}"));
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.body.faults.map((fault) => fault.field), ["sources[0].url"]);
  const saved = await save(olga, "sources", 1, crm("https://crm.example/{customer.id}"));
  assert.equal(saved.status, 200, saved.text);
  for (const path of ["/sources", "/audit", ""]) {
    assert.ok(!(await ask(olga, "GET", path)).text.includes("canary"), path);
  }
  assert.equal((await good(sue, "GET", "/sources")).value.sources[0].secret, true);
});

test("who may what: each route for nobody, an agent, a supervisor, an owner, another site's owner, a foreign page", async () => {
  const there = await office();
  const { olga, sue, ana } = await office();
  const account = { agent: "new", name: "New", department: "support", capacity: 2, role: "agent" };
  const article = { title: "T", answer: "A" };
  const routes = [
    ["GET", "", null, "sees"],
    ["GET", "/company", null, "sees"],
    ["PUT", "/company", { version: 0, value: {} }, "changes"],
    ["POST", "/company/check", { version: 0, value: {} }, "sees"],
    ["GET", "/agents", null, "sees"],
    ["POST", "/agents", { ...account, capacity: 0 }, "changes"],
    ["POST", "/agents", { ...account, agent: "!" }, "changes"],
    ["PUT", "/agents/nobody", { version: 0, account }, "changes"],
    ["PUT", "/agents/nobody", { version: 0 }, "changes"],
    ["DELETE", "/agents/nobody?version=0", null, "changes"],
    ["POST", "/agents/nobody/link", {}, "changes"],
    ["GET", "/keys", null, "owns"],
    ["POST", "/keys", { name: "", scope: "read" }, "changes"],
    ["DELETE", "/keys/none", null, "changes"],
    ["GET", "/audit", null, "owns"],
    ["GET", "/articles", null, "sees"],
    ["GET", "/articles/none", null, "sees"],
    ["POST", "/articles", { version: 0, article: { ...article, title: "" } }, "changes"],
    ["PUT", "/articles/none", { version: 7, article: { ...article, id: "none" } }, "changes"],
    ["DELETE", "/articles/none?version=0", null, "changes"],
    ["POST", "/articles/import", { format: "csv", files: [{ name: "a.csv", text: "x" }] }, "changes"],
    ["POST", "/articles/ask", { question: "Where is my order?" }, "sees"],
  ];
  for (const [method, path, body, kind] of routes) {
    const route = `${method} ${path}`;
    const as = async (who, headers) => {
      const answer = await ask(who, method, path, body ?? undefined, headers);
      return [answer.status, answer.body?.error?.code];
    };
    assert.deepEqual(await as(null), [401, "unauthorized"], route);
    assert.deepEqual(await as({ cookie: `${olga.cookie}x` }), [401, "unauthorized"], route);
    assert.deepEqual(await as(ana), [403, "not_allowed"], route);
    const [status] = await as(sue);
    assert.equal(status !== 403, kind === "sees", `${route}: ${status}`);
    const [own] = await as(olga);
    assert.ok(![401, 403, 500].includes(own), `${route}: ${own}`);
    // Their own site's, never this one's.
    const [foreign] = await as(there.olga);
    assert.ok(![401, 403, 500].includes(foreign), `${route}: ${foreign}`);
    if (method !== "GET") {
      for (const origin of ["https://shop.example", "null"]) {
        assert.deepEqual(await as(olga, { origin }), [403, "foreign_origin"], route);
      }
    }
  }
  await save(olga, "company", (await good(olga, "GET", "/company")).version, { name: "Ours" });
  assert.notEqual((await good(there.olga, "GET", "/company")).value.name, "Ours");
});

test("changed thresholds hold in the next conversation, and stay as they were in those that are open", async () => {
  const { olga, edge: shop } = await office();
  const open = await Visitor.open(shop);
  await open.join();
  const { version } = await good(olga, "GET", "/triggers");
  const saved = await save(olga, "triggers", version, { human_words: ["concierge"] });
  assert.equal(saved.status, 200, saved.text);
  const next = await Visitor.open(shop);
  await next.join();
  next.say("concierge, please");
  await next.state("waiting");
  await open.said("concierge, please");
  const { state } = await open.log();
  assert.equal(state.stage, "bot");
});

test("an article that is edited is what the bot answers with next", async () => {
  const { olga, omar, edge: shop } = await office();
  const article = {
    title: "Opening hours of the lantern museum",
    answer: "The museum is open from nine to five.",
    phrasings: ["When is the lantern museum open?", "opening hours of the lantern museum"],
  };
  const made = await good(olga, "POST", "/articles", { version: 0, article });
  const question = "When is the lantern museum open?";
  const sees = await good(olga, "POST", "/articles/ask", { question });
  assert.equal(sees.found[0].id, made.id);
  assert.ok(["answer", "qualify"].includes(sees.verdict), JSON.stringify(sees));
  assert.ok(sees.says.some((text) => text.includes("nine to five")), JSON.stringify(sees));
  const edited = { ...article, id: made.id, answer: "The museum is open from ten to six." };
  const path = `/articles/${encodeURIComponent(made.id)}`;
  const saved = await good(olga, "PUT", path, { version: made.version, article: edited });
  const late = await ask(omar, "PUT", path, { version: made.version, article });
  assert.equal(late.status, 409, late.text);
  assert.equal(late.body.theirs.answer, edited.answer);
  const again = await good(olga, "POST", "/articles/ask", { question });
  assert.ok(again.says.some((text) => text.includes("ten to six")), JSON.stringify(again));
  const visitor = await Visitor.open(shop);
  await visitor.join();
  visitor.say(question);
  const answer = await visitor.entry("the answer", (e) => e.body.type === "answer");
  assert.match(answer.body.text, /ten to six/);
  const handed = await good(olga, "POST", "/articles/ask", { question: "Let me talk to a human" });
  assert.equal(handed.verdict, "hand_off");
  const list = await good(olga, "GET", "/articles?q=LANTERN");
  assert.deepEqual(list.articles.map((line) => [line.id, line.phrasings, line.version]), [[made.id, 2, saved.version]]);
  assert.equal((await good(olga, "GET", "/articles?q=elephant")).total, 0);
  assert.equal((await ask(olga, "DELETE", `${path}?version=${made.version}`)).status, 409);
  await good(olga, "DELETE", `${path}?version=${saved.version}`);
  assert.equal((await ask(olga, "GET", path)).status, 404);
});

test("five thousand articles are imported from CSV in one go; duplicates and a broken row are told with their line", async () => {
  const { olga } = await office();
  const rows = Array.from({ length: 5_000 }, (_, n) => `a${n};Title ${n};"Answer ${n}\r\nin two lines"`);
  rows[100] = "a7;Again;the same id";
  rows[200] = 'a200;Broken;"never closed';
  const text = `\uFEFFid;title;answer\r\n${rows.join("\r\n")}\r\n`;
  const files = [{ name: "help.csv", text }];
  const nothing = await good(olga, "POST", "/articles/import", { format: "csv", files, all_or_nothing: true });
  assert.equal(nothing.saved, false);
  const lines = nothing.faults.map((fault) => fault.line);
  // Each row takes two lines of the file, the head one.
  assert.deepEqual(lines, [202, 401], JSON.stringify(nothing.faults));
  assert.equal((await good(olga, "GET", "/articles")).total, 0);
  const began = Date.now();
  const rest = await good(olga, "POST", "/articles/import", { format: "csv", files });
  const took = Date.now() - began;
  assert.deepEqual([rest.added, rest.changed, rest.same, rest.saved], [4_998, 0, 0, true]);
  assert.ok(took < 20_000, `${took} ms`);
  console.log(`5,000 articles imported in ${took} ms`);
  const again = await good(olga, "POST", "/articles/import", { format: "csv", files, dry_run: true });
  assert.deepEqual([again.same, again.saved], [4_998, false]);
  let after;
  const seen = new Set();
  do {
    const page = await good(olga, "GET", `/articles?${new URLSearchParams(after ? { after } : {})}`);
    assert.equal(page.total, 4_998);
    page.articles.forEach((line) => seen.add(line.id));
    after = page.next;
  } while (after);
  assert.equal(seen.size, 4_998);
  const markdown = [
    { name: "returns.md", text: "# Returns\n\nSend it back." },
    { name: "empty.md", text: "no heading" },
  ];
  const md = await good(olga, "POST", "/articles/import", { format: "markdown", files: markdown });
  assert.deepEqual([md.added, md.faults[0].file], [1, "empty.md"]);
  assert.equal((await good(olga, "GET", "/articles/returns")).answer, "Send it back.");
});

test("the pages of a sitemap become articles; what is foreign, huge, broken or elsewhere is told", async () => {
  const { olga } = await office();
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const pages = {
    "/help/returns": "<title>x</title><main><h1>Returns</h1><p>Send it &amp; smile.</p><script>bad()</script></main>",
    "/help/huge": `<h1>Huge</h1>${"x".repeat(600 * 1024)}`,
    "/help/empty": "<main></main>",
  };
  const listed = [...Object.keys(pages).map((path) => own + path), `${own}/help/gone`, `${own}/help/moved`,
    `${own}/help/away`, "https://elsewhere.example/a", "not an address"];
  const server = createServer((request, response) => {
    if (request.url === "/sitemap.xml") {
      const loc = listed.map((page) => `<url><loc>${page}</loc></url>`).join("");
      return response.end(`<?xml version="1.0"?><urlset>${loc}</urlset>`);
    }
    if (request.url === "/help/moved") return response.writeHead(301, { location: "/help/returns" }).end();
    if (request.url === "/help/away") return response.writeHead(302, { location: "https://elsewhere.example/" }).end();
    const page = pages[request.url];
    return page ? response.end(page) : response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  try {
    const files = [{ name: `${own}/sitemap.xml` }];
    const imported = await good(olga, "POST", "/articles/import", { format: "sitemap", files });
    assert.equal(imported.added, 2, JSON.stringify(imported));
    const told = Object.fromEntries(imported.faults.map((fault) => [fault.file.replace(own, ""), fault.message]));
    assert.match(told["/help/huge"], /more than 524288 bytes/);
    assert.match(told["/help/empty"], /neither a heading|no text/);
    assert.match(told["/help/gone"], /status 404/);
    assert.match(told["/help/away"], /another host/);
    assert.match(told["https://elsewhere.example/a"], /another host/);
    assert.match(told["not an address"], /an address is like/);
    const article = await good(olga, "GET", "/articles/help-returns");
    assert.deepEqual([article.title, article.answer], ["Returns", "Send it & smile."]);
    assert.equal(article.url, `${own}/help/returns`);
    const none = await good(olga, "POST", "/articles/import", { format: "sitemap", files: [{ name: `${own}/help/empty` }] });
    assert.equal(none.faults.length, 1);
  } finally {
    server.close();
  }
});

test("an agent is invited by a link, moves, and is out at once when removed; their customer is back in line", async () => {
  const { olga, ana, edge: shop } = await office();
  const account = { agent: "zoe", name: "Zoe", department: "support", capacity: 2, role: "agent" };
  const { url } = await good(olga, "POST", "/agents", account);
  const wrong = await ask(olga, "POST", "/agents", { ...account, agent: "x", department: "moon" });
  assert.deepEqual([wrong.status, wrong.body.faults[0].field], [422, "department"]);
  const typed = await ask(olga, "POST", "/agents", { ...account, agent: "no spaces" });
  assert.deepEqual([typed.status, typed.body.faults[0].field], [422, "agent"]);
  const code = url.split("#sign-in=")[1];
  const signed = await edge.post("/api/v1/console/sign-in", { code }, null, { origin: edge.origin });
  assert.equal(signed.status, 200, signed.text);
  const zoe = new Agent();
  Object.assign(zoe, { edge: shop, id: "zoe", cookie: signed.headers.get("set-cookie").split(";")[0] });
  await zoe.sit();
  const visitor = await Visitor.open(shop);
  await visitor.join();
  visitor.act("ask_human");
  await zoe.accept(await zoe.offered(visitor.conversation));
  await visitor.state("human");
  await zoe.read(visitor.conversation);
  // A change of hers holds at her desk at once.
  const before = (await good(olga, "GET", "/agents")).agents.find((of) => of.agent === "zoe");
  assert.equal(before.consoles, 1);
  const changed = { ...account, name: "Zoë", role: "supervisor" };
  const saved = await good(olga, "PUT", "/agents/zoe", { version: before.version, account: changed });
  await zoe.view("her new role", (view) => view.me.role === "supervisor");
  const late = await ask(olga, "DELETE", `/agents/zoe?version=${before.version}`);
  assert.equal(late.status, 409, late.text);
  await ana.sit();
  const removed = await ask(olga, "DELETE", `/agents/zoe?version=${saved.version}`);
  assert.equal(removed.status, 200, removed.text);
  const told = (socket) => socket.take("why it is closed", (f) => f.type === "refused" && f.code === "unauthorized");
  await told(zoe.desk).catch(() => zoe.desk.take("why", (f) => f.type === "refused" && f.refusal.code === "unauthorized"));
  await told(zoe.socket);
  await until("her sockets closed", () => zoe.desk.closed === 4401 && zoe.socket.closed === 4401);
  const me = await edge.call("GET", "/api/v1/console/me", undefined, null, { cookie: zoe.cookie });
  assert.equal(me.status, 401);
  await assert.rejects(zoe.sit(), /HTTP 401/);
  await visitor.notice("agent_lost");
  await ana.accept(await ana.offered(visitor.conversation));
  const state = await visitor.state("human", (s) => s.name === "Ana");
  assert.equal(state.name, "Ana");
  assert.ok(!(await ana.view("the team without her", (view) => view.team.every((m) => m.agent !== "zoe"))).line.length);
  // Nobody removes themselves.
  const own = (await good(olga, "GET", "/agents")).agents.find((of) => of.agent === "olga");
  const self = await ask(olga, "DELETE", `/agents/olga?version=${own.version}`);
  assert.equal(self.status, 422, self.text);
  ana.desk.close();
});

test("an agent who moves to a department with a desk of its own is gone from the one and known at the other", async () => {
  const { olga, ana, edge: shop } = await office();
  await ana.sit();
  await good(olga, "PUT", "/departments", { version: 1, value: { departments: { billing: { own_desk: true } } } });
  const of = (await good(olga, "GET", "/agents")).agents.find((agent) => agent.agent === "ana");
  const { version, consoles, invited_until, ...account } = of;
  await good(olga, "PUT", "/agents/ana", { version, account: { ...account, department: "billing" } });
  await until("her console is told to come again", () => ana.desk.closed !== null);
  await ana.sit();
  const view = await ana.view("her new desk", (view) => view.me.department === "billing" || view.team.length > 0);
  assert.ok(view.team.every((member) => member.agent !== "sue"), "the others are at the common desk");
  assert.equal(shop.site.site.startsWith("set-"), true);
  ana.desk.close();
});

test("a key opens what it is for until it is revoked", async () => {
  const { olga, bot_key, edge: shop } = await office();
  const visitor = await Visitor.open(shop);
  await visitor.join();
  await visitor.said("My lantern is broken");
  const list = `/api/v1/sites/${shop.site.site}/conversations`;
  const get = async (path, key) => (await edge.call("GET", path, undefined, key)).status;
  const read = await good(olga, "POST", "/keys", { name: "reports", scope: "read" });
  const bot = await good(olga, "POST", "/keys", { name: "our bot", scope: "bot" });
  for (const [path, codes] of [
    [list, [200, 403, 401]],
    [visitor.path, [200, 403, 401]],
    [`${visitor.path}/card`, [200, 200, 200]],
    [`${visitor.path}/answers`, [403, 200, 200]],
  ]) {
    const told = [await get(path, read.secret), await get(path, bot.secret), await get(path, bot_key)];
    assert.deepEqual(told, codes, path);
    assert.equal(await get(path, "warmline_nothing"), 401, path);
    assert.equal(await get(path), 401, path);
  }
  const log = await edge.call("GET", visitor.path, undefined, read.secret);
  assert.match(log.text, /lantern is broken/);
  const put = await edge.call("PUT", `${visitor.path}/customer`, { name: "Maria" }, bot.secret);
  assert.equal(put.status, 200, put.text);
  const keys = await ask(olga, "GET", "/keys");
  assert.deepEqual(keys.body.keys.map((key) => [key.name, key.scope, key.made.name]), [
    ["our bot", "bot", "Olga"],
    ["reports", "read", "Olga"],
  ]);
  assert.ok(!keys.text.includes(read.secret));
  await good(olga, "DELETE", `/keys/${read.key.id}`);
  assert.equal(await get(list, read.secret), 401);
  assert.equal(await get(`${visitor.path}/card`, bot.secret), 200);
});

test("the audit log has each change with before and after, the newest first, and survives a killed process", async () => {
  const { olga } = await office();
  await good(olga, "PUT", "/tiers", { version: 1, value: { near_breach: 70 } });
  await good(olga, "POST", "/keys", { name: "k", scope: "bot" });
  const page = await good(olga, "GET", "/audit");
  assert.deepEqual(page.lines.slice(0, 2).map((line) => line.what), ['Made the key "k"', "Changed the tiers' clocks"]);
  assert.deepEqual(page.lines[1].fields, [{ field: "near_breach", after: "70" }]);
  assert.equal(page.lines[1].by.name, "Olga");
  assert.ok(page.lines.some((line) => line.by.name === "setup" && !line.by.agent));
  const older = await good(olga, "GET", `/audit?before=${page.lines[1].n}`);
  assert.equal(older.lines[0].n, page.lines[1].n - 1);
  await edge.kill();
  await edge.run();
  const after = await good(olga, "GET", "/audit");
  assert.deepEqual(after.lines, page.lines);
  assert.equal((await good(olga, "GET", "/tiers")).value.near_breach, 70);
});
