// R-135 in a real workerd: what customers do by themselves through a site's own endpoint. The request is signed and made
// once; whatever the endpoint does, the customer is told kindly and has a way on; a person is there at any moment.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { endpoint } from "../../docs/examples/self-service.mjs";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, sleep, until } from "../support/edge.mjs";

const KEY = Buffer.from("canary-5d20c1-canary-5d20c1!");
const SECRET = `whsec_${KEY.toString("base64")}`;
const SAID = "Your parcel is with the carrier.";

let edge;
let shop;
before(async () => {
  shop = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    shop.requests.push({ url: request.url, method: request.method, headers: request.headers, body });
    await shop.behave(response, request);
  });
  shop.requests = [];
  await new Promise((done) => shop.listen(0, "127.0.0.1", done));
  shop.origin = `http://127.0.0.1:${shop.address().port}`;
  edge = await Edge.start({ secrets: { WARMLINE_ALLOW_LOCAL: "1" } });
  await site();
});
after(async () => {
  shop?.closeAllConnections();
  shop?.close();
  await edge?.stop();
});
beforeEach(() => {
  shop.requests = [];
  shop.behave = json({ text: SAID });
});

const json = (value) => (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
};

const action = (id, name, more) => ({
  id, name, phrases: [name.replace("?", "")], for_whom: "anybody", url: `${shop.origin}/${id}`, deadline: 1_000, ...more,
});

async function site(origin = shop.origin, more = {}) {
  const self_service = [
    action("order", "Where is my order?", { needs: ["order_number"], url: `${origin}/order` }),
    action("password", "Reset my password", {
      needs: ["email"], changes: true, for_whom: "address_on_record", url: `${origin}/password`,
      deadline: 8_000,
    }),
    action("account", "Show my account", { for_whom: "verified" }),
  ];
  const secrets = Object.fromEntries(self_service.map(({ id }) => [id, SECRET]));
  return edge.setUp({ settings: { self_service, ...more }, self_service_secrets: secrets });
}

/** The text of an entry, whatever it is. */
const textOf = ({ body }) => body.text ?? "";
const said = (visitor, words, ms) =>
  visitor.socket.take(`"${words}"`, (f) => f.type === "entry" && textOf(f.entry).includes(words), ms).then((f) => f.entry);
const offered = (visitor, words, ms) =>
  visitor.socket.take(
    `the offer "${words}"`,
    (f) => f.type === "entry" && f.entry.body.type === "offer" && textOf(f.entry).includes(words),
    ms,
  ).then((f) => f.entry);
const pick = (visitor, offer, choice, article) =>
  visitor.act("answer_offer", { offer: offer.seq, choice, ...(article ? { article } : {}) });

async function open() {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  return visitor;
}

/** A customer who asked for their order, up to what comes of it. */
async function ordered(text = "where is my order 4711") {
  const visitor = await open();
  visitor.say(text);
  const offer = await offered(visitor, "I can try to do that for you");
  pick(visitor, offer, "article", "order");
  return visitor;
}

const stage = (visitor, stage, ms) =>
  visitor.socket.take(`the stage ${stage}`, (f) => f.type === "state" && f.state.stage === stage, ms);

test("R-135: the endpoint is asked once, signed, byte for byte as documented", async () => {
  const visitor = await ordered();
  const answer = await said(visitor, SAID);
  assert.equal(textOf(answer), `Our system says about \u201cWhere is my order?\u201d:\n\n${SAID}`);
  const [request, ...more] = shop.requests;
  assert.equal(more.length, 0);
  const { conversation } = visitor;
  assert.deepEqual([request.method, request.url], ["POST", "/order"]);
  assert.equal(
    request.body,
    `{"action":"order","conversation":"${conversation}","customer":{"verified":false},"facts":{"order_number":"4711"}}`,
  );
  const { headers } = request;
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers.accept, "application/json");
  assert.equal(headers["idempotency-key"], `${conversation}/1`);
  assert.equal(headers["webhook-id"], headers["idempotency-key"]);
  const time = headers["webhook-timestamp"];
  assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 30, time);
  const signature = createHmac("sha256", KEY).update(`${headers["webhook-id"]}.${time}.${request.body}`).digest("base64");
  assert.equal(headers["webhook-signature"], `v1,${signature}`);
});

