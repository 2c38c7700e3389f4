// R-170 in a real workerd: an agent's devices are woken through a push service by a request without words, signed with the
// key that the console was given; and the devices of nobody else. What is over wakes them again, and only then is quiet.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, sleep, until } from "../support/edge.mjs";

/** A browser maker's push service: it keeps every request, and answers as a device's path is told to. */
class PushService {
  static async start() {
    const service = new PushService();
    service.requests = [];
    service.answers = {};
    service.server = createServer((request, response) => service.serve(request, response));
    await new Promise((done) => service.server.listen(0, "127.0.0.1", done));
    service.origin = `http://127.0.0.1:${service.server.address().port}`;
    return service;
  }

  async serve(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { url, method, headers } = request;
    this.requests.push({ url, method, headers, body: Buffer.concat(parts), at: Date.now() });
    const [status, more, after = 0] = this.answers[url]?.shift() ?? [201];
    await sleep(after);
    response.writeHead(status, more).end();
  }

  endpoint(device) {
    return `${this.origin}/${device}`;
  }

  to(device) {
    return this.requests.filter((request) => request.url === `/${device}`);
  }

  /** The next push to a device, of those that were not taken yet. */
  async next(device, ms = 10_000) {
    const index = () => this.requests.findIndex((request) => request.url === `/${device}`);
    await until(`a push to ${device}`, () => index() >= 0, ms);
    return this.requests.splice(index(), 1)[0];
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let edge;
let service;
let sites = 0;
before(async () => {
  service = await PushService.start();
  edge = await Edge.start({ provision: false, secrets: { WARMLINE_ALLOW_LOCAL: "1" } });
});
after(async () => {
  service?.stop();
  await edge?.stop();
});
beforeEach(async () => {
  sites += 1;
  await edge.setUp({ site: `push${sites}` });
});

let devices = 0;
const device = (name) => `${name}-${(devices += 1)}`;

const consoleCall = (agent, method, path, body, headers = agent.headers) =>
  edge.call(method, `/api/v1/console/${path}`, body, null, headers);

const keyOf = async (agent) => (await consoleCall(agent, "GET", "push")).body.key;

async function subscribe(agent, name) {
  // A browser needs it.
  await keyOf(agent);
  const answer = await consoleCall(agent, "PUT", "push", { endpoint: service.endpoint(name) });
  assert.deepEqual([answer.status, answer.body], [200, { stored: true }], answer.text);
}

const waiting = async (agent) => (await consoleCall(agent, "GET", "waiting")).body.notices;

/** An agent at work with a device; `more` is what the console would have. */
async function atWork(id, name, more) {
  const agent = await Agent.signIn(edge, id, name, more);
  agent.device = device(id);
  await agent.sit();
  await subscribe(agent, agent.device);
  return agent;
}

async function waits() {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  return visitor;
}

const part = (text) => JSON.parse(Buffer.from(text, "base64url").toString());

/** Checks who signed a push, with the key that the console was given. */
function checkSignature(request, key) {
  const [, token, given] = request.headers.authorization.match(/^vapid t=([\w.-]+), k=([\w-]+)$/);
  assert.equal(given, key);
  const [head, claims, signature] = token.split(".");
  assert.deepEqual(part(head), { typ: "JWT", alg: "ES256" });
  const point = Buffer.from(key, "base64url");
  assert.deepEqual([point.length, point[0]], [65, 4]);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const jwk = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const options = { key: jwk, dsaEncoding: "ieee-p1363" };
  const signed = Buffer.from(`${head}.${claims}`);
  assert.ok(verify("sha256", signed, options, Buffer.from(signature, "base64url")), "the signature holds");
  const { aud, exp, sub, ...other } = part(claims);
  assert.deepEqual([aud, sub, other], [service.origin, `https://127.0.0.1:${edge.port}`, {}]);
  const left = exp - Date.now() / 1000;
  assert.ok(left > 60 && left <= 24 * 60 * 60, `${left} s`);
}

test("R-170: an offer that nobody saw wakes its agent's device by a signed request without a word", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  const key = await keyOf(ana);
  assert.equal(await keyOf(ana), key, "one key for a site");
  const visitor = await waits();
  const { body, method, headers } = await service.next(ana.device);
  assert.deepEqual([method, body.length], ["POST", 0]);
  checkSignature({ headers }, key);
  const { ttl, urgency, topic } = headers;
  assert.deepEqual([ttl, urgency, topic], ["300", "high", "waiting"]);
  assert.equal(headers["content-length"] ?? "0", "0");
  for (const name of ["cookie", "origin", "referer", "content-encoding"]) assert.equal(headers[name], undefined);
  const sent = JSON.stringify(headers);
  for (const secret of [visitor.conversation, "Duarte", edge.site.site]) assert.ok(!sent.includes(secret), secret);

  const [notice] = await waiting(ana);
  assert.ok(notice.since > 0);
  const { conversation } = visitor;
  assert.deepEqual(notice, { conversation, cause: "offer", since: notice.since, tier: notice.tier, pushed: true });
  // Nothing new: no second one.
  await sleep(1_500);
  assert.equal(service.to(ana.device).length, 0);
});

test("R-170: a colleague takes the offer, and the device that was woken for it hears of the end, and nobody else's", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  const visitor = await waits();
  await service.next(ana.device);
  const ben = await atWork("ben", "Ben Okafor");
  const offer = await ana.offered(visitor.conversation);
  ben.desk.send({ type: "take", conversation: offer.conversation, episode: offer.episode });
  await ben.desk.take("the assignment", (f) => f.type === "assigned");
  await service.next(ana.device);
  assert.deepEqual(await waiting(ana), []);
  assert.equal(service.to(ben.device).length, 0);
});

