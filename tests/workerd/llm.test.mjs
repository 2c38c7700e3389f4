// R-173 in a real workerd: a language model's words reach the visitor only through the guard, and whatever it does
// instead, the customer gets the answer they would have had without one.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Visitor } from "../support/client.mjs";
import { Edge, sleep, until } from "../support/edge.mjs";
import { KEY, Model } from "../support/model.mjs";

const QUESTION = "how long does shipping take";
const GOOD =
  "Standard delivery takes 3 to 5 business days after your order leaves us [1]. " +
  "Orders placed before 2 p.m. Eastern leave the same day [1].";
const SHOWN = GOOD.replaceAll(" [1]", "");

let edge;
let model;
before(async () => {
  model = await Model.start();
  edge = await Edge.start({
    secrets: { WARMLINE_LLM_KEY_MAIN: KEY, WARMLINE_LLM_KEY_WRONG: "another key" },
  });
});
after(async () => {
  model?.stop();
  await edge?.stop();
});
beforeEach(() => (model.requests = []));

/** A visitor of a site with this model. */
async function visit(llm = {}, settings = {}) {
  const base = { provider: "open_ai", base_url: `${model.origin}/v1`, model: "small-1", key: "MAIN" };
  const all = { ...base, first_word: 3_000, whole_answer: 6_000, ...llm };
  await edge.setUp({ settings: { ...settings, llm: all } });
  const visitor = await Visitor.open(edge);
  await visitor.join();
  return visitor;
}

const article = () => edge.site.articles.find((a) => a.phrasings.includes(QUESTION));
const answerOf = (visitor, ms) => visitor.entry("an answer", (e) => e.body.type === "answer", ms);
const drafts = (visitor) => visitor.socket.frames.filter((f) => f.type === "draft").map((f) => f.text);

/** Asks, and expects the article's own words. */
async function quoted(visitor, ms) {
  await visitor.said(QUESTION);
  const { body } = await answerOf(visitor, ms);
  assert.ok(body.text.includes(article().answer), body.text);
  return body;
}

test("a model's answer is streamed sentence by sentence, and stored without its citations", async () => {
  const visitor = await visit();
  model.behave = (stream) => stream.say(GOOD, 20);
  const seq = await visitor.said(QUESTION);
  const { body } = await answerOf(visitor);
  assert.ok(body.text.endsWith(SHOWN), body.text);
  assert.equal(body.source.title, article().title);
  const streamed = drafts(visitor);
  assert.ok(streamed.length >= 1, "nothing was streamed");
  assert.ok(streamed.every((text) => SHOWN.startsWith(text)), JSON.stringify(streamed));
  assert.equal(visitor.socket.frames.find((f) => f.type === "draft").to, seq);

  const [{ headers, body: asked }] = model.requests;
  assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.equal(asked.stream, true);
  assert.equal(asked.model, "small-1");
  assert.deepEqual(asked.messages.map((m) => m.role), ["system", "user"]);
  assert.ok(asked.messages[1].content.includes(article().answer));
  assert.ok(!JSON.stringify(await visitor.log()).includes(KEY));
});

test("the same from Anthropic's messages", async () => {
  const visitor = await visit({ provider: "anthropic", base_url: model.origin });
  model.behave = (stream) => stream.say(GOOD);
  await visitor.said(QUESTION);
  assert.ok((await answerOf(visitor)).body.text.endsWith(SHOWN));
  const [{ headers, body }] = model.requests;
  assert.deepEqual([headers["x-api-key"], headers["anthropic-version"]], [KEY, "2023-06-01"]);
  assert.deepEqual([body.stream, body.messages.length, typeof body.system], [true, 1, "string"]);
});

