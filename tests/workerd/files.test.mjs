// files in messages: what may be sent, who may read it, and what becomes of what nobody sent.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge, ROOT, until } from "../support/edge.mjs";
import { PDF, png } from "../support/files.mjs";

let edge;
let ana;
before(async () => {
  edge = await Edge.start({ site: { site: "files", origins: ["https://shop.example"] } });
  ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  await ana.sit();
});
after(() => edge?.stop());

const PICTURE = png(64, 48);
const MOST = 10 * 1024 * 1024;

/** Uploads bytes in somebody's name: a visitor's with the token, an agent's with the cookie. */
async function upload(by, bytes, name = "lamp.png", headers = {}) {
  const sender = by instanceof Visitor
    ? { authorization: `Bearer ${by.token}` }
    : { cookie: by.cookie, origin: edge.origin };
  const answer = await fetch(edge.origin + filesOf(by), {
    method: "POST",
    body: bytes,
    headers: { ...sender, "x-warmline-name": encodeURIComponent(name), ...headers },
  });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}

const filesOf = (by) =>
  by instanceof Visitor ? `${by.path}/files` : `/api/v1/console/conversations/${by.conversation}/files`;

const get = (path, headers) => fetch(edge.origin + path, { headers });
const withToken = (visitor) => ({ authorization: `Bearer ${visitor.token}` });

async function visit() {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  return visitor;
}

/** A conversation that Ana has. */
async function withAna() {
  const visitor = await visit();
  visitor.act("ask_human");
  await ana.accept(await ana.offered(visitor.conversation));
  ana.conversation = visitor.conversation;
  await ana.read(visitor.conversation);
  await visitor.state("human");
  return visitor;
}

async function close(visitor) {
  ana.act("close", { text: "Bye." });
  await visitor.notice("closed");
}

test("R-183: a picture and a document reach the other side, outlive a reload, and are downloaded safely", async () => {
  const visitor = await withAna();
  const sent = await upload(visitor, PICTURE, "Lampe März.png");
  assert.equal(sent.status, 200);
  const { id, ...told } = sent.body;
  assert.match(id, /^[\w-]{32}$/);
  assert.deepEqual(told, { name: "Lampe März.png", type: "image/png", bytes: PICTURE.length, width: 64, height: 48 });

  const client_id = visitor.act("say", { text: "", attachments: [id] });
  await visitor.acked(client_id);
  const { entry } = await ana.socket.take("the picture", (f) => f.entry?.body.attachments?.length);
  assert.deepEqual(entry.body, { type: "text", text: "", attachments: [sent.body] });

  const paper = await upload(ana, PDF, "label.pdf");
  assert.equal(paper.body.type, "application/pdf");
  ana.act("say", { text: "Your label", attachments: [paper.body.id] });
  await visitor.entry("the label", (e) => e.body.attachments?.[0].name === "label.pdf");

  const { entries } = await visitor.join();
  const names = entries.flatMap((e) => e.body.attachments ?? []).map((file) => file.name);
  assert.deepEqual(names, ["Lampe März.png", "label.pdf"]);
  const read = await get(`/api/v1/console/conversations/${visitor.conversation}`, { cookie: ana.cookie });
  const log = (await read.json()).entries.flatMap((e) => e.body.attachments ?? []);
  assert.deepEqual(log.map((file) => file.id), [id, paper.body.id]);

  const picture = await get(`${visitor.path}/files/${id}`, withToken(visitor));
  assert.equal(picture.status, 200);
  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), PICTURE);
  const head = Object.fromEntries(picture.headers);
  assert.equal(head["content-type"], "image/png");
  assert.equal(head["content-disposition"], "inline; filename=\"Lampe M_rz.png\"; filename*=UTF-8''Lampe%20M%C3%A4rz.png");
  assert.equal(head["x-content-type-options"], "nosniff");
  assert.match(head["content-security-policy"], /sandbox/);
  assert.match(head["cache-control"], /private/);
  const again = await get(`${visitor.path}/files/${id}`, { ...withToken(visitor), "if-none-match": head.etag });
  assert.equal(again.status, 304);
  const label = await get(`/api/v1/console/conversations/${visitor.conversation}/files/${paper.body.id}`, { cookie: ana.cookie });
  assert.match(label.headers.get("content-disposition"), /^attachment; /);
  assert.equal(label.headers.get("content-type"), "application/pdf");
  assert.deepEqual(Buffer.from(await label.arrayBuffer()), PDF);
  await close(visitor);
});

