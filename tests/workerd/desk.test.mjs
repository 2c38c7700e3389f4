// The desk over the wire, in a real workerd: who is asked and why, who takes over, what is promised.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, SECRET, SETUP_TOKEN, sleep, until } from "../support/edge.mjs";

let edge;
before(async () => (edge = await Edge.start({ provision: false })));
after(() => edge?.stop());

const quick = { reading_window: 0, offer_stands: 3_000, first_response: 5_000, silent_after: 10_000 };
let sites = 0;

/** A site of the test's own, with short windows, and agents at work there. */
async function office(agents = {}, settings = {}) {
  sites += 1;
  const tiers = { standard: quick, low: quick, high: { ...quick, first_response: 6_000 } };
  await edge.setUp({
    site: `desk-${sites}`,
    origins: ["https://shop.example"],
    articles: [],
    settings: { gone_after: 5_000, tiers, ...settings },
  });
  const at_work = [];
  for (const [id, more] of Object.entries(agents)) {
    const agent = await Agent.signIn(edge, id, id[0].toUpperCase() + id.slice(1), more);
    await agent.sit();
    at_work.push(agent);
  }
  return at_work;
}

/** A visitor who waits for a person, after these words. */
async function waiting(words = "hello there") {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said(words);
  visitor.act("ask_human");
  visitor.since = (await visitor.state("waiting", (s) => s.position !== undefined)).since;
  return visitor;
}

/** A visitor whom this agent serves. */
async function served(agent, words) {
  const visitor = await waiting(words);
  await agent.accept(await agent.offered(visitor.conversation));
  await agent.read(visitor.conversation);
  await visitor.state("human");
  return visitor;
}

const about = (agent, type, visitor, more) =>
  agent.desk.send({ type, conversation: visitor.conversation, episode: 1, ...more });
const refused = async (agent) => (await agent.desk.type("refused")).refusal;
const news = async (agent, visitor) =>
  (await agent.desk.take("news", (f) => f.type === "news" && f.conversation === visitor.conversation)).news;
const has = (visitor) => (item) => item.conversation === visitor.conversation;

test("R-080, R-082, R-084: skill and language decide who is asked, and why is recorded", async () => {
  const [ana, ben, lola] = await office({
    ana: {},
    ben: { department: "billing" },
    lola: { languages: ["es"] },
  });
  const paying = await waiting("There is a wrong charge on my invoice, I was billed twice");
  const offer = await ben.offered(paying.conversation);
  assert.equal(offer.routing.needs.department, "billing");
  assert.deepEqual(offer.routing.candidates.map((c) => c.agent), ["ben"]);
  assert.equal(offer.routing.rule, "only_one");
  const why = Object.fromEntries(offer.routing.excluded.map((e) => [e.agent, e.why]));
  assert.deepEqual(why, { ana: "skill", lola: "skill" });
  assert.ok(offer.clocks.first_response > offer.at);
  await ben.accept(offer);
  const { state } = await ben.read(paying.conversation);
  await until("the reason why in the card", async () => {
    const newest = ben.socket.frames.findLast((f) => f.type === "state")?.state ?? state;
    return newest.hands?.[0]?.routing.rule === "only_one";
  });

  const spanish = await waiting("Hola, ¿dónde está mi pedido? Necesito ayuda con mi compra, por favor");
  const suya = await lola.offered(spanish.conversation);
  assert.equal(suya.language, "es");
  assert.equal(suya.routing.excluded.find((e) => e.agent === "ana").why, "language");
  about(ana, "take", spanish);
  assert.equal((await refused(ana)).code, "not_able");
});

test("R-087: an offer that is let pass or runs out goes to the next, with its reason kept", async () => {
  const team = await office({ ana: {}, ben: {} });
  const visitor = await waiting();
  const first = await until("an offer", () =>
    team.find((a) => a.desk.frames.some((f) => f.view?.offers.some(has(visitor)))));
  const second = team.find((a) => a !== first);
  about(first, "decline", visitor, { reason: "x".repeat(201) });
  assert.match((await refused(first)).message, /^reason: at most 200 characters/);
  about(first, "decline", visitor, { reason: "I am on the phone" });
  const offer = await second.offered(visitor.conversation);
  const view = await second.view("the line", (v) => v.line.some((l) => l.declined === 1));
  assert.equal(view.line[0].offered_to, second.id);
  // Nobody answers: it runs out, and both let it pass a moment ago.
  await second.view("that it ran out", (v) => v.line.some((l) => l.declined === 2 && !l.offered_to));
  assert.ok(Date.now() >= offer.expires - 50);
  about(first, "take", visitor);
  await visitor.state("human");
});