test("R-170: who says that they see it is not woken, nor who is on break", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  const visitor = await waits();
  await ana.offered(visitor.conversation);
  ana.desk.send({ type: "saw", conversations: [visitor.conversation] });
  await sleep(3_500);
  assert.equal(service.to(ana.device).length, 0);
  assert.deepEqual((await waiting(ana)).map((n) => [n.cause, n.pushed]), [["offer", false]]);
  ana.desk.send({ type: "set_status", status: "break" });
  await until("nothing to wait", async () => (await waiting(ana)).length === 0);
  assert.equal(service.to(ana.device).length, 0);
});

test("R-170: a customer's words that stay unread wake their agent, and reading them ends it", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  const visitor = await waits();
  await ana.accept(await ana.offered(visitor.conversation));
  await ana.read(visitor.conversation);
  await visitor.state("human");
  const seq = await visitor.said("where is my parcel, it has been two weeks");
  await service.next(ana.device);
  const [notice] = await waiting(ana);
  assert.deepEqual([notice.cause, notice.conversation, notice.pushed], ["message", visitor.conversation, true]);
  assert.ok(!JSON.stringify(notice).includes("parcel"));
  ana.socket.send({ type: "seen", seq });
  await service.next(ana.device);
  assert.deepEqual(await waiting(ana), []);
  // What is read at once is not told of at all.
  const next = await visitor.said("never mind, here it is");
  ana.socket.send({ type: "seen", seq: next });
  await sleep(8_000);
  assert.equal(service.to(ana.device).length, 0);
});

test("R-170: a subscription that is gone is forgotten, and a busy push service is asked again when it said", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  const gone = device("gone");
  const dull = device("dull");
  await subscribe(ana, gone);
  await subscribe(ana, dull);
  service.answers = {
    [`/${gone}`]: [[410]],
    [`/${dull}`]: [[400]],
    [`/${ana.device}`]: [[503, { "retry-after": "4" }], [201]],
  };
  const visitor = await waits();
  const first = await service.next(ana.device);
  const second = await service.next(ana.device, 15_000);
  const waited = second.at - first.at;
  assert.ok(waited >= 3_900 && waited < 10_000, `${waited} ms`);
  await service.next(gone);
  await service.next(dull);
  visitor.act("cancel_wait");
  await service.next(ana.device);
  // A refused push is dropped, the device stays; the one that is gone is never asked again.
  await service.next(dull);
  await sleep(500);
  assert.deepEqual([service.to(gone).length, service.to(dull).length], [0, 0]);
});