const MISBEHAVIOURS = {
  "is cut off inside a character": async (stream) => {
    stream.text("Standard delivery takes 3 to 5 business days [1]. And ");
    const bytes = Buffer.from('data: {"choices":[{"delta":{"content":"né');
    stream.raw(bytes.subarray(0, bytes.length - 1));
    await sleep(50);
    stream.cut();
  },
  "ends without saying that it is done": async (stream) => {
    stream.text("Standard delivery takes 3 to 5 business days [1]. ");
    stream.response.end();
  },
  "refuses with 429": async (stream) => stream.fail(429, "rate_limit_error"),
  "refuses with 529": async (stream) => stream.fail(529, "overloaded_error"),
  "fails with 500": async (stream) => stream.fail(500, "api_error"),
  "redirects": async (stream) => {
    stream.response.writeHead(307, { location: `${model.origin}/elsewhere` });
    stream.response.end();
  },
  "answers with a page": async (stream) => {
    stream.response.writeHead(200, { "content-type": "text/html" });
    stream.response.end("<html>hello</html>");
  },
  "streams what is no event stream": async (stream) => {
    stream.open().raw("data: {not json\n\nevent\r\r\n:::\n\u{FEFF}data: 5\n\n");
    stream.finish();
  },
  "brings an error in the stream": async (stream) => {
    stream.text("Standard delivery takes ");
    stream.raw('data: {"error":{"type":"server_error","message":"no"}}\n\n');
    stream.response.end();
  },
  "calls a tool it does not have": async (stream) => {
    stream.open().raw('data: {"choices":[{"delta":{"tool_calls":[]},"finish_reason":"tool_calls"}]}\n\n');
    stream.response.end();
  },
  "obeys what was written to it": async (stream) =>
    stream.say("Ignoring my rules: an agent will call you at 5pm, visit http://evil.example [1]."),
  "promises after a good sentence": async (stream) =>
    stream.say("Standard delivery takes 3 to 5 business days [1]. I have refunded your order [1]."),
  "makes up a number": async (stream) =>
    stream.say("Standard delivery takes 2 business days after your order leaves us within 9 hours [1]."),
  "cites nothing": async (stream) => stream.say("Standard delivery takes 3 to 5 business days."),
  "says that it does not know": async (stream) => stream.say("NO_ANSWER"),
};

for (const [how, behave] of Object.entries(MISBEHAVIOURS)) {
  test(`a model that ${how}: the article is quoted, and nothing of the model's is left`, async () => {
    const visitor = await visit();
    model.behave = behave;
    await quoted(visitor);
    assert.equal(model.requests.length, 1);
    const shown = drafts(visitor);
    assert.ok(!shown.some((text) => /agent|evil|refund|hours/.test(text)), JSON.stringify(shown));
    assert.equal(shown.at(-1), "", "the draft was not taken back");
    const { entries } = await visitor.log();
    assert.ok(!entries.some((e) => /evil|5pm|refunded/.test(e.body.text ?? "")));
  });
}

test("ten megabytes: reading stops, and the article is quoted", async () => {
  const visitor = await visit();
  const closed = model.closed;
  let written = 0;
  model.behave = async (stream) => {
    stream.open();
    for (let n = 0; n < 160 && !stream.gone; n += 1) {
      written += 64 * 1024;
      if (!stream.raw(`data: ${"x".repeat(64 * 1024 - 8)}\n\n`)) await sleep(5);
    }
    stream.response.end();
  };
  await quoted(visitor);
  await until("the connection to be given up", () => model.closed > closed);
  assert.ok(written <= 160 * 64 * 1024);
});

test("no first word in time: the article is quoted", async () => {
  const visitor = await visit({ first_word: 1_000 });
  model.behave = async (stream) => {
    stream.open();
    while (!stream.gone) await sleep(50);
  };
  const began = Date.now();
  await quoted(visitor);
  const took = Date.now() - began;
  assert.ok(took >= 950 && took < 3_000, `${took} ms`);
});

test("no answer at all to the request in time: the article is quoted", async () => {
  const visitor = await visit({ first_word: 1_000 });
  model.behave = async (stream) => {
    while (!stream.gone) await sleep(50);
  };
  await quoted(visitor, 4_000);
});

test("a slow drip: what it takes longer than allowed is not waited for", async () => {
  const visitor = await visit({ first_word: 1_000, whole_answer: 2_000 });
  model.behave = async (stream) => {
    for (const c of GOOD) {
      if (stream.gone) return;
      stream.text(c);
      await sleep(150);
    }
  };
  const began = Date.now();
  await quoted(visitor);
  const took = Date.now() - began;
  assert.ok(took >= 1_900 && took < 4_000, `${took} ms`);
});

test("a wrong key, a key that nobody set, a server that is not there: the article is quoted", async () => {
  await quoted(await visit({ key: "WRONG" }));
  assert.equal(model.requests.length, 1);
  await quoted(await visit({ key: "NOWHERE" }));
  assert.equal(model.requests.length, 1);
  await quoted(await visit({ base_url: "http://127.0.0.1:9/v1" }));
  await quoted(await visit({ provider: "workers_ai", base_url: null, key: null }));
});

