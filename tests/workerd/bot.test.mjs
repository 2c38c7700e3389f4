// A bot of another maker uses Warmline as its handoff layer, in a real workerd, by what the OpenAPI document says.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge, ROOT, until } from "../support/edge.mjs";

const document = JSON.parse(readFileSync(join(ROOT, "schemas/openapi.v1.json"), "utf8"));
let edge;
let key;
before(async () => {
  edge = await Edge.start();
  key = (await edge.setUp()).bot_key;
});
after(() => edge?.stop());

/** A bot with a conversation of its own. */
class Bot {
  static async open(more = {}, bearer = key) {
    const bot = new Bot();
    const body = { client_id: newId(), ...more };
    const answer = await edge.post(`/api/v1/sites/${edge.site.site}/conversations`, body, bearer);
    assert.equal(answer.status, 200, answer.text);
    Object.assign(bot, answer.body, { opened: body });
    return bot;
  }

  get path() {
    return `/api/v1/sites/${edge.site.site}/conversations/${this.conversation}`;
  }

  post(what, body, bearer = key) {
    return edge.post(`${this.path}/${what}`, body, bearer);
  }

  async status() {
    const answer = await edge.call("GET", `${this.path}/status`, undefined, key);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }

  /** The status, once it is of this stage and fits. */
  in(stage, fits = () => true) {
    const probe = async () => {
      const status = await this.status();
      return status.stage === stage && fits(status) && status;
    };
    return until(`the stage ${stage}`, probe);
  }

  async messages(after = 0) {
    const answer = await edge.call("GET", `${this.path}/messages?after_seq=${after}`, undefined, key);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }

  async done(what, body) {
    const answer = await this.post(what, { client_id: newId(), ...body });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }

  async refused(what, body, status, code, bearer = key) {
    const answer = await this.post(what, body, bearer);
    assert.deepEqual([answer.status, answer.body?.error?.code], [status, code], answer.text);
    assert.ok(answer.body.error.message.length > 10, answer.text);
    return answer.body.error;
  }
}

const said = (count, from = Date.now() - count * 1000) =>
  Array.from({ length: count }, (_, n) => ({
    client_id: newId(),
    at: from + n * 1000,
    author: n % 2 ? "bot" : "customer",
    text: n % 2 ? `Have you tried step ${n}?` : `The lantern of order 10452 still flickers, part ${n}`,
  }));

const card = async (conversation) => {
  const reader = await Agent.signIn(edge, "reader", "Rea Der");
  const { state, entries } = await reader.read(conversation);
  reader.socket.close();
  return { card: state.card, entries };
};