test("R-087: an agent whose console is gone loses the customer, who is told and stands in front with the first clock", async () => {
  const [ana] = await office({ ana: {} });
  const visitor = await served(ana);
  ana.act("say", { text: "One moment." });
  await visitor.entry("words", (e) => e.author.kind === "agent");
  ana.socket.cut();
  ana.desk.cut();
  const lost = await visitor.notice("agent_lost", 20_000);
  assert.ok(lost.body.text.length > 20, lost.body.text);
  const state = await visitor.state("waiting", (s) => s.position === 1);
  assert.equal(state.since, visitor.since);
  const later = await waiting();
  const ben = await Agent.signIn(edge, "ben", "Ben", { capacity: 1 });
  await ben.sit();
  const offer = await ben.offered(visitor.conversation);
  assert.equal(offer.lost, true);
  await ben.accept(offer);
  await visitor.state("human", (s) => s.name === "Ben");
  later.socket.close();
});

test("R-087: an agent who leaves the customer without a word loses them, too", async () => {
  const [ana] = await office({ ana: {} });
  const visitor = await served(ana);
  const asked = Date.now();
  await visitor.notice("agent_lost", 20_000);
  assert.ok(Date.now() - asked > 8_000);
  assert.equal((await visitor.state("waiting")).since, visitor.since);
  assert.deepEqual(await news(ana, visitor), { kind: "lost" });
  await ana.view("that it is not hers", (v) => v.mine.length === 0 && v.line.length === 1);
});

test("R-114: passed on to a colleague and to a team, with the reason, which the customer never reads", async () => {
  const [ana, ben, eva] = await office({ ana: {}, ben: {}, eva: { department: "billing" } });
  ben.desk.send({ type: "set_status", status: "busy" });
  const visitor = await served(ana);
  const colleague = { to: { kind: "agent", agent: "ben" }, reason: "secret: knows lanterns" };
  about(ana, "transfer", visitor, { ...colleague, reason: "  " });
  assert.equal((await refused(ana)).code, "malformed");
  about(ana, "transfer", visitor, colleague);
  assert.match((await refused(ana)).message, /Ben is busy/);
  ben.desk.send({ type: "set_status", status: "available" });
  await ben.view("that he is available", (v) => v.me.status === "available");

  about(ana, "transfer", visitor, colleague);
  await visitor.notice("transferring");
  assert.match((await visitor.state("human", (s) => s.passing_to)).passing_to, /Ben/);
  about(ben, "decline", visitor, { reason: "in a meeting" });
  const came = await news(ana, visitor);
  assert.equal(came.kind, "not_passed_on");
  assert.match(came.why, /in a meeting/);
  await visitor.state("human", (s) => s.name === "Ana" && !s.passing_to);

  about(ana, "transfer", visitor, colleague);
  const offer = await ben.offered(visitor.conversation);
  assert.deepEqual(offer.from, { agent: "ana", name: "Ana", reason: colleague.reason });
  await ben.accept(offer);
  await visitor.state("human", (s) => s.name === "Ben");
  assert.deepEqual(await news(ana, visitor), { kind: "passed_on", name: "Ben" });

  about(ben, "transfer", visitor, { to: { kind: "department", department: "nowhere" }, reason: "x" });
  assert.equal((await refused(ben)).code, "not_found");
  about(ben, "transfer", visitor, { to: { kind: "department", department: "billing" }, reason: "secret: a refund" });
  const paid = await eva.offered(visitor.conversation);
  assert.equal(paid.from.reason, "secret: a refund");
  await eva.accept(paid);
  await visitor.state("human", (s) => s.name === "Eva" && s.department === "billing");
  const read = await eva.read(visitor.conversation);
  const hands = () => eva.socket.frames.findLast((f) => f.type === "state")?.state.hands ?? read.state.hands;
  await until("three hands", () => hands().length === 3);
  assert.deepEqual(hands().map((h) => h.name), ["Ana", "Ben", "Eva"]);
  assert.ok(!JSON.stringify(await visitor.log()).includes("secret"));
  assert.ok(!JSON.stringify(visitor.socket.frames).includes("secret"));
});

