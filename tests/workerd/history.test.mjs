// The site's conversations over the wire, in a real workerd: recorded, listed, searched, read.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge, sleep, until } from "../support/edge.mjs";

let edge;
before(async () => (edge = await Edge.start({ provision: false })));
after(() => edge?.stop());

let sites = 0;

/** A site of the test's own, and an agent of it. */
async function office(settings = {}) {
  sites += 1;
  const site = { site: `past-${sites}`, origins: ["https://shop.example"], articles: [], settings };
  const { bot_key } = await edge.setUp(site);
  const ana = await Agent.signIn(edge, "ana", "Ana");
  ana.site = edge.site;
  ana.bot_key = bot_key;
  return ana;
}

/** A conversation in which a visitor said this, over plain HTTP. */
async function chat(...texts) {
  const visitor = await Visitor.open(edge);
  for (const text of texts) await post(visitor, { type: "say", text });
  return visitor;
}

async function post(visitor, frame) {
  const answer = await edge.post(`${visitor.path}/frames`, { client_id: newId(), ...frame }, visitor.token);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.frames[0]?.type, "ack", answer.text);
}

const ask = (agent, parameters = {}) =>
  edge.call("GET", `/api/v1/console/conversations?${new URLSearchParams(parameters)}`, undefined, null, {
    cookie: agent.cookie,
  });