test("issue 6: opened, brought, handed off, talked with a person, handed back, and closed", async () => {
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  await ana.sit();
  const customer = { id: "u-7", name: "Maria Santos", tier: "Pro" };
  const page = { url: "https://shop.example/orders/10452", title: "Your order" };
  const bot = await Bot.open({ customer, page, locale: "pt-PT", zone: "Europe/Lisbon" });
  const at = Date.now() - 60_000;
  const messages = [
    { client_id: "m-1", at, author: "customer", text: "My lantern arrived broken, order 10452, card 4242 4242 4242 4242" },
    { client_id: "m-2", at: at + 4000, author: "bot", text: "You can send it back within 30 days.", confidence: 62 },
    { client_id: "m-3", at: at + 9000, author: "customer", text: "That does not help, I want to talk to a real person about a refund of $1,250.00" },
  ];
  const brought = await bot.post("transcript", { messages });
  assert.deepEqual(brought.body, { stored: 3, repeated: 0, last: 3 });
  const bare = await bot.status();
  assert.deepEqual([bare.stage, bare.episode, bare.handoff], ["bot", 0, undefined], "what is old fires nothing");

  const hand = { client_id: "h-1", reason: "Refund over my limit", topic: "Damaged goods", urgency: "high", context: { "cart value": "$212.40", insured: true } };
  const handed = await bot.post("handoff", hand);
  assert.deepEqual([handed.status, handed.body.stage, handed.body.handoff], [200, "waiting", undefined], handed.text);
  const offer = await ana.offered(bot.conversation);
  const waiting = await bot.in("waiting", (s) => s.position === 1);
  assert.ok(waiting.wait.high_s > 0 && waiting.poll_s > 0 && waiting.team_online);
  const { state, entries } = await ana.read(bot.conversation);
  assert.deepEqual(entries.slice(0, 3).map((e) => e.at), messages.map((m) => m.at));
  assert.ok(!JSON.stringify(entries).includes("4242 4242 4242"), "R-071");
  assert.deepEqual([state.card.customer.name, state.card.customer.verified], ["Maria Santos", true]);
  assert.equal(state.card.reason.trigger, "bot");
  assert.deepEqual(state.card.reason.evidence[0].words, "Refund over my limit");
  assert.equal(state.card.tier, "high");
  assert.deepEqual(state.card.attempts.map((a) => [a.question, a.answer, a.confidence]), [[1, 2, 62]]);
  const facts = Object.fromEntries(state.card.profile.filter((f) => f.source === "the bot").map((f) => [f.label, f.value]));
  assert.deepEqual(facts, { Topic: "Damaged goods", "cart value": "$212.40", insured: "yes" });
  await ana.accept(offer);
  const human = await bot.in("human");
  assert.deepEqual([human.name, human.team, human.handoff.state], ["Ana Duarte", "Support", "accepted"]);

  const frames = await bot.post("frames", { type: "say", client_id: "m-4", text: "Are you there?" });
  assert.equal(frames.body.frames[0].type, "ack", frames.text);
  await ana.socket.take("the customer's words", (f) => f.type === "entry" && f.entry.body.text === "Are you there?");
  ana.act("say", { text: "I am sending a new lantern." });
  const heard = await until("the agent's words", async () => {
    const { entries } = await bot.messages(human.last);
    return entries.find((e) => e.author.kind === "agent" && e.body.type === "text");
  });
  assert.deepEqual([heard.author.name, heard.body.text], ["Ana Duarte", "I am sending a new lantern."]);

  // what a person has, only they give back.
  for (const [what, body] of [["take-back", {}], ["close", {}], ["handoff", {}], ["transcript", { messages: said(1) }]]) {
    const named = what === "transcript" ? body : { client_id: newId(), ...body };
    const error = await bot.refused(what, named, 409, "not_now");
    assert.match(error.message, /a person has this conversation/);
  }
  ana.act("hand_back");
  const back = await bot.in("bot");
  assert.equal(back.handoff.state, "completed");
  const closed = await bot.done("close", { reason: "solved" });
  assert.deepEqual([closed.stage, closed.reason], ["closed", "solved"]);
  ana.desk.close();
});

test("R-106: what waits is taken back or given up, and nothing is done twice", async () => {
  const bot = await Bot.open();
  const [first, second] = await Promise.all([bot.post("handoff", { client_id: "h-1" }), bot.post("handoff", { client_id: "h-2" })]);
  assert.deepEqual([first.status, second.status].sort(), [200, 409], "two at once: one is told that it waits already");
  const won = first.status === 200 ? "h-1" : "h-2";
  const again = await bot.post("handoff", { client_id: won, reason: "changed" });
  assert.deepEqual([again.status, again.body.episode], [200, 1]);
  const back = { client_id: "b-1" };
  const taken = await bot.post("take-back", back);
  assert.deepEqual([taken.body.stage, taken.body.handoff.state], ["bot", "failed"], taken.text);
  assert.ok(taken.body.handoff.message.length > 10);
  assert.equal((await bot.post("take-back", back)).status, 200);
  await bot.refused("take-back", { client_id: "b-2" }, 409, "not_now");
  assert.equal((await bot.done("handoff", {})).episode, 2);
  assert.equal((await bot.done("close", { reason: "no_reply" })).stage, "closed");
  await bot.refused("close", { client_id: newId() }, 409, "not_now");
  const log = (await bot.messages()).entries;
  assert.deepEqual(log.map((e) => e.seq), log.map((_, n) => n + 1));
  const same = await edge.post(`/api/v1/sites/${edge.site.site}/conversations`, bot.opened, key);
  assert.equal(same.body.conversation, bot.conversation, "the same name opens the same conversation");
});