test("a supervisor watches, whispers and takes over; an agent may not take over, and no visitor hears a whisper", async () => {
  const [ana, ben, sue] = await office({ ana: {}, ben: {}, sue: { role: "supervisor" } });
  for (const other of [ben, sue]) other.desk.send({ type: "set_status", status: "busy" });
  const me = await edge.call("GET", "/api/v1/console/me", undefined, null, sue.headers);
  assert.equal(me.body.role, "supervisor");
  const visitor = await served(ana);
  const view = await sue.view("Ana's case", (v) => v.cases.some(has(visitor)));
  assert.equal(view.cases[0].agent, "ana");
  assert.equal(view.tally.served, 1);
  const bens = await ben.view("a view", (v) => v);
  assert.deepEqual([bens.cases, bens.tally], [undefined, undefined]);

  await sue.read(visitor.conversation);
  sue.act("note", { text: "psst: offer the blue one" });
  const heard = await ana.socket.take("the whisper", (f) => f.type === "state" && f.state.notes?.length === 1);
  assert.deepEqual([heard.state.notes[0].name, heard.state.notes[0].text], ["Sue", "psst: offer the blue one"]);
  await visitor.said("are you there");
  assert.ok(!JSON.stringify(visitor.socket.frames).includes("psst"));
  assert.ok(!JSON.stringify(await visitor.log()).includes("psst"));

  about(ben, "take_over", visitor);
  assert.equal((await refused(ben)).code, "not_allowed");
  about(sue, "take_over", visitor);
  await visitor.state("human", (s) => s.name === "Sue");
  assert.deepEqual(await news(ana, visitor), { kind: "taken_over", name: "Sue" });
  const late = ana.act("say", { text: "too late" });
  const no = await ana.socket.take("a refusal", (f) => f.type === "refused" && f.client_id === late);
  assert.equal(no.code, "not_yours");
});

test("R-090, R-092: each near-breach and breach is recorded once, for the team to see", async () => {
  const [ana] = await office({ ana: {} });
  ana.desk.send({ type: "set_status", status: "break" });
  await ana.view("the break", (v) => v.me.status === "break");
  const visitor = await waiting();
  const view = await ana.view("the breach", (v) => v.line[0]?.clocks.events?.length === 2, 15_000);
  const item = view.line[0];
  assert.deepEqual(item.clocks.events.map((e) => [e.clock, e.level]), [
    ["first_response", "near"],
    ["first_response", "breached"],
  ]);
  assert.equal(item.clocks.first_response, visitor.since + 5_000);
  await sleep(1_500);
  const { state } = await ana.read(visitor.conversation);
  assert.deepEqual(state.sla.map((e) => e.level), ["near", "breached"]);
});

test("R-102, R-136: a callback that was chosen is promised with a time, and kept", async () => {
  const [ana] = await office({ ana: {} });
  ana.desk.send({ type: "set_status", status: "break" });
  const visitor = await waiting("My lantern is broken");
  const before = await visitor.log();
  assert.deepEqual(before.state.alternatives, ["callback", "email"]);
  await visitor.acked(visitor.act("choose", { alternative: "callback" }));
  await visitor.notice("wait_question");
  await visitor.said("sure, it is +1 212 555 0134");
  const promised = await visitor.notice("promised");
  assert.match(promised.body.text, /212 555 0134/);
  await visitor.state("bot");
  const view = await ana.view("the promise", (v) => v.promises?.length === 1 && v.line.length === 0);
  const [{ promise }] = view.promises;
  assert.deepEqual([promise.kind, promise.due - promise.made], ["callback", 3_600_000]);
  about(ana, "keep_promise", visitor);
  await ana.view("that it is kept", (v) => !v.promises);
  await ana.read(visitor.conversation);
  const newest = () => ana.socket.frames.findLast((f) => f.type === "state")?.state ?? ana.welcome.state;
  await until("the promise kept", () => newest().promises?.[0]?.kept >= promise.made);
  about(ana, "keep_promise", visitor);
  assert.equal((await refused(ana)).code, "not_found");
});