test("R-183: a file is read by its own conversation and its site's agents, and by nobody else", async () => {
  const visitor = await visit();
  const { body: file } = await upload(visitor, PICTURE);
  await visitor.acked(visitor.act("say", { text: "", attachments: [file.id] }));
  const path = `${visitor.path}/files/${file.id}`;
  const other = await visit();
  assert.equal((await get(path, {})).status, 401);
  assert.equal((await get(path, withToken(other))).status, 401);
  assert.equal((await get(`${other.path}/files/${file.id}`, withToken(other))).status, 404);
  assert.equal((await get(path, { ...withToken(visitor), origin: "https://evil.example" })).status, 403);
  assert.equal((await get(`${visitor.path}/files/..%2f${file.id}`, withToken(visitor))).status, 404);

  const console = `/api/v1/console/conversations/${visitor.conversation}/files/${file.id}`;
  assert.equal((await get(console, { cookie: ana.cookie })).status, 200);
  assert.equal((await get(console, {})).status, 401);
  assert.equal((await get(console, { cookie: `${ana.cookie.slice(0, -4)}xxxx` })).status, 401);
  // An agent of another site has a session, and no such conversation.
  const ours = edge.site;
  await edge.setUp({ site: "elsewhere" });
  const bob = await edge.signIn("bob", "Bob");
  assert.equal((await get(console, { cookie: bob })).status, 404);
  const there = { cookie: bob, origin: edge.origin };
  const sent = await fetch(edge.origin + console.replace(`/${file.id}`, ""), { method: "POST", body: PICTURE, headers: there });
  assert.equal(sent.status, 404);
  edge.site = ours;
  // Who was removed, or signed out, is not signed in.
  const owner = { cookie: await edge.signIn("olu", "Olu", { role: "owner" }), origin: edge.origin };
  const gone = await edge.signIn("gil", "Gil");
  assert.equal((await get(console, { cookie: gone })).status, 200);
  const { agents } = await (await get("/api/v1/console/settings/agents", owner)).json();
  const { version } = agents.find((agent) => agent.agent === "gil");
  const left = await edge.call("DELETE", `/api/v1/console/settings/agents/gil?version=${version}`, undefined, null, owner);
  assert.equal(left.status, 200);
  assert.equal((await get(console, { cookie: gone })).status, 401);
  const ben = await edge.signIn("ben", "Ben");
  assert.equal((await get(console, { cookie: ben })).status, 200);
  await edge.post("/api/v1/console/sign-out", {}, null, { cookie: ben, origin: edge.origin });
  assert.equal((await get(console, { cookie: ben })).status, 401);

  // Another conversation can't send it as its own, and an agent who has not this one sends nothing.
  const stolen = other.act("say", { text: "", attachments: [file.id] });
  const refused = await other.socket.take("a refusal", (f) => f.type === "refused" && f.client_id === stolen);
  assert.equal(refused.code, "not_found");
  const early = await upload(Object.assign(Object.create(Agent.prototype), ana, { conversation: visitor.conversation }), PICTURE);
  assert.deepEqual([early.status, early.body.error.code], [400, "not_yours"]);
  const foreign = await upload(Object.assign(Object.create(Agent.prototype), ana, { conversation: visitor.conversation }), PICTURE, "x", { origin: "https://evil.example" });
  assert.equal(foreign.status, 403);
});