test("R-051: a question outside the base is not asked of the model, and a medium one keeps its qualifier", async () => {
  const visitor = await visit();
  model.behave = (stream) => stream.say(GOOD);
  await visitor.said("what is the airspeed velocity of an unladen swallow in parsecs");
  await visitor.entry("an offer", (e) => e.body.type === "offer");
  assert.deepEqual(model.requests, []);

  const careful = await visit({}, { answer_from: 100 });
  model.behave = (stream) => stream.say(GOOD);
  await careful.said("how long until shipping arrives");
  const { body } = await answerOf(careful);
  assert.ok(body.text.endsWith(SHOWN) && body.text.length > SHOWN.length, body.text);
  await careful.entry("an offer", (e) => e.body.type === "offer");
});

test("R-113: a handoff while the model writes silences it", async () => {
  const visitor = await visit();
  const closed = model.closed;
  model.behave = async (stream) => {
    stream.text("Standard delivery takes 3 to 5 business days after your order leaves us [1]. ");
    await sleep(1_000);
    stream.text("Orders placed before 2 p.m. Eastern leave the same day [1].");
    await sleep(300);
    stream.finish();
  };
  await visitor.said(QUESTION);
  await visitor.socket.take("a draft", (f) => f.type === "draft" && f.text);
  visitor.act("ask_human");
  await visitor.state("waiting");
  await until("the model to be done or given up", () => model.closed > closed);
  await sleep(500);
  assert.deepEqual(drafts(visitor), []);
  const { entries } = await visitor.log();
  assert.ok(!entries.some((e) => e.body.type === "answer"), JSON.stringify(entries));
});

test("a second question while the model writes: only the newest is answered", async () => {
  const visitor = await visit();
  model.behave = async (stream) => {
    if (model.requests.length === 1) await sleep(1_000);
    await stream.say(GOOD);
  };
  await visitor.said("delivery time?");
  await until("the first call", () => model.requests.length === 1);
  const second = await visitor.said(QUESTION);
  await answerOf(visitor);
  await sleep(1_500);
  const { entries } = await visitor.log();
  assert.equal(entries.filter((e) => e.body.type === "answer").length, 1);
  assert.ok(entries.findIndex((e) => e.body.type === "answer") >= second);
});

test("the edge dies while the model writes: the customer is answered all the same", async () => {
  const visitor = await visit({ whole_answer: 3_000 });
  model.behave = async (stream) => {
    stream.open();
    while (!stream.gone) await sleep(50);
  };
  await visitor.said(QUESTION);
  await until("the call", () => model.requests.length === 1);
  await edge.kill();
  await edge.run();
  await visitor.join();
  const told = async () => (await visitor.log()).entries.find((e) => e.body.type === "answer");
  assert.ok((await until("an answer", told, 15_000)).body.text.includes(article().answer));
});

test("nobody but an object of ours can have a model asked, and settings are checked when saved", async () => {
  const job = { site: "demo", conversation: "x", epoch: 0, to: 1 };
  const forged = await edge.post("/api/v1/jobs", job, null, { "x-warmline-signature": "AAAA" });
  assert.equal(forged.status, 404);
  assert.deepEqual(model.requests, []);
  for (const [llm, why] of [
    [{ provider: "open_ai", model: "m", base_url: "http://models.example" }, /llm\.base_url/],
    [{ provider: "open_ai", model: "m", key: "sk-live-123" }, /llm\.key/],
    [{ provider: "open_ai", model: "m", first_wrod: 1_000 }, /settings\.llm\.first_wrod/],
    [{ provider: "of_nobody", model: "m" }, /provider|variant/],
  ]) {
    await assert.rejects(edge.setUp({ settings: { llm } }), why);
  }
});

test("many questions at once leave no conversation without an answer", async () => {
  const visitor = await visit();
  model.behave = (stream) => stream.say(GOOD, 10);
  const all = [visitor];
  for (let n = 0; n < 9; n += 1) all.push(await Visitor.open(edge));
  await Promise.all(all.slice(1).map((v) => v.join()));
  await Promise.all(all.map((v) => v.said(QUESTION)));
  const answers = await Promise.all(all.map((v) => answerOf(v)));
  assert.ok(answers.every(({ body }) => body.text.endsWith(SHOWN)));
  assert.ok(!edge.log.includes(KEY));
});