test("R-105: a link opens the conversation on another device, for a quarter of an hour and nothing else", async () => {
  await office();
  const other_site = edge.site.site;
  await office();
  const { site } = edge.site;
  const visitor = await Visitor.open(edge);
  await visitor.join();
  const seq = await visitor.said("I go on elsewhere");
  const link = await edge.post(`${visitor.path}/resume-link`, undefined, visitor.token);
  assert.equal(link.status, 200, link.text);
  assert.ok(Math.abs(link.body.until - Date.now() - 15 * 60_000) < 5_000);
  const { code } = link.body;
  const resume = (code, headers = {}, at = site) =>
    edge.post(`/api/v1/sites/${at}/resume`, { code }, null, headers);
  const answer = await resume(code, { origin: "https://shop.example" });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://shop.example");
  assert.equal(answer.body.conversation, visitor.conversation);
  const device = Object.assign(new Visitor(), { edge, ...answer.body });
  const welcome = await device.join();
  assert.ok(welcome.entries.some((e) => e.seq === seq && e.body.text === "I go on elsewhere"));

  const signed = (purpose, claims) => {
    const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const mac = createHmac("sha256", SECRET).update(`${purpose}\0${payload}`).digest("base64url");
    return `${payload}.${mac}`;
  };
  const claims = { site, conversation: visitor.conversation, until: Date.now() + 60_000 };
  assert.equal((await resume(signed("resume", claims))).status, 200);
  const [payload, mac] = code.split(".");
  const longer = Buffer.from(JSON.stringify({ ...claims, until: claims.until + 9e9 })).toString("base64url");
  for (const bad of [visitor.token, signed("visitor", claims), `${payload}.`, `${longer}.${mac}`, payload, "x", ""]) {
    const no = await resume(bad);
    assert.deepEqual([no.status, no.body.error.code], [401, "unauthorized"], bad);
  }
  assert.deepEqual((await resume(code, {}, other_site)).body.error.code, "unauthorized");
  const late = await resume(signed("resume", { ...claims, until: Date.now() - 1 }));
  assert.deepEqual([late.status, late.body.error.code], [401, "expired"]);
  assert.equal((await resume(code, { origin: "https://evil.example" })).status, 403);
  assert.equal((await resume(7)).status, 400);
  // A code is no token, and one visitor's token makes no link to another's conversation.
  const hello = { type: "hello", version: 1, after: 0 };
  assert.equal((await edge.post(`${visitor.path}/frames`, hello, code)).status, 401);
  const stranger = await Visitor.open(edge);
  assert.equal((await edge.post(`${visitor.path}/resume-link`, undefined, stranger.token)).status, 401);
  assert.equal((await edge.post(`${visitor.path}/resume-link`)).status, 401);
});

test("a department with a desk of its own has its own line, and what is passed on to it moves there", async () => {
  const settings = { departments: { billing: { own_desk: true } } };
  const [ana, ben] = await office({ ana: {}, ben: { department: "billing" } }, settings);
  const paying = await waiting("There is a wrong charge on my invoice, I was billed twice");
  const offer = await ben.offered(paying.conversation);
  const anas = await ana.view("a view", (v) => v);
  assert.deepEqual([anas.waiting, anas.team], [0, []]);
  await ben.accept(offer);
  await ben.read(paying.conversation);
  ben.act("close", { text: "Corrected." });
  await paying.notice("closed");

  const visitor = await served(ana);
  about(ana, "transfer", visitor, { to: { kind: "department", department: "billing" }, reason: "a refund" });
  await visitor.notice("transferring");
  const moved = await ben.offered(visitor.conversation);
  await ana.view("that it is gone", (v) => v.mine.length === 0 && v.waiting === 0);
  await ben.accept(moved);
  const human = await visitor.state("human", (s) => s.name === "Ben");
  assert.equal(human.department, "billing");
  const policies = await edge.call("GET", `/api/v1/setup/sites/${edge.site.site}/policies`, undefined, SETUP_TOKEN);
  assert.equal(policies.status, 200);
});

test("accounts and settings out of bounds are refused with the field and what is allowed", async () => {
  await office();
  const invite = (more) =>
    edge.post("/api/v1/setup/sign-in-links", { site: edge.site.site, agent: "ana", name: "Ana", ...more }, SETUP_TOKEN);
  for (const [more, says] of [
    [{ capacity: 0 }, /^capacity: 1 to 50/],
    [{ capacity: 51 }, /^capacity: 1 to 50/],
    [{ name: " " }, /^name: 1 to 80/],
    [{ skills: Array.from({ length: 21 }, (_, n) => `s${n}`) }, /^skills: at most 20/],
    [{ skills: ["Not A Label"] }, /skill must be 1 to 24/],
    [{ languages: ["xx"] }, /unknown variant/],
    [{ role: "king" }, /unknown variant/],
  ]) {
    const answer = await invite(more);
    assert.equal(answer.status, 400, JSON.stringify(more));
    assert.match(answer.body.error.message, says);
  }
  for (const [settings, says] of [
    [{ tiers: { high: { offer_stand: 1 } } }, /settings.tiers.high.offer_stand: there is no such setting/],
    [{ departments: { legal: { skill: [] } } }, /settings.departments.legal.skill: there is no such setting/],
    [{ tiers: { high: { reading_window: 20_000 } } }, /tiers.high.reading_window: allowed is 0 to 15,000 ms/],
  ]) {
    const answer = await edge.post("/api/v1/setup/sites", { ...edge.site, settings }, SETUP_TOKEN);
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, says);
  }
});