test("a transcript of 500 messages is stored in order, once, and read for the card", async () => {
  const bot = await Bot.open();
  const messages = said(500);
  const all = await bot.post("transcript", { messages });
  assert.deepEqual(all.body, { stored: 500, repeated: 0, last: 500 }, all.text);
  const more = said(1, Date.now());
  const twice = await bot.post("transcript", { messages: [...messages.slice(1), ...more] });
  assert.deepEqual(twice.body, { stored: 1, repeated: 499, last: 501 });
  const { entries, next } = await bot.messages();
  assert.deepEqual(entries.map((e) => [e.seq, e.at, e.client_id]), messages.map((m, n) => [n + 1, m.at, m.client_id]));
  assert.equal(next, 500);
  assert.equal((await bot.messages(500)).entries.length, 1);
  const read = await card(bot.conversation);
  assert.ok(read.card.entities.some((e) => e.number === "10452"), JSON.stringify(read.card.entities));
  assert.ok(read.card.question.entry >= 1);
});

test("hostile: malformed, over-long, out of order, of the future, of nowhere: refused by name, and nothing is stored", async () => {
  const bot = await Bot.open();
  const [message] = said(1);
  const bring = (more) => ({ messages: [{ ...message, ...more }] });
  const cases = [
    ["transcript", "not JSON {", 400, "malformed"],
    ["transcript", { mesages: [] }, 400, "malformed"],
    ["transcript", { messages: [] }, 400, "empty"],
    ["transcript", { messages: said(501) }, 413, "too_large"],
    ["transcript", bring({ text: "x".repeat(4001) }), 413, "too_long"],
    ["transcript", bring({ text: " \n" }), 400, "empty"],
    ["transcript", bring({ author: "agent" }), 400, "malformed"],
    ["transcript", bring({ client_id: "a b" }), 400, "malformed"],
    ["transcript", bring({ at: "yesterday" }), 400, "malformed"],
    ["transcript", bring({ at: 1e300 }), 400, "malformed"],
    ["transcript", bring({ at: Date.now() + 3_600_000 }), 400, "malformed"],
    ["transcript", bring({ confidence: 101 }), 400, "malformed"],
    ["transcript", { messages: [...said(2)].reverse() }, 400, "malformed"],
    ["transcript", { messages: [message, message] }, 400, "malformed"],
    ["transcript", "x".repeat(1_100_000), 413, "too_large"],
    ["handoff", {}, 400, "malformed"],
    ["handoff", { client_id: newId(), department: "nowhere" }, 400, "malformed"],
    ["handoff", { client_id: newId(), department: "No Where" }, 400, "malformed"],
    ["handoff", { client_id: newId(), urgency: "now" }, 400, "malformed"],
    ["handoff", { client_id: newId(), reason: "x".repeat(501) }, 413, "too_long"],
    ["handoff", { client_id: newId(), context: { a: { b: 1 } } }, 400, "malformed"],
    ["handoff", { client_id: newId(), trigger: "policy" }, 400, "malformed"],
    ["take-back", { client_id: "x".repeat(41) }, 400, "malformed"],
    ["take-back", { client_id: newId() }, 409, "not_now"],
    ["close", { client_id: newId(), reason: "bored" }, 400, "malformed"],
    ["answers", { epoch: 0, to: 1, text: "x", confidence: 1 }, 409, "not_now"],
  ];
  for (const [what, body, status, code] of cases) await bot.refused(what, body, status, code);
  const wrong = await edge.call("GET", `${bot.path}/messages?after=1`, undefined, key);
  assert.equal(wrong.status, 400);
  assert.deepEqual((await bot.messages()).entries, []);
  const stranger = Object.assign(new Bot(), { conversation: "nobody" });
  await stranger.refused("handoff", { client_id: newId() }, 404, "not_found");
  await stranger.refused("frames", { type: "say", client_id: newId(), text: "x" }, 404, "not_found");
  const opening = (body) => edge.post(`/api/v1/sites/${edge.site.site}/conversations`, body, key);
  assert.equal((await opening({})).body.error.code, "malformed");
  assert.equal((await opening({ client_id: "c", customer: { name: " " } })).status, 400);
});

