// The whole path over the wire, in a real workerd, by a client that shares no code with Warmline.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge } from "../support/edge.mjs";

let edge;
before(async () => (edge = await Edge.start()));
after(() => edge?.stop());

test("R-050, R-051: a question of the knowledge base is answered from it, and one outside is not", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  const [article] = edge.site.articles;
  await visitor.said(article.phrasings[0]);
  const answer = await visitor.entry("an answer", (e) => e.body.type === "answer");
  assert.ok(answer.body.text.includes(article.answer), answer.body.text);
  assert.equal(answer.author.kind, "bot");
  assert.equal(answer.body.confidence, undefined);
  await visitor.said("what is the airspeed velocity of an unladen swallow in parsecs");
  const offer = await visitor.entry("an offer", (e) => e.body.type === "offer");
  assert.deepEqual(offer.body.choices.map((c) => c.kind), ["connect", "stay"]);
  const state = await visitor.state("bot", (s) => s.open_offer === offer.seq);
  assert.equal(state.suggest_human, true);
});

test("R-001 to R-005, R-100, R-110 to R-113: asked in words, offered with its card, read, accepted, talked, closed, rated", async () => {
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  await ana.sit();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("My parcel arrived with a broken lantern inside");
  await visitor.said("can I please speak to a real person");
  await visitor.notice("handoff_started");
  const waiting = await visitor.state("waiting", (s) => s.position === 1);
  assert.equal(waiting.team_online, true);
  assert.ok(waiting.wait.high_s <= 30, JSON.stringify(waiting.wait));

  const offer = await ana.offered(visitor.conversation);
  assert.ok(offer.read_until > offer.at && offer.expires > offer.read_until);
  const { state, entries } = await ana.read(visitor.conversation);
  assert.equal(state.card.question.text, "My parcel arrived with a broken lantern inside");
  assert.equal(state.card.reason.trigger, "asked");
  assert.equal(entries[state.card.reason.evidence[0].entry - 1].body.text, "can I please speak to a real person");
  await ana.accept(offer);
  const joined = await visitor.notice("agent_joined");
  assert.match(joined.body.text, /Ana Duarte from our Support team/);
  const human = await visitor.state("human");
  assert.equal(human.name, "Ana Duarte");

  visitor.socket.send({ type: "typing", on: true });
  await ana.socket.take("typing", (f) => f.type === "typing" && f.on);
  ana.socket.send({ type: "typing", on: true });
  await visitor.socket.take("typing", (f) => f.type === "typing" && f.on);
  ana.act("say", { text: "Hi, I have read it. I am sending a new lantern." });
  const words = await visitor.entry("the agent's words", (e) => e.author.kind === "agent");
  assert.deepEqual(words.author, { kind: "agent", name: "Ana Duarte" });
  visitor.socket.send({ type: "seen", seq: words.seq });
  await ana.socket.take("seen", (f) => f.type === "seen" && f.seen.visitor === words.seq);
  await visitor.said("is there a human there, what are your delivery times");
  ana.act("close", { text: "Glad we could sort it out." });
  await visitor.notice("closed");
  await visitor.state("closed", (s) => s.can_rate);
  await visitor.acked(visitor.act("rate", { score: 5, comment: "quick" }));
  const again = visitor.act("rate", { score: 1 });
  const refused = await visitor.socket.take("a refusal", (f) => f.type === "refused");
  assert.deepEqual([refused.client_id, refused.code], [again, "not_now"]);
  await ana.view("an empty desk", (v) => v.mine.length === 0 && v.line.length === 0);

  // not one word of the bot between the request and the close.
  const log = (await visitor.log()).entries;
  const asked = log.findIndex((e) => e.body.notice === "handoff_started");
  const closed = log.findIndex((e) => e.body.notice === "closed");
  const bot = log.slice(asked + 1, closed).filter((e) => e.author.kind === "bot");
  assert.deepEqual(bot, []);
  assert.deepEqual(log.map((e) => e.seq), log.map((_, n) => n + 1));
  ana.desk.close();
});

test("R-004, R-101, R-106: the button hands off at once, positions are live, and cancelling goes back to the bot", async () => {
  const [first, second] = [await Visitor.open(edge), await Visitor.open(edge)];
  await first.join();
  await second.join();
  first.act("ask_human");
  await first.state("waiting", (s) => s.position === 1 && s.team_online === false && !s.wait);
  second.act("ask_human");
  await second.state("waiting", (s) => s.position === 2);
  await first.acked(first.act("cancel_wait"));
  await first.state("bot");
  await second.state("waiting", (s) => s.position === 1);
  await second.acked(second.act("cancel_wait"));
});