test("R-135: what is missing is asked, a wrong answer again; solved closes the conversation", async () => {
  const visitor = await ordered("where is my order");
  await said(visitor, "Which order, booking or invoice");
  visitor.say("hm well");
  await said(visitor, "Nothing is lost");
  visitor.say("4711");
  const closing = await offered(visitor, "Did that resolve your issue, or would you like me to arrange a follow-up");
  assert.deepEqual(closing.body.choices.map(({ kind, label }) => [kind, label]), [
    ["stay", "Yes, that solved it"],
    ["connect", "Arrange a follow-up"],
  ]);
  pick(visitor, closing, "stay");
  await stage(visitor, "closed");
});

test("R-135: a follow-up is a handoff, with what was tried and what it said on the agent's card", async () => {
  shop.behave = json({ text: SAID, facts: [{ label: "Carrier", value: "North <b>Post</b>" }] });
  const ana = await Agent.signIn(edge, "ana", "Ana Silva");
  await ana.sit();
  const visitor = await ordered();
  const closing = await offered(visitor, "Did that resolve");
  pick(visitor, closing, "connect");
  const offer = await ana.offered(visitor.conversation);
  await ana.accept(offer);
  const { state } = await ana.read(visitor.conversation);
  assert.deepEqual(
    state.card.profile.map(({ label, value, source }) => [label, value, source]),
    [
      ["Told the customer", SAID, "Self-service: Where is my order?"],
      ["Carrier", "North <b>Post</b>", "Self-service: Where is my order?"],
    ],
  );
  assert.equal(state.card.attempts.at(-1).article.title, "Where is my order?");
  ana.desk.send({ type: "set_status", status: "offline" });
  await ana.view("that she is gone", (view) => view.me.status === "offline");
  ana.desk.close();
});

const FAILS = {
  "400": (response) => response.writeHead(400).end("{}"),
  "401": (response) => response.writeHead(401).end(),
  "404": (response) => response.writeHead(404).end(),
  "429": (response) => response.writeHead(429, { "retry-after": "1" }).end(),
  "500": (response) => response.writeHead(500).end(`{"text":"${SECRET}"}`),
  "redirect": (response, request) => response.writeHead(307, { location: request.url }).end(),
  "time-out": async (response) => {
    await sleep(3_000);
    json({ text: "late" })(response);
  },
  "hangs up": (response) => response.destroy(),
  "half of some JSON": (response) => response.end('{"text":"On its'),
  "a page": (response) => response.end("<!doctype html><title>Sign in</title>"),
  "no text": json({ message: "fine" }),
  "ten megabytes": (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.on("error", () => {});
    const part = Buffer.alloc(256 * 1024, 0x20);
    for (let n = 0; n < 40 && !response.destroyed; n += 1) response.write(part);
    response.end("{}");
  },
};

test("R-135: whatever the endpoint does instead, the customer is told kindly, once, and has a way on", async () => {
  for (const [name, behave] of Object.entries(FAILS)) {
    shop.requests = [];
    shop.behave = behave;
    const visitor = await ordered();
    const offer = await offered(visitor, "our system could not do that", 15_000);
    const labels = offer.body.choices.map(({ label }) => label);
    assert.deepEqual(labels, ["Try once more", "Arrange a follow-up", "Not now"], name);
    assert.equal(shop.requests.length, 1, name);
    if (name === "500") {
      // Asked to, it is tried once more: another request under the same key.
      shop.behave = json({ text: SAID });
      pick(visitor, offer, "article", "order");
      await said(visitor, SAID);
      const keys = shop.requests.map(({ headers }) => headers["idempotency-key"]);
      assert.deepEqual(keys, [keys[0], keys[0]]);
    } else {
      pick(visitor, offer, "connect");
      await stage(visitor, "waiting");
    }
    visitor.socket.close();
  }
});

test("R-135: a reason is told as the system's words, and hostile text is text", async () => {
  shop.behave = json({ failed: "No such order.\n\u202E<img src=x onerror=alert(1)> card 4111 1111 1111 1111" });
  const visitor = await ordered();
  const reason = textOf(await said(visitor, "No such order."));
  assert.ok(reason.startsWith("Our system could not do that."), reason);
  assert.ok(reason.includes("<img src=x onerror=alert(1)>") && !reason.includes("\u202E") && !reason.includes("4111"));
  shop.behave = json({ text: "x".repeat(50_000) });
  const long = textOf(await said(await ordered(), "xxxx"));
  assert.ok([...long].length < 1_200, `${[...long].length}`);
});

test("R-001, R-135: Talk to a Human works at once in the middle of it", async () => {
  shop.behave = async (response) => {
    await sleep(600);
    json({ text: SAID })(response);
  };
  const asked = await ordered("where is my order");
  await said(asked, "Which order, booking or invoice");
  asked.act("ask_human");
  await stage(asked, "waiting");
  const running = await ordered();
  await until("the endpoint to be asked", () => shop.requests.length > 0);
  running.act("ask_human");
  await stage(running, "waiting");
  // What comes of it is not lost.
  await said(running, SAID);
});