test("R-183: what may not be sent is refused in a clear sentence, whatever it is called", async () => {
  const visitor = await visit();
  for (const [bytes, name, status, says] of [
    ["<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "cat.png", 403, /SVG, HTML and XML/],
    ["<!DOCTYPE html><script>alert(1)</script>", "notes.txt", 403, /SVG, HTML and XML/],
    [Buffer.from("4d5a90000300", "hex"), "invoice.pdf", 403, /this kind of file can't be sent/],
    [Buffer.from("504b0304140000", "hex"), "table.csv", 403, /this kind of file can't be sent/],
    ["", "empty.png", 400, /empty/],
    [Buffer.alloc(MOST + 1, 65), "long.txt", 413, /at most 10\.0 MB/],
  ]) {
    const answer = await upload(visitor, bytes, name);
    assert.equal(answer.status, status, `${name}: ${JSON.stringify(answer.body)}`);
    assert.match(answer.body.error.message, says);
  }
  // What came to nothing holds no place.
  for (let n = 0; n < 30; n += 1) {
    // Ten a second may be uploaded.
    const put = () => upload(visitor, `text ${n}`, `${n}.txt`);
    await until("room", async () => (await put()).status === 200);
  }
  const more = await upload(visitor, "one more", "30.txt");
  assert.deepEqual([more.status, more.body.error.code], [429, "slow_down"]);
});

test("R-183: hostile names become plain ones", async () => {
  const visitor = await visit();
  for (const [given, name] of [
    ["../../../etc/passwd", "passwd.png"],
    ["C:\\temp\\a.png", "a.png"],
    ["invoice\u202egnp.exe", "invoicegnp.exe.png"],
    ["a\r\nSet-Cookie: x=1", "aSet-Cookie x=1.png"],
    ["", "picture.png"],
    [`${"ü".repeat(300)}.png`, `${"ü".repeat(116)}.png`],
  ]) {
    const { body } = await upload(visitor, PICTURE, given);
    assert.equal(body.name, name);
    const answer = await get(`${visitor.path}/files/${body.id}`, withToken(visitor));
    assert.equal(answer.headers.get("set-cookie"), null);
    await answer.arrayBuffer();
  }
  const broken = await upload(visitor, PICTURE, "x", { "x-warmline-name": "%E0%A4%A" });
  assert.equal(broken.body.name, "picture.png");
});

/** Bytes on a bare connection, so that a length can lie; what came back until it ends or `ms` are over. */
function bare(lines, body, ms = 4_000) {
  return new Promise((done) => {
    let heard = "";
    const socket = connect(edge.port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`, () => socket.write(body)));
    socket.on("data", (data) => (heard += data));
    for (const end of ["close", "error"]) socket.on(end, () => done(heard));
    setTimeout(() => (socket.destroy(), done(heard)), ms);
  });
}

test("R-183: a length that lies, or is missing, stores nothing", async () => {
  const visitor = await visit();
  const head = (...more) => [
    `POST ${visitor.path}/files HTTP/1.1`,
    `Host: 127.0.0.1:${edge.port}`,
    `Authorization: Bearer ${visitor.token}`,
    "X-Warmline-Name: a.txt",
    ...more,
  ];
  const without = await bare(head("Transfer-Encoding: chunked", "Connection: close"), "5\r\nhello\r\n0\r\n\r\n");
  assert.match(without, /^HTTP\/1\.1 400[^]*content-length/);
  // Less comes than was announced: the sender is gone, and nothing is there to be sent.
  const less = await bare(head("Content-Length: 5000"), "too little", 1_500);
  assert.doesNotMatch(less, /"id"/);
  assert.equal((await upload(visitor, PICTURE)).status, 200);
});

test("R-183: a message with a file that is sent again under its name is stored once", async () => {
  const visitor = await visit();
  const { body: file } = await upload(visitor, PICTURE);
  const frame = { type: "say", client_id: newId(), text: "My lamp", attachments: [file.id] };
  for (let n = 0; n < 3; n += 1) visitor.socket.send(frame);
  for (let n = 0; n < 3; n += 1) await visitor.acked(frame.client_id);
  visitor.socket.cut();
  await visitor.join();
  visitor.socket.send(frame);
  await visitor.acked(frame.client_id);
  const log = (await visitor.log()).entries;
  assert.equal(log.filter((e) => e.body.attachments).length, 1);
  // The assistant does not pretend to have looked at it.
  const offer = log.find((e) => e.body.type === "offer");
  assert.match(offer.body.text, /can't look into files/);
});

test("R-183, R-190: kill -9 between upload and message, and the message takes the file all the same", async () => {
  const visitor = await visit();
  const { body: file } = await upload(visitor, PICTURE);
  await edge.kill();
  await edge.run();
  await visitor.join();
  await visitor.acked(visitor.act("say", { text: "", attachments: [file.id] }));
  const answer = await get(`${visitor.path}/files/${file.id}`, withToken(visitor));
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PICTURE);
  await ana.sit();
});

test("R-183: what its sender takes back is gone, what was sent stays", async () => {
  const visitor = await visit();
  const [kept, back] = [await upload(visitor, PICTURE, "kept.png"), await upload(visitor, PICTURE, "back.png")];
  await visitor.acked(visitor.act("say", { text: "", attachments: [kept.body.id] }));
  const remove = (id) => edge.call("DELETE", `${visitor.path}/files/${id}`, undefined, visitor.token);
  assert.equal((await remove(back.body.id)).status, 200);
  assert.equal((await remove(kept.body.id)).status, 200);
  const status = async (id) => {
    const answer = await get(`${visitor.path}/files/${id}`, withToken(visitor));
    await answer.arrayBuffer();
    return answer.status;
  };
  await until("the file to be removed", async () => (await status(back.body.id)) === 404);
  assert.equal(await status(kept.body.id), 200);
});

test("R-183: a name of a file is found in the history", async () => {
  const visitor = await visit();
  const { body: file } = await upload(visitor, PICTURE, "quokka-invoice.png");
  await visitor.acked(visitor.act("say", { text: "", attachments: [file.id] }));
  await until("the conversation to be found", async () => {
    const found = await get("/api/v1/console/conversations?q=quokka", { cookie: ana.cookie });
    return (await found.json()).conversations.some((c) => c.conversation === visitor.conversation);
  });
});

test("R-183: without a bucket nothing is offered, and all else works", async () => {
  const on = await get("/api/v1/sites/files/attachments", {});
  assert.deepEqual(await on.json(), { on: true });
  const config = join(edge.dir, "without.toml");
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8")
    .replace(/\[\[r2_buckets\]\]\n(.+\n)*/, "")
    .replace(/\[build\]\n(.+\n)*/, "")
    .replace(/^(main|directory) = "/gm, `$1 = "${ROOT.replace(/\/$/, "")}/`);
  writeFileSync(config, text);
  const plain = await Edge.start({ config });
  try {
    const off = await fetch(`${plain.origin}/api/v1/sites/${plain.site.site}/attachments`);
    assert.deepEqual(await off.json(), { on: false });
    const cookie = await plain.signIn("ana", "Ana");
    const me = await fetch(`${plain.origin}/api/v1/console/me`, { headers: { cookie } });
    assert.equal((await me.json()).attachments, false);
    const visitor = await Visitor.open(plain);
    await visitor.join();
    assert.ok(await visitor.said("hello"));
    const refused = await plain.call("POST", `${visitor.path}/files`, "text", visitor.token);
    assert.deepEqual([refused.status, refused.body.error.code], [404, "not_found"]);
  } finally {
    await plain.stop();
  }
});