test("keys: another site's, none, a reader's and a visitor's token do nothing of a bot's", async () => {
  const bot = await Bot.open();
  const demo = edge.site;
  const other = (await edge.setUp({ site: "other", name: "Other", articles: [] })).bot_key;
  const there = await Bot.open({}, other);
  edge.site = demo;
  for (const bearer of [other, "", "x", bot.token]) {
    for (const what of ["transcript", "handoff", "take-back", "close"]) {
      await bot.refused(what, { client_id: newId() }, 401, "unauthorized", bearer);
    }
    for (const what of ["status", "messages"]) {
      assert.equal((await edge.call("GET", `${bot.path}/${what}`, undefined, bearer)).status, 401);
    }
  }
  // The conversation of the other site is none of this one's.
  const crossed = Object.assign(new Bot(), { conversation: there.conversation });
  await crossed.refused("handoff", { client_id: newId() }, 404, "not_found");
  const ruth = await Agent.signIn(edge, "ruth", "Ruth", { role: "owner" });
  const made = await edge.post("/api/v1/console/settings/keys", { name: "r", scope: "read" }, null, ruth.headers);
  assert.equal(made.status, 200, made.text);
  await bot.refused("handoff", { client_id: newId() }, 403, "not_allowed", made.body.secret);
  await bot.refused("frames", { type: "say", client_id: newId(), text: "x" }, 403, "not_allowed", made.body.secret);
  // Where a visitor speaks with Warmline's own assistant, no bot leads and none speaks for them.
  const visitor = await Visitor.open(edge);
  const theirs = Object.assign(new Bot(), { conversation: visitor.conversation });
  await theirs.refused("handoff", { client_id: newId() }, 403, "not_allowed");
  await theirs.refused("transcript", { messages: said(2) }, 403, "not_allowed");
  await theirs.refused("frames", { type: "say", client_id: newId(), text: "x" }, 403, "not_allowed");
});

test("handoff.initiate of the Bot Framework is taken as it is, and repeated opens nothing new", async () => {
  const cal = await Agent.signIn(edge, "cal", "Cal Ito", { department: "billing", skills: ["billing"] });
  await cal.sit();
  const path = `/api/v1/sites/${edge.site.site}/activities`;
  const example = document.paths["/api/v1/sites/{site}/activities"].post.requestBody.content["application/json"].example;
  const event = { ...example, id: newId(), conversation: { id: newId() } };
  const first = await edge.post(path, event, key);
  assert.equal(first.status, 200, first.text);
  assert.deepEqual([first.body.status.stage, first.body.activity, first.body.left_out], ["waiting", undefined, 0]);
  const again = await Promise.all([edge.post(path, event, key), edge.post(path, event, key)]);
  for (const answer of again) {
    assert.deepEqual([answer.body.conversation, answer.body.status.episode], [first.body.conversation, 1]);
  }
  const offer = await cal.offered(first.body.conversation);
  const { state, entries } = await cal.read(first.body.conversation);
  assert.equal(state.card.department, "billing");
  assert.equal(state.card.reason.evidence[0].words, "Refund over my limit");
  assert.deepEqual([state.card.customer.name, state.card.customer.verified], ["Maria", false]);
  assert.deepEqual(entries.slice(0, 2).map((e) => [e.author.kind, e.body.text]), [["visitor", "I was charged twice"], ["bot", "Let me look."]]);
  await cal.accept(offer);
  const accepted = await until("handoff.status", async () => (await edge.post(path, event, key)).body.activity);
  assert.deepEqual(accepted, { type: "event", name: "handoff.status", conversation: event.conversation, value: { state: "accepted" } });
  cal.act("close", { text: "Refunded." });
  const bot = Object.assign(new Bot(), { conversation: first.body.conversation });
  await bot.in("closed");
  assert.equal((await edge.post(path, event, key)).body.activity.value.state, "completed");
  // The same chat hands off again later: the same conversation, what was said since is added, a new handoff.
  const later = structuredClone({ ...event, id: newId(), timestamp: new Date().toISOString() });
  later.attachments[0].content.activities.push({ type: "message", id: "9", timestamp: new Date().toISOString(), from: { role: "user" }, text: "It came again" });
  const second = await edge.post(path, later, key);
  assert.deepEqual([second.body.conversation, second.body.status.episode, second.body.status.stage], [first.body.conversation, 2, "waiting"], second.text);
  const texts = (await bot.messages()).entries.map((e) => e.body.text);
  assert.equal(texts.filter((t) => t === "I was charged twice").length, 1);
  assert.equal(texts.filter((t) => t === "It came again").length, 1);
  for (const body of ["{", {}, { type: "message", text: "x" }, { ...event, conversation: {} }]) {
    assert.equal((await edge.post(path, body, key)).body.error.code, "malformed");
  }
  assert.equal((await edge.post(path, event, "x")).status, 401);
  cal.desk.close();
});

