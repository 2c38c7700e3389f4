// Bad input: a clear refusal, the conversation unharmed, others undisturbed.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { Agent, Socket, Visitor, newId } from "../support/client.mjs";
import { Edge, SECRET, SETUP_TOKEN, until } from "../support/edge.mjs";

let edge;
before(async () => (edge = await Edge.start({ site: { origins: ["https://shop.example"] } })));
after(() => edge?.stop());

const refusal = (socket) => socket.type("refused");

test("malformed, over-long, unknown, empty and early frames are refused by name, and the conversation goes on", async () => {
  const visitor = await Visitor.open(edge);
  const socket = await visitor.connect();
  await socket.type("welcome");
  const say = (text) => JSON.stringify({ type: "say", client_id: newId(), text });
  const cases = [
    ["not JSON {", "malformed"],
    ["[1,2,3]", "malformed"],
    ['{"type":"say","client_id":"a b","text":"x"}', "malformed"],
    ['{"type":"say","client_id":"k1","text":7}', "malformed"],
    ['{"type":"fly"}', "unknown_kind"],
    ['{"type":"hello","version":99,"after":0}', "unsupported_version"],
    [say("x".repeat(20_000)), "too_large"],
    [say("x".repeat(4_001)), "too_long"],
    [say("   "), "empty"],
    ['{"type":"answer_offer","client_id":"k2","offer":1,"choice":"connect"}', "offer_gone"],
    ['{"type":"cancel_wait","client_id":"k3"}', "not_now"],
    ['{"type":"rate","client_id":"k4","score":5}', "not_now"],
    ['{"type":"hand_back","client_id":"k5"}', "unknown_kind"],
    ['{"type":"answer_offer","client_id":"k6","offer":1,"choice":7}', "malformed"],
    ['{"type":"seen","seq":1e300}', "malformed"],
  ];
  for (const [frame, code] of cases) {
    socket.send(frame);
    const refused = await refusal(socket);
    assert.equal(refused.code, code, frame.slice(0, 60));
    assert.ok(refused.message.length > 10, refused.message);
  }
  socket.socket.send(Buffer.from([1, 2, 3]));
  assert.equal((await refusal(socket)).code, "malformed");
  assert.equal(await visitor.said("still here"), 1);
});

test("letters that grow and shrink when folded are a message like any other", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  for (const text of ["Ⱥ상담원연결해주세요é", "éȺ상담원", "ﬃ상담원İ", "ẞ人間ǆ"]) await visitor.said(text);
  const { entries } = await visitor.log();
  assert.deepEqual(entries.map((e) => e.seq), entries.map((_, n) => n + 1));
});

test("an outside bot's answer without bounds, and a body without an end, are refused", async () => {
  const visitor = await Visitor.open(edge);
  const { bot_key } = await edge.setUp(edge.site);
  const answer = (more) =>
    edge.post(`${visitor.path}/answers`, { epoch: 0, to: 1, text: "x", confidence: 1, ...more }, bot_key);
  assert.equal((await answer({ text: "x".repeat(4_001) })).status, 413);
  assert.equal((await answer({ confidence: 101 })).status, 400);
  // Nothing was asked: what answers it is not called stored.
  assert.deepEqual([(await answer({})).status, (await answer({})).body.error.code], [409, "not_now"]);
  const big = await edge.post(`/api/v1/sites/${edge.site.site}/conversations`, "x".repeat(4_000_000));
  assert.equal(big.status, 413);
});

test("nothing is taken before hello", async () => {
  const visitor = await Visitor.open(edge);
  const protocols = ["warmline.v1", `warmline.token.${visitor.token}`];
  const socket = new Socket(`${edge.ws}${visitor.path}/socket`, protocols);
  await socket.opened;
  socket.send({ type: "say", client_id: newId(), text: "early" });
  assert.equal((await refusal(socket)).code, "hello_first");
  assert.deepEqual((await visitor.log()).entries, []);
  socket.close();
});

test("forged, foreign, cut and empty tokens open nothing, over the socket and over HTTP", async () => {
  const [mine, other] = [await Visitor.open(edge), await Visitor.open(edge)];
  await mine.join();
  await mine.said("secret words");
  const [payload, signature] = mine.token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  claims.until += 1;
  const longer = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const bad = [
    other.token,
    `${longer}.${signature}`,
    `${payload}.${signature.slice(0, -2)}`,
    `${payload}.`,
    payload,
    "x",
    "",
  ];
  for (const token of bad) {
    const socket = await mine.connect(0, { token });
    const refused = await refusal(socket);
    assert.equal(refused.code, "unauthorized", token);
    assert.equal(socket.frames.length, 0);
    const hello = { type: "hello", version: 1, after: 0 };
    const answer = await edge.post(`${mine.path}/frames`, hello, token || "none");
    assert.deepEqual([answer.status, answer.body.error.code], [401, "unauthorized"]);
    assert.ok(!answer.text.includes("secret words"));
  }
});

test("a token that was good once is expired, and that is said", async () => {
  const visitor = await Visitor.open(edge);
  const signed = (claims) => {
    const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const mac = createHmac("sha256", SECRET).update(`visitor\0${payload}`).digest("base64url");
    return `${payload}.${mac}`;
  };
  const { site } = edge.site;
  const { conversation } = visitor;
  // The test signs as the edge does, or the next line would prove nothing.
  const good = await visitor.connect(0, { token: signed({ site, conversation, until: Date.now() + 60_000 }) });
  await good.type("welcome");
  const late = await visitor.connect(0, { token: signed({ site, conversation, until: Date.now() - 1 }) });
  assert.equal((await refusal(late)).code, "expired");
  await until("the close", () => late.closed === 4401);
});