test("R-170: what is over while its push is still under way is told as soon as that has arrived", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  service.answers = { [`/${ana.device}`]: [[201, {}, 2_000]] };
  for (let n = 0; n < 3; n += 1) {
    const visitor = await waits();
    await service.next(ana.device);
    visitor.act("cancel_wait");
    await until("nothing to wait", async () => (await waiting(ana)).length === 0);
    await service.next(ana.device, 6_000);
    visitor.socket.close();
  }
});

test("R-170: signing out and being removed end the devices of that agent, and of nobody else", async () => {
  const owner = await atWork("owner", "Olu Owner", { role: "owner" });
  const ana = await atWork("ana", "Ana Duarte");
  const again = await Agent.signIn(edge, "ana", "Ana Duarte");
  const phone = device("phone");
  await subscribe(again, phone);
  owner.desk.send({ type: "set_status", status: "break" });
  await owner.view("the break", (view) => view.me.status === "break");
  assert.equal((await consoleCall(again, "POST", "sign-out")).status, 200);
  const visitor = await waits();
  await service.next(ana.device);
  await sleep(500);
  assert.equal(service.to(phone).length, 0, "the phone was signed out");

  const agents = (await consoleCall(owner, "GET", "settings/agents")).body.agents;
  const { version } = agents.find((one) => one.agent === "ana");
  const removed = await consoleCall(owner, "DELETE", `settings/agents/ana?version=${version}`);
  assert.equal(removed.status, 200, removed.text);
  await sleep(3_000);
  assert.equal(service.to(ana.device).length, 0);
  visitor.socket.close();
});

test("R-170: another site's agent of the same name hears nothing, and each site has a key of its own", async () => {
  const here = await atWork("ana", "Ana Duarte");
  const key = await keyOf(here);
  sites += 1;
  await edge.setUp({ site: `push${sites}` });
  const there = await atWork("ana", "Ana Duarte");
  assert.notEqual(await keyOf(there), key);
  const visitor = await waits();
  await service.next(there.device);
  assert.deepEqual((await waiting(there)).map((n) => n.conversation), [visitor.conversation]);
  await sleep(500);
  assert.equal(service.to(here.device).length, 0);
  assert.deepEqual(await waiting(here), []);
});

test("R-170: who may subscribe what, and that no private and no own address can be reached", async () => {
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  const put = (endpoint, headers) => consoleCall(ana, "PUT", "push", { endpoint }, headers);
  const refused = {
    "http://push.example/x": /https/,
    "https://10.0.0.1/x": /public web/,
    "https://[fd00::1]/x": /public web/,
    "https://name:word@push.example/x": /no name and no password/,
    [`${edge.origin}/api/v1/jobs`]: /Warmline itself/,
    "not an address": /address is like/,
    [`https://push.example/${"x".repeat(2_000)}`]: /at most 2000 bytes/,
  };
  for (const [endpoint, why] of Object.entries(refused)) {
    const answer = await put(endpoint);
    assert.deepEqual([answer.status, answer.body.error.code], [400, "malformed"], endpoint);
    assert.match(answer.body.error.message, why);
  }
  assert.equal((await consoleCall(ana, "PUT", "push", { endpoint: "https://p.example/1", more: 1 })).status, 400);
  const fine = service.endpoint(device("fine"));
  assert.equal((await put(fine, { origin: edge.origin })).status, 401);
  assert.equal((await put(fine, { ...ana.headers, origin: "https://elsewhere.example" })).status, 403);
  for (const path of ["push", "waiting"]) {
    assert.equal((await edge.call("GET", `/api/v1/console/${path}`)).status, 401, path);
  }
  assert.equal((await consoleCall(ana, "DELETE", "push", { endpoint: fine })).status, 200);
});

test("R-170: the private half of the key is in no answer and in no log", async () => {
  const ana = await atWork("ana", "Ana Duarte");
  const text = (await consoleCall(ana, "GET", "push")).text;
  assert.deepEqual(Object.keys(JSON.parse(text)), ["key"]);
  await waits();
  await service.next(ana.device);
  assert.ok(!/"d":|private|key_ops/.test(edge.log), "nothing of the key in the log");
  assert.ok(!edge.log.includes(ana.device), "no device's address in the log");
});