test("two agents race for one conversation: one gets it, the other is told who", async () => {
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  const ben = await Agent.signIn(edge, "ben", "Ben Okafor");
  await ana.sit();
  await ben.sit();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  const view = await ana.view("the line", (v) => v.line.some((l) => l.conversation === visitor.conversation));
  const { conversation, episode } = view.line.find((l) => l.conversation === visitor.conversation);
  ana.desk.send({ type: "take", conversation, episode });
  ben.desk.send({ type: "take", conversation, episode });
  const got = (agent) =>
    agent.desk.take("a verdict", (f) => f.conversation === conversation && f.type !== "desk");
  const verdicts = await Promise.all([got(ana), got(ben)]);
  const kinds = verdicts.map((v) => v.type).sort();
  assert.deepEqual(kinds, ["assigned", "refused"]);
  const lost = verdicts.find((v) => v.type === "refused");
  assert.equal(lost.refusal.code, "taken");
  assert.match(lost.refusal.message, /Ana Duarte|Ben Okafor/);
  const winner = verdicts[0].type === "assigned" ? ana : ben;
  await winner.read(conversation);
  winner.act("hand_back");
  await visitor.notice("handed_back");
  await visitor.state("bot");
  for (const agent of [ana, ben]) agent.desk.close();
});

test("R-082, R-083: capacity and status decide who is offered what", async () => {
  const eva = await Agent.signIn(edge, "eva", "Eva Lind", { capacity: 1 });
  await eva.sit("break");
  const [first, second] = [await Visitor.open(edge), await Visitor.open(edge)];
  for (const visitor of [first, second]) {
    await visitor.join();
    visitor.act("ask_human");
    await visitor.state("waiting", (s) => s.position !== undefined);
  }
  const view = await eva.view("two waiting", (v) => v.line.length === 2);
  assert.deepEqual(view.offers, []);
  eva.desk.send({ type: "set_status", status: "available" });
  const offer = await eva.offered(first.conversation);
  await eva.accept(offer);
  eva.desk.send({ type: "take", conversation: second.conversation, episode: 1 });
  const refused = await eva.desk.take("a refusal", (f) => f.type === "refused");
  assert.equal(refused.refusal.code, "at_capacity");
  await eva.read(first.conversation);
  eva.act("close", { text: "Done." });
  await eva.offered(second.conversation);
  second.act("cancel_wait");
  await second.state("bot");
  eva.desk.close();
});

test("R-113: an outside bot's answer that comes after a human took over is refused where it is written", async () => {
  const external = { site: "external", settings: { assistant: "external" }, articles: [] };
  const demo = edge.site;
  const { bot_key } = await edge.setUp(external);
  try {
    const visitor = await Visitor.open(edge);
    await visitor.join();
    const seq = await visitor.said("where is my order");
    const question = await edge.call("GET", `${visitor.path}/answers`, undefined, bot_key);
    assert.equal(question.body.to, seq);
    const answer = { epoch: question.body.epoch, to: seq, text: "On its way.", confidence: 95 };
    visitor.act("ask_human");
    await visitor.state("waiting");
    const late = await edge.post(`${visitor.path}/answers`, answer, bot_key);
    assert.deepEqual([late.status, late.body.error.code], [409, "stale_epoch"]);
    const log = (await visitor.log()).entries;
    assert.ok(!log.some((e) => e.body.type === "answer"));

    const other = await Visitor.open(edge);
    await other.join();
    const to = await other.said("where is my order");
    const open = await edge.call("GET", `${other.path}/answers`, undefined, bot_key);
    const timely = { epoch: open.body.epoch, to, text: "On its way.", confidence: 95 };
    assert.equal((await edge.post(`${other.path}/answers`, timely, bot_key)).status, 200);
    await other.entry("the bot's answer", (e) => e.body.text === "On its way.");
    const wrong = await edge.post(`${other.path}/answers`, timely, `${bot_key}x`);
    assert.equal(wrong.status, 401);
  } finally {
    edge.site = demo;
  }
});

test("the same conversation is reachable over plain HTTP", async () => {
  const visitor = await Visitor.open(edge);
  const frame = { type: "say", client_id: newId(), text: "hello there" };
  const first = await edge.post(`${visitor.path}/frames`, frame, visitor.token);
  assert.deepEqual(first.body.frames, [{ type: "ack", client_id: frame.client_id, seq: 1 }]);
  const again = await edge.post(`${visitor.path}/frames`, frame, visitor.token);
  assert.deepEqual(again.body, first.body);
  assert.equal((await visitor.log()).entries[0].body.text, "hello there");
});
