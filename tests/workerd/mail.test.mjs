// R-132 in a real workerd: answers by e-mail reach the conversation of the signed address and no other; machines are
// dropped without a word, forgeries refused, the same mail is stored once, and a closed conversation goes to the team.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, SECRET, SETUP_TOKEN, sleep, until } from "../support/edge.mjs";

const INBOUND = "help@in.shop.example";
const MIRA = "mira@customer.example";

let edge;
before(async () => {
  edge = await Edge.start({ provision: false });
  await edge.setUp({ site: "mail-shop", articles: [], settings: { inbound_address: INBOUND } });
});
after(() => edge?.stop());

/** The tag as docs/mail.md describes it, made a second time here. */
function tag(site, conversation, secret = SECRET) {
  const mac = createHmac("sha256", secret).update(`mail\0${site}\0${conversation}\0`).digest();
  const bytes = Buffer.concat([mac.subarray(0, 10), Buffer.from(conversation, "base64url")]);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const signs = bits.match(/.{1,5}/g).map((five) => parseInt(five.padEnd(5, "0"), 2));
  return signs.map((n) => "abcdefghijklmnopqrstuvwxyz234567"[n]).join("");
}

const address = (visitor) => INBOUND.replace("@", `+${tag(edge.site.site, visitor.conversation)}@`);

let mails = 0;
/** Hands an e-mail to the worker as Email Routing does: what its sender is told, or null. */
async function mail(to, words, { from = MIRA, id = `m${(mails += 1)}@customer.example`, headers = "", says } = {}) {
  // What Email Routing puts above what came.
  const told = says ?? `mx.cloudflare.net;\r\n\tdmarc=pass header.from=${from.split("@")[1]} policy.dmarc=none`;
  const raw =
    (told && `Authentication-Results: ${told}\r\n`) +
    `From: Mira Keller <${from}>\r\nTo: <${to}>\r\nMessage-ID: <${id}>\r\nSubject: Re: Your lamp\r\n` +
    `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n${headers}\r\n${words}\r\n`;
  const query = new URLSearchParams({ from, to });
  const answer = await fetch(`${edge.origin}/cdn-cgi/handler/email?${query}`, { method: "POST", body: raw });
  const text = await answer.text();
  if (answer.status === 200) return null;
  const why = text.split("following reason: ")[1];
  assert.ok(why, `${answer.status} ${text}`);
  return why;
}

const mailed = async (visitor) => (await visitor.log()).entries.filter((entry) => entry.body.by_mail);

async function talking() {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("hello there");
  return visitor;
}

test("an answer to a letter reaches its conversation, with its new words only, and goes to the team", async () => {
  const visitor = await talking();
  const quoted = "On Tue, Nov 3, 2026 at 10:15 AM Ana <help@in.shop.example> wrote:\r\n\r\n> Which lamp is it?";
  // Mail systems change the case of addresses.
  assert.equal(await mail(address(visitor).toUpperCase(), `The blue one.\r\n\r\n${quoted}`), null);
  const entry = await visitor.entry("the e-mail's words", (e) => e.body.by_mail);
  assert.equal(entry.body.text, "The blue one.");
  assert.deepEqual(entry.author, { kind: "visitor" });
  // From which address is for the team alone.
  assert.equal(entry.body.by_mail, true);
  await visitor.state("waiting");
  const agent = await Agent.signIn(edge, "ana", "Ana");
  await agent.sit();
  await agent.accept(await agent.offered(visitor.conversation));
  const welcome = await agent.read(visitor.conversation);
  const seen = welcome.entries.find((e) => e.body.by_mail);
  assert.deepEqual(seen.body.by_mail, { from: MIRA }, "none of the customer's known addresses");
  assert.equal(welcome.state.card.reason.trigger, "mailed");
  // While she leads, a further mail is a message like any other; then she closes, and the next one opens it again.
  assert.equal(await mail(address(visitor), "And its number is 10452."), null);
  await until("the second mail", async () => (await mailed(visitor)).length === 2);
  agent.act("close", { text: "Sent today.", reason: "solved" });
  await visitor.state("closed");
  assert.equal(await mail(address(visitor), "It is broken again."), null);
  await visitor.state("waiting");
  assert.equal((await mailed(visitor)).length, 3);
  const answers = (await visitor.log()).entries.filter((e) => e.body.type === "answer");
  assert.deepEqual(answers, [], "no bot answers an e-mail");
});

test("the same mail that is handed over twice is stored once", async () => {
  const visitor = await talking();
  for (let n = 0; n < 3; n += 1) {
    assert.equal(await mail(address(visitor), "Once is enough.", { id: "same@customer.example" }), null);
  }
  assert.equal((await mailed(visitor)).length, 1);
});