async function page(agent, parameters) {
  const answer = await ask(agent, parameters);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

async function list(agent, parameters) {
  return (await page(agent, parameters)).conversations;
}

const ids = (conversations) => conversations.map((past) => past.conversation);
const sorted = (visitors) => visitors.map((v) => v.conversation).sort();

/** Once the history has heard of all of these. */
const recorded = (agent, q, visitors) =>
  until(`${q} in the history`, async () => {
    const found = ids(await list(agent, { q }));
    return visitors.every((v) => found.includes(v.conversation));
  });

/** All pages. */
async function pages(agent, parameters, between = async () => {}) {
  const all = [];
  let after;
  do {
    const { conversations, next } = await page(agent, after ? { ...parameters, after } : parameters);
    assert.ok(conversations.length <= 50);
    all.push(...ids(conversations));
    after = next;
    if (after) await between();
  } while (after);
  return all;
}

test("R-070: a conversation is listed from its first words on, as it stands; one without a word is not", async () => {
  const ana = await office();
  await ana.sit();
  const silent = await Visitor.open(edge);
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("My parcel arrived with a broken lantern");
  const atBot = await until("it at the bot", async () => (await list(ana, { lead: "bot" }))[0]);
  assert.equal(atBot.conversation, visitor.conversation);
  assert.equal(atBot.handed_off, false);
  visitor.act("ask_human");
  const offer = await ana.offered(visitor.conversation);
  await until("it waiting", async () => (await list(ana, { lead: "waiting" })).length === 1);
  await ana.accept(offer);
  await ana.read(visitor.conversation);
  const held = await until("it at Ana", async () => (await list(ana, { lead: "human", agent: "ana" }))[0]);
  assert.deepEqual(held.agent, ["ana", "Ana"]);
  ana.act("close", { text: "A new one is on its way." });
  await visitor.state("closed");
  visitor.act("rate", { score: 5, comment: "splendid" });
  const closed = await until("its rating", async () =>
    (await list(ana, { lead: "closed" })).find((past) => past.rating === 5));
  assert.ok(closed.handed_off && closed.opened <= closed.updated && closed.summary.includes("lantern"));
  assert.equal((await list(ana, { agent: "ben" })).length, 0);
  assert.equal((await list(ana, { department: "billing" })).length, 0);
  assert.equal((await list(ana, { q: "splendid", tier: closed.tier })).length, 1);
  assert.ok(!ids(await list(ana)).includes(silent.conversation));
  ana.desk.close();
});

test("words, phrases, beginnings, notes, umlauts and scripts without spaces are found, and where they stand", async () => {
  const ana = await office();
  const lantern = await chat("The lantern is broken", "I want a refund for it, Müller is my name");
  const refund = await chat("A broken refund form, and no lantern at all", "Crème brûlée, 请尽快退款");
  await recorded(ana, "lantern", [lantern, refund]);
  await recorded(ana, "muller", [lantern]);
  await recorded(ana, "creme", [refund]);
  const found = async (q) => ids(await list(ana, { q })).sort();
  const both = sorted([lantern, refund]);
  // All words, though in different messages.
  assert.deepEqual(await found("refund broken lantern"), both);
  assert.deepEqual(await found("refund müller"), [lantern.conversation]);
  assert.deepEqual(await found('"broken refund"'), [refund.conversation]);
  assert.deepEqual(await found('"refund broken"'), []);
  assert.deepEqual(await found("lant"), both);
  assert.deepEqual(await found("lant broken"), [], "only the last word may be a beginning");
  assert.deepEqual(await found("MULLER"), [lantern.conversation]);
  assert.deepEqual(await found("brulee"), [refund.conversation]);
  assert.deepEqual(await found("Mu\u0308ller"), [lantern.conversation]);
  assert.deepEqual(await found("退款"), [refund.conversation]);
  assert.deepEqual(await found("款退"), []);
  const [past] = await list(ana, { q: "müll" });
  assert.ok(past.found.snippet.includes("\u0002Müller\u0003"), past.found.snippet);
  const log = (await lantern.log()).entries;
  assert.match(log.find((e) => e.seq === past.found.entry).body.text, /Müller/);

  await ana.read(refund.conversation);
  ana.act("note", { text: "knows our founder Wilhelmina" });
  const noted = await until("the note", async () => (await list(ana, { q: "wilhelmina" }))[0]);
  assert.equal(noted.conversation, refund.conversation);
  assert.equal(noted.found.entry, undefined);
});

test("hostile words are words, and what is malformed is refused with what is allowed", async () => {
  const ana = await office();
  const visitor = await chat("near miss, and or not: 1=1 -- DROP TABLE texts");
  await recorded(ana, "miss", [visitor]);
  for (const q of ['" OR 1=1 --', "1=1", "NEAR(miss)", "text:", "AND OR NOT", "^near", "miss*", '"near miss', "drop table"]) {
    const answer = await ask(ana, { q });
    assert.equal(answer.status, 200, `${q}: ${answer.text}`);
  }
  for (const q of ["NEAR(", "*", '"', "((((", "-", "\u0000", "{a b}:", "' UNION SELECT * FROM conversations", "🙂", "%"]) {
    const answer = await ask(ana, { q });
    assert.equal(answer.status, 200, `${q}: ${answer.text}`);
  }
  assert.deepEqual(ids(await list(ana, { q: '" OR 1=1 --' })), [], "a phrase that stands nowhere");
  assert.deepEqual(ids(await list(ana, { q: "not:" })), [visitor.conversation]);
  for (const [parameters, says] of [
    [{ q: "x".repeat(10_000) }, /^q: at most 200 characters/],
    [{ q: "a ".repeat(20) }, /^q: at most 16 words, not 20/],
    [{ lead: "everybody" }, /^lead: bot, waiting, human or closed/],
    [{ tier: "9" }, /^tier: critical, high, standard or low/],
    [{ agent: "../ana" }, /^agent: /],
    [{ like: "a/b" }, /^like: a conversation's id/],
    [{ after: "1; DROP" }, /^after: what the page before gave/],
    [{ limit: "5" }, /^limit: there is no such parameter/],
  ]) {
    const answer = await ask(ana, parameters);
    assert.deepEqual([answer.status, answer.body.error.code], [400, "malformed"], answer.text);
    assert.match(answer.body.error.message, says);
  }
});

test("pages have no doubles and leave nothing out that was there, while new ones come in", async () => {
  const ana = await office();
  const all = await Promise.all(Array.from({ length: 120 }, (_, n) => chat(`teapot number ${n}`)));
  // Until the assistant has answered all and the history has heard of it: what changes goes to the front.
  let before;
  await until("all of them, and rest", async () => {
    const now = await pages(ana);
    const rests = now.length === all.length && now.join() === before;
    before = now.join();
    return rests || sleep(6_000).then(() => false);
  }, 90_000);
  let more = 0;
  const another = async () => {
    const visitor = await chat(`teapot teapot ${(more += 1)}`, "and a second teapot");
    await recorded(ana, "second", [visitor]);
  };
  for (const parameters of [{}, { q: "teapot" }, { q: "teapot number" }]) {
    const seen = await pages(ana, parameters, another);
    assert.equal(new Set(seen).size, seen.length, "a double");
    for (const { conversation } of all) assert.ok(seen.includes(conversation), "left out");
  }
});

test("invariant 6: a site's conversations are nobody else's, in lists, by id, and with a key", async () => {
  const ana = await office();
  const mine = await chat("a secret about umbrellas");
  await recorded(ana, "umbrellas", [mine]);
  const other = await office();
  assert.deepEqual(await list(other, {}), []);
  assert.deepEqual(await list(other, { q: "umbrellas" }), []);
  assert.deepEqual(await list(other, { like: mine.conversation }), []);
  assert.deepEqual(await list(other, { customer_of: mine.conversation }), []);
  const read = (agent) =>
    edge.call("GET", `/api/v1/console/conversations/${mine.conversation}`, undefined, null, { cookie: agent.cookie });
  assert.equal((await read(other)).status, 404);
  assert.equal((await read({ cookie: "" })).status, 401);
  assert.equal((await ask({ cookie: "" })).status, 401);
  const card = (site, key) =>
    edge.call("GET", `/api/v1/sites/${site}/conversations/${mine.conversation}/card`, undefined, key);
  assert.equal((await card(ana.site.site, other.bot_key)).status, 401);
  assert.equal((await card(other.site.site, other.bot_key)).status, 404);
  assert.equal((await card(ana.site.site, "")).status, 401);
  assert.equal((await card(ana.site.site, ana.bot_key)).status, 200);
});

test("R-069: a customer's past conversations, by an address or an account that the site vouched for, or an address they gave", async () => {
  const ana = await office();
  const known = async (visitor, email, id) => {
    const answer = await edge.call("PUT", `${visitor.path}/customer`, { email, id }, ana.bot_key);
    assert.equal(answer.status, 200, answer.text);
  };
  const [first, second, third, fourth] = [
    await chat("the first kettle"),
    await chat("the second kettle"),
    await chat("the third kettle, I am at mara@shop.example"),
    await chat("the fourth kettle"),
  ];
  await known(first, "Mara@Shop.example");
  await known(second, "mara@shop.example", "u-7");
  await known(fourth, "other@shop.example");
  const past = async (visitor) => ids(await list(ana, { customer_of: visitor.conversation })).sort();
  await until("hers", async () => (await past(first)).length === 2);
  assert.deepEqual(await past(first), sorted([second, third]));
  assert.deepEqual(await past(third), sorted([first, second]));
  assert.deepEqual(await past(fourth), []);
  assert.deepEqual(await list(ana, { customer_of: "nobody" }), []);
  // Another address, but the same account.
  await known(fourth, "other@shop.example", "u-7");
  await until("the account's", async () => (await past(fourth)).length === 1);
  assert.deepEqual(await past(fourth), [second.conversation]);
  assert.deepEqual(await past(second), sorted([first, third, fourth]));
});

test("R-067, R-068: like this one are closed ones that went well and began with such a question, with what helped", async () => {
  const ana = await office();
  await ana.sit();
  const over = async (words, score, reason = "solved") => {
    const visitor = await Visitor.open(edge);
    await visitor.join();
    await visitor.said(words);
    visitor.act("ask_human");
    await ana.accept(await ana.offered(visitor.conversation));
    await ana.read(visitor.conversation);
    ana.act("say", { text: "One of the two charges goes back to your card." });
    ana.act("close", { text: "Done.", reason });
    await visitor.state("closed");
    visitor.act("rate", { score });
    await visitor.entry("the rating", (e) => e.body.type === "rated");
    visitor.socket.close();
    return visitor;
  };
  const good = await over("I was charged twice for my lantern subscription", 5);
  const bad = await over("I was charged twice for my lantern subscription again", 1);
  const open = await over("I was charged twice for my lantern subscription, once more", 5, "not_solved");
  const away = await over("Where can I park near the shop in Lisbon", 5);
  const now = await chat("Why was I charged twice for the subscription of my lantern?");
  await recorded(ana, "subscription", [good, bad, open, now]);
  // The ratings come some seconds after the closing words.
  const found = await until("the one like it", async () => {
    const found = await list(ana, { like: now.conversation });
    return found.length === 1 ? found : null;
  });
  const like = ids(found);
  assert.deepEqual(like, [good.conversation]);
  assert.equal(found[0].helped, "One of the two charges goes back to your card.");
  const stood = (await list(ana, { q: "subscription" })).find((p) => p.conversation === open.conversation);
  assert.deepEqual([stood.closed_as, stood.helped], ["not_solved", undefined]);
  assert.ok(!like.includes(away.conversation));
  assert.deepEqual(await list(ana, { like: "nobody" }), []);
  ana.desk.close();
});

test("R-060: the card is received over the API and in the console, the log in pages", async () => {
  const ana = await office();
  const visitor = await chat("My order 48213 did not come");
  const path = `/api/v1/sites/${edge.site.site}/conversations/${visitor.conversation}/card`;
  const card = await until("the card", async () => {
    const answer = await edge.call("GET", path, undefined, ana.bot_key);
    return answer.body.question ? answer.body : null;
  });
  assert.equal(card.version, 3);
  assert.equal(card.question.text, "My order 48213 did not come");
  const console_path = `/api/v1/console/conversations/${visitor.conversation}`;
  const read = (more = "") => edge.call("GET", console_path + more, undefined, null, { cookie: ana.cookie });
  const whole = (await read()).body;
  assert.deepEqual(whole.card, whole.state.card);
  assert.deepEqual(whole.entries.map((e) => e.seq), whole.entries.map((_, n) => n + 1));
  assert.equal(whole.next, undefined);
  const rest = (await read("?after_seq=1")).body;
  assert.equal(rest.entries[0]?.seq ?? 2, 2);
  for (const bad of ["?after_seq=x", "?after_seq=-1", "?page=2"]) {
    const answer = await read(bad);
    assert.deepEqual([answer.status, answer.body.error.code], [400, "malformed"]);
  }
  assert.equal((await edge.call("GET", "/api/v1/console/conversations/nobody", undefined, null, { cookie: ana.cookie })).status, 404);
});

test("any agent of the site may watch a conversation that is at the bot or closed, and speaks in none that is not theirs", async () => {
  const ana = await office();
  const ben = await Agent.signIn(edge, "ben", "Ben");
  await ana.sit();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("Is anybody reading this?");
  assert.equal((await ben.read(visitor.conversation)).state.stage.stage, "bot");
  const refused = async () => {
    const client_id = ben.act("say", { text: "me" });
    return (await ben.socket.take("no", (f) => f.type === "refused" && f.client_id === client_id)).code;
  };
  assert.equal(await refused(), "not_yours");
  const seq = await visitor.said("Hello?");
  await ben.socket.take("what is said", (f) => f.type === "entry" && f.entry.seq === seq);
  visitor.act("ask_human");
  await ana.accept(await ana.offered(visitor.conversation));
  await ana.read(visitor.conversation);
  ana.act("close", { text: "Bye." });
  await visitor.state("closed");
  assert.equal((await ben.read(visitor.conversation)).state.stage.stage, "closed");
  assert.equal(await refused(), "not_yours");
  ana.desk.close();
});

test("R-190: what was said right before kill -9 is in the history after it, once", async () => {
  const ana = await office();
  const before = await chat("the walrus before");
  await recorded(ana, "walrus", [before]);
  const visitors = [];
  for (let n = 0; n < 5; n += 1) visitors.push(await chat(`the walrus sentence ${n}`, "and another walrus"));
  await sleep(20);
  await edge.kill();
  await edge.run();
  // Nobody says anything more: the alarms that were set do it. One that was lost with a call comes after 30 s.
  await until("all of them", async () => {
    const found = ids(await list(ana, { q: "another walrus" }));
    return visitors.every((v) => found.includes(v.conversation));
  }, 60_000);
  const seen = await pages(ana, { q: "walrus" });
  assert.equal(new Set(seen).size, 6);
  assert.equal(seen.length, 6);
});

test("a thousand conversations are searched in milliseconds", async () => {
  const ana = await office({ assistant: "external" });
  const words = ["lantern", "kettle", "umbrella", "refund", "parcel", "invoice", "sleeve", "walrus", "button", "garden"];
  const said = (n) => `${words[n % 10]} ${words[(n * 7 + 3) % 10]} about order ${10_000 + n}, please help me with it`;
  const started = Date.now();
  for (let n = 0; n < 1_000; n += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => chat(said(n + i))));
  }
  const count = async () => (await pages(ana, {})).length;
  await until("all thousand", async () => (await count()) === 1_000, 120_000);
  console.log(`1,000 conversations said and recorded in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
  for (const q of ["order", "lantern refund", '"about order"', "10042", "pl"]) {
    const times = [];
    for (let n = 0; n < 20; n += 1) {
      const begun = performance.now();
      const { conversations } = await page(ana, { q });
      times.push(performance.now() - begun);
      assert.ok(conversations.length > 0, q);
    }
    times.sort((a, b) => a - b);
    console.log(`search ${JSON.stringify(q)}: median ${times[10].toFixed(1)} ms, slowest ${times[19].toFixed(1)} ms`);
    assert.ok(times[10] < 250, `${q}: ${times[10]} ms`);
  }
  assert.equal((await pages(ana, { q: "order" })).length, 500);
});

test("R-141: a ticket number opens its conversation however it is typed; words that only look like one are words", async () => {
  const ana = await office();
  const lantern = await chat("The lantern is broken");
  const other = await chat("My treatment with the lantern oil went wrong");
  await recorded(ana, "lantern", [lantern, other]);
  const path = `/api/v1/console/conversations/${lantern.conversation}`;
  const { ticket } = (await edge.call("GET", path, undefined, null, { cookie: ana.cookie })).body.state;
  assert.match(ticket, /^T-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  const bare = ticket.replaceAll("-", "");
  for (const typed of [ticket, ticket.toLowerCase(), `#${ticket}`, bare, ` ${bare.toLowerCase()} `]) {
    assert.deepEqual(ids(await list(ana, { q: typed })), [lantern.conversation], typed);
  }
  assert.deepEqual(ids(await list(ana, { q: ticket, lead: "closed" })), []);
  // Nine letters that could be a number: there is no such conversation, so they are looked for as words.
  assert.deepEqual(ids(await list(ana, { q: "treatment" })), [other.conversation]);
});