test("the OpenAPI document is served, and each of its addresses answers", async () => {
  const served = await edge.call("GET", "/api/v1/openapi.json");
  assert.equal(served.status, 200);
  assert.deepEqual(served.body, document);
  const bot = await Bot.open();
  for (const [template, item] of Object.entries(document.paths)) {
    for (const method of Object.keys(item).filter((name) => name !== "parameters")) {
      const path = template.replace("{site}", edge.site.site).replace("{conversation}", bot.conversation).replace("{file}", "f7");
      const answer = await edge.call(method.toUpperCase(), path, ["post", "put"].includes(method) ? {} : undefined, "x");
      assert.notEqual(answer.body?.error?.message, "there is nothing at this address", `${method} ${path}`);
    }
  }
  assert.equal((await bot.post("nothing", {})).status, 404);
});

test("the examples of the OpenAPI document are accepted by the edge", async () => {
  const base = "/api/v1/sites/{site}/";
  const example = (path, method = "post") => document.paths[base + path][method].requestBody.content["application/json"].example;
  const bot = await Bot.open(example("conversations"));
  const C = "conversations/{conversation}";
  const known = await edge.call("PUT", `${bot.path}/customer`, example(`${C}/customer`, "put"), key);
  assert.equal(known.status, 200, known.text);
  for (const what of ["transcript", "handoff", "frames", "take-back", "close"]) {
    const answer = await bot.post(what, example(`${C}/${what}`));
    assert.equal(answer.status, 200, `${what}: ${answer.text}`);
    assert.ok(!answer.text.includes('"refused"'), answer.text);
  }
  const live = await Bot.open();
  await live.post("frames", { type: "say", client_id: newId(), text: "Where is my order?" });
  const question = await edge.call("GET", `${live.path}/answers`, undefined, key);
  assert.deepEqual(question.body, document.paths[`${base}${C}/answers`].get.responses["200"].content["application/json"].example);
  const answered = await live.post("answers", example(`${C}/answers`));
  assert.equal(answered.status, 200, answered.text);
});

test("the example bot chats, hands off, shows the wait, relays, and takes back", async () => {
  const env = { ...process.env, WARMLINE_URL: edge.origin, WARMLINE_SITE: edge.site.site, WARMLINE_BOT_KEY: key };
  const child = spawn(process.execPath, [join(ROOT, "docs/examples/bot.mjs")], { env });
  let shown = "";
  const keep = (chunk) => (shown += chunk);
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const sees = (what) => until(`${what} in ${shown}`, () => shown.includes(what)).catch(() => assert.fail(`no "${what}" in:\n${shown}`));
  const write = (text) => child.stdin.write(`${text}\n`);
  try {
    write("My lantern flickers");
    await sees('You said "My lantern flickers"');
    write("a human please");
    await sees("status: number 1 in line");
    write("back");
    await sees("the bot is back (handoff failed)");
    const dee = await Agent.signIn(edge, "dee", "Dee Park");
    await dee.sit();
    write("human");
    const view = await dee.view("the offer", (v) => v.offers.length > 0);
    const [offer] = view.offers;
    await dee.accept(offer);
    await dee.read(offer.conversation);
    await sees("Dee Park from Support has you now");
    write("it is order 10452");
    await dee.socket.take("the words", (f) => f.type === "entry" && f.entry.body.text === "it is order 10452");
    dee.act("say", { text: "A new one is on its way." });
    await sees("Dee Park: A new one is on its way.");
    dee.act("hand_back");
    await sees("the bot is back (handoff completed)");
    write("bye");
    const code = await new Promise((done) => child.on("exit", done));
    assert.equal(code, 0, shown);
    dee.desk.close();
  } finally {
    child.kill();
  }
});