test("R-135: what is for vouched customers is never run for a stranger", async () => {
  const visitor = await open();
  visitor.say("show my account");
  await sleep(1_500);
  assert.deepEqual(shop.requests, []);
  const offer = visitor.socket.frames.find((f) => f.type === "entry" && textOf(f.entry).includes("I can try to do that"));
  assert.equal(offer, undefined);
});

test("R-135: kill -9 in the middle: the customer is told, and nothing is run twice by itself", async () => {
  shop.behave = async (response) => {
    await sleep(20_000);
    json({ text: "late" })(response);
  };
  const visitor = await open();
  visitor.say("reset my password, mia@shop.example");
  const offer = await offered(visitor, "I can try to do that for you");
  pick(visitor, offer, "article", "password");
  await until("the endpoint to be asked", () => shop.requests.length > 0);
  await edge.kill();
  await edge.run();
  await visitor.join();
  const told = (entries) => entries.find((entry) => textOf(entry).includes("I can not say whether it was done"));
  const known = told(visitor.welcome.entries) ?? (await offered(visitor, "I can not say whether it was done", 30_000));
  assert.equal(shop.requests.length, 1);
  const first = shop.requests[0];
  shop.behave = json({ text: "A link is on its way to you." });
  pick(visitor, known, "article", "password");
  await said(visitor, "A link is on its way");
  assert.equal(shop.requests.length, 2);
  assert.equal(shop.requests[1].headers["idempotency-key"], first.headers["idempotency-key"]);
  assert.equal(shop.requests[1].body, first.body);
});

test("R-135: after hours it is an option, with buttons while they keep their place", async () => {
  // Open for an hour, three days from now: closed at this moment, whenever this runs.
  const day = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
  await site(shop.origin, { hours: { zone: "UTC", week: { [day.toLowerCase()]: ["09:00-10:00"] } } });
  const visitor = await open();
  visitor.act("ask_human");
  const offline = await visitor.socket.take(
    "the options",
    (f) => f.type === "state" && f.state.options?.choices?.some(({ kind }) => kind === "self_service"),
  );
  assert.equal(offline.state.stage, "waiting");
  visitor.act("choose", { alternative: "self_service" });
  const which = await offered(visitor, "I can try these for you here");
  assert.deepEqual(which.body.choices.map(({ article }) => article ?? null), ["order", "password", null]);
  await visitor.socket.take("the open offer", (f) => f.type === "state" && f.state.open_offer === which.seq);
  pick(visitor, which, "article", "order");
  await said(visitor, "Which order, booking or invoice");
  visitor.say("4711");
  const closing = await offered(visitor, "Did that resolve");
  pick(visitor, closing, "stay");
  await stage(visitor, "closed");
  await site();
});

test("R-135: the example of the documentation serves, and does a thing once for each key", async () => {
  const server = endpoint(SECRET);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  try {
    await site(origin);
    await said(await ordered(), "Your parcel is with the carrier.");
    await said(await ordered("where is my order 9999"), "There is no order with this number.");
    const body = JSON.stringify({ action: "password", facts: { email: "mia@shop.example" } });
    const time = Math.floor(Date.now() / 1000);
    const sign = (key) => createHmac("sha256", key).update(`c/1.${time}.${body}`).digest("base64");
    const post = (signature) =>
      fetch(`${origin}/password`, {
        method: "POST",
        body,
        headers: {
          "webhook-id": "c/1", "webhook-timestamp": String(time), "webhook-signature": `v1,${signature}`, "idempotency-key": "c/1",
        },
      });
    assert.deepEqual([(await post(sign(KEY))).status, (await post(sign(KEY))).status], [200, 200]);
    assert.deepEqual(server.sent, ["mia@shop.example"]);
    assert.equal((await post(sign(Buffer.alloc(28)))).status, 401);
  } finally {
    server.closeAllConnections();
    server.close();
    await site();
  }
});

test("R-135: the secret is with the site's object only, and in no log", async () => {
  const stored = readdirSync(join(edge.dir, "state"), { recursive: true }).filter((file) => file.includes("sqlite"));
  const holders = stored.filter((file) => readFileSync(join(edge.dir, "state", file)).includes(SECRET));
  assert.ok(holders.length > 0 && holders.every((file) => file.includes("SiteDo")), holders.join());
  assert.ok(!edge.log.includes("whsec_"));
});