test("a page of a foreign origin can neither open a conversation nor a socket; an allowed one can", async () => {
  for (const origin of ["https://evil.example", "http://shop.example", "https://shop.example.evil", "null"]) {
    await assert.rejects(Visitor.open(edge, { origin }), /^Error: 403/, origin);
  }
  const visitor = await Visitor.open(edge, { origin: "https://shop.example" });
  const foreign = { headers: { origin: "https://evil.example" } };
  // A browser is shown no status of a failed upgrade: it is told in a frame, and closed.
  const refused = await visitor.connect(0, foreign);
  assert.equal((await refusal(refused)).code, "foreign_origin");
  await until("the close", () => refused.closed === 4401);
  const socket = await visitor.connect(0, { headers: { origin: "https://shop.example" } });
  await socket.type("welcome");
  const path = `/api/v1/sites/${edge.site.site}/conversations`;
  const answer = await edge.post(path, {}, null, { origin: "https://shop.example" });
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://shop.example");
  assert.equal(answer.headers.get("access-control-allow-credentials"), null);
});

test("consoles: no session, another page, a spent link and a visitor's token are refused", async () => {
  const desk = (headers) => new Socket(`${edge.ws}/api/v1/console/desk`, ["warmline.v1"], headers).opened;
  await assert.rejects(desk({ origin: edge.origin }), /HTTP 401/);
  const cookie = await edge.signIn("ana", "Ana");
  await assert.rejects(desk({ cookie }), /HTTP 403/);
  await assert.rejects(desk({ cookie, origin: "https://shop.example" }), /HTTP 403/);
  await assert.rejects(desk({ cookie: `${cookie}x`, origin: edge.origin }), /HTTP 401/);

  const code = (await edge.invite("ben", "Ben")).split("#sign-in=")[1];
  const spend = (headers) => edge.post("/api/v1/console/sign-in", { code }, null, headers);
  assert.equal((await spend({ origin: "https://evil.example" })).status, 403);
  assert.equal((await spend({ origin: edge.origin })).status, 200);
  const spent = await spend({ origin: edge.origin });
  assert.deepEqual([spent.status, spent.body.error.code], [401, "expired"]);

  const out = await edge.post("/api/v1/console/sign-out", undefined, null, { cookie, origin: edge.origin });
  assert.equal(out.status, 200);
  await assert.rejects(desk({ cookie, origin: edge.origin }), /HTTP 401/);
});

test("an agent of one site can read nothing of another", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("words of the first site");
  const demo = edge.site;
  await edge.setUp({ site: "other", name: "Other", articles: [] });
  const spy = await Agent.signIn(edge, "ana", "Ana of the other site");
  edge.site = demo;
  const url = `${edge.ws}/api/v1/console/conversations/${visitor.conversation}/socket`;
  const socket = new Socket(url, ["warmline.v1"], spy.headers);
  await socket.opened;
  assert.equal((await refusal(socket)).code, "not_found");
  await spy.sit();
  visitor.act("ask_human");
  await visitor.state("waiting", (s) => s.position > 0 && s.team_online === false);
  const view = await spy.view("an empty line", (v) => v.line.length === 0);
  assert.equal(view.waiting, 0);
  visitor.act("cancel_wait");
  await visitor.state("bot");
});

test("setup needs the setup token, and a setup that can't be is refused with the place of the fault", async () => {
  for (const token of [null, "", "wrong", `${SETUP_TOKEN}x`]) {
    assert.equal((await edge.post("/api/v1/setup/sites", edge.site, token)).status, 401);
  }
  const bad = { ...edge.site, settings: { refuse_below: 90, answer_from: 80 } };
  const answer = await edge.post("/api/v1/setup/sites", bad, SETUP_TOKEN);
  assert.equal(answer.status, 400);
  assert.match(answer.body.error.message, /settings\.refuse_below/);
  const odd = await edge.post("/api/v1/setup/sites", '{"site":"a b"}', SETUP_TOKEN);
  assert.match(odd.body.error.message, /site must be 1 to 40 characters/);
});

test("a flood is slowed, its sender is told, and a neighbour notices nothing", async () => {
  const [flood, calm] = [await Visitor.open(edge), await Visitor.open(edge)];
  await flood.join();
  await calm.join();
  for (let n = 0; n < 200; n += 1) flood.say(`flood ${n}`);
  const started = Date.now();
  await calm.said("hello there");
  assert.ok(Date.now() - started < 5_000);
  const refused = await refusal(flood.socket);
  assert.equal(refused.code, "slow_down");
  assert.ok(refused.client_id);
});

test("text of any language, emoji, right-to-left, markup and 4,000 characters comes back as it was", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  const texts = [
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE entries; --",
    "\u202eright to left override, שלום, مرحبا",
    "👩‍👩‍👧‍👦 e\u0301 \u0000 \ud83d\ude00",
    "こんにちは、荷物はどこですか",
    "😀".repeat(3_500),
  ];
  for (const text of texts) await visitor.said(text);
  const said = (await visitor.log()).entries.filter((e) => e.author.kind === "visitor");
  assert.deepEqual(said.map((e) => e.body.text), texts);
});

test("unknown sites, conversations and addresses are not found, and tell nothing more", async () => {
  const gone = await edge.post("/api/v1/sites/nobody/conversations", {});
  assert.deepEqual([gone.status, gone.body.error.code], [404, "not_found"]);
  assert.equal((await edge.call("GET", "/api/v1/nothing")).status, 404);
  assert.equal((await edge.call("GET", "/api/v1/sites/demo/conversations/abc/socket")).status, 400);
});