test("forged, foreign and plain addresses hear one sentence, which tells of no conversation", async () => {
  const visitor = await talking();
  const good = tag(edge.site.site, visitor.conversation);
  const forged = [
    INBOUND,
    `help+${tag(edge.site.site, visitor.conversation, `${SECRET}!`)}@in.shop.example`,
    `help+${tag("another-site", visitor.conversation)}@in.shop.example`,
    `help+${tag(edge.site.site, "A".repeat(32))}@in.shop.example`,
    `help+${good}@in.other.example`,
    `help+${good.slice(0, -8)}@in.shop.example`,
    "nobody@in.shop.example",
  ];
  const told = new Set();
  for (const to of forged) told.add(await mail(to, "Let me in."));
  assert.equal(told.size, 1, [...told].join("\n"));
  assert.match([...told][0], /takes answers to our e-mails only/);
  assert.deepEqual(await mailed(visitor), []);
});

test("what a machine wrote is dropped without a word", async () => {
  const visitor = await talking();
  const machines = [
    "Auto-Submitted: auto-replied\r\n",
    "Precedence: bulk\r\n",
    "List-Id: <lamps.lists.example>\r\n",
    "X-Autoreply: yes\r\n",
    "X-Warmline-Reference: wl09761b4d7d9355af1049d0c2\r\n",
  ];
  for (const headers of machines) assert.equal(await mail(address(visitor), "I am away.", { headers }), null);
  assert.equal(await mail(address(visitor), "x", { from: "mailer-daemon@mx.example" }), null);
  assert.equal(await mail(address(visitor), "x", { from: INBOUND }), null);
  await sleep(200);
  assert.deepEqual(await mailed(visitor), []);
});

test("more than 1 MB, no words, and too many in an hour are refused with a kind sentence", async () => {
  const visitor = await talking();
  assert.match(await mail(address(visitor), "a ".repeat(600_000)), /larger than 1 MB/);
  assert.match(await mail(address(visitor), "\r\n"), /no text/);
  for (let n = 0; n < 20; n += 1) assert.equal(await mail(address(visitor), `mail ${n}`), null);
  assert.match(await mail(address(visitor), "one more"), /write again later/);
  assert.equal((await mailed(visitor)).length, 20);
});

test("an address for answers is one site's only, and one into which no tag fits is refused", async () => {
  const other = (inbound_address) => ({ site: "mail-other", articles: [], settings: { inbound_address } });
  const set = async (inbound) => {
    const site = { ...edge.site, ...other(inbound) };
    return edge.post("/api/v1/setup/sites", site, SETUP_TOKEN);
  };
  const taken = await set(INBOUND);
  assert.equal(taken.status, 400);
  assert.match(taken.text, /another site has/);
  assert.equal((await set("customers@in.shop.example")).status, 400);
  assert.equal((await set("help@in.other.example")).status, 200);
});

test("who is not verified is shown as such to the team, and who is refused by their own domain is dropped", async () => {
  const visitor = await talking();
  const refused = "mx.cloudflare.net; dmarc=fail header.from=customer.example policy.dmarc=reject";
  const pass = "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=customer.example\r\n";
  assert.equal(await mail(address(visitor), "Let me in.", { says: refused, headers: pass }), null);
  await sleep(200);
  assert.deepEqual(await mailed(visitor), []);
  assert.equal(await mail(address(visitor), "Write to eve@evil.example.", { says: "", headers: "" }), null);
  await visitor.state("waiting");
  const agent = await Agent.signIn(edge, "vera", "Vera");
  await agent.sit();
  const welcome = await agent.read(visitor.conversation);
  const seen = welcome.entries.find((e) => e.body.by_mail);
  assert.deepEqual(seen.body.by_mail, { from: MIRA, unverified: true });
  assert.ok(!JSON.stringify(welcome.state.card.entities ?? []).includes("evil"));
});

test("an address of a site that could not be saved is another's to take", async () => {
  const olga = await Agent.signIn(edge, "olga", "Olga", { role: "owner" });
  const settings = (method, path, body) =>
    edge.call(method, `/api/v1/console/settings/${path}`, body, null, { cookie: olga.cookie, origin: edge.origin });
  const { version, value } = (await settings("GET", "mail")).body;
  const wanted = "try@in.shop.example";
  // Of an older version: not saved.
  const stale = await settings("PUT", "mail", { version: version - 1, value: { ...value, inbound_address: wanted } });
  assert.equal(stale.status, 409, stale.text);
  const set = (inbound_address) =>
    edge.post("/api/v1/setup/sites", { ...edge.site, site: "mail-third", articles: [], settings: { inbound_address } }, SETUP_TOKEN);
  assert.equal((await set(wanted)).status, 200);
  // And now it is theirs.
  const taken = await settings("PUT", "mail", { version, value: { ...value, inbound_address: wanted } });
  assert.equal(taken.status, 422, taken.text);
  assert.match(taken.text, /another site/);
});
