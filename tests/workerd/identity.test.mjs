// Who the visitor is, signed by the site: over the wire, in a real workerd, with Node's own HMAC.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { Edge, until } from "../support/edge.mjs";

let edge;
let key;
before(async () => {
  edge = await Edge.start();
  key = (await edge.setUp()).identity_key;
});
after(() => edge?.stop());

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const inAnHour = () => Math.floor(Date.now() / 1000) + 3_600;
const jwt = (claims, secret = key, header = { alg: "HS256", typ: "JWT" }) => {
  const both = `${base64(header)}.${base64({ exp: inAnHour(), ...claims })}`;
  return `${both}.${createHmac("sha256", secret).update(both).digest("base64url")}`;
};

const open = (identity) => edge.call("POST", `/api/v1/sites/${edge.site.site}/conversations`, { identity });
const identify = ({ conversation, token }, identity) =>
  edge.call("POST", `/api/v1/sites/${edge.site.site}/conversations/${conversation}/identity`, { identity }, token);

const customer = async (conversation) => {
  const ben = await Agent.signIn(edge, "ben", "Ben Okafor");
  const { state } = await ben.read(conversation);
  return state.card.customer;
};

test("R-063: a signed identity is on the card, and its plan takes part in policies", async () => {
  const since = { year: 2019, month: 5 };
  const { body } = await open(jwt({ sub: "u-7", name: "Maria Lind", email: "m@shop.example", tier: "VIP", since }));
  assert.equal(body.identity_refused, undefined);
  const found = await customer(body.conversation);
  assert.deepEqual(found, {
    id: "u-7", name: "Maria Lind", email: "m@shop.example", tier: "VIP", since, verified: true,
  });
});

test("R-063: an identity that does not hold opens the chat without it, and says why", async () => {
  for (const [identity, code, says] of [
    [jwt({ name: "Eve" }, "another secret"), "unauthorized", /not signed/],
    [jwt({ name: "Eve" }, key, { alg: "none" }), "malformed", /HS256/],
    [jwt({ name: "Eve", exp: 1 }), "expired", /exp/],
    [jwt({ name: "Eve", aud: "other" }), "unauthorized", /another site/],
    ["<script>", "malformed", /three parts/],
    ["x".repeat(5_000), "too_large", /4096/],
  ]) {
    const { status, body } = await open(identity);
    assert.equal(status, 200);
    assert.equal(body.identity_refused.code, code);
    assert.match(body.identity_refused.message, says);
    assert.deepEqual(await customer(body.conversation), { verified: false });
  }
});

test("R-063: the older hash vouches for the id and nothing else", async () => {
  const hash = createHmac("sha256", key).update("u-9").digest("hex");
  const { body } = await open(`hash:${hash}:u-9`);
  assert.deepEqual(await customer(body.conversation), { id: "u-9", verified: true });
  const { body: forged } = await open(`hash:${hash}:u-1`);
  assert.equal(forged.identity_refused.code, "unauthorized");
});

test("R-063: whoever signs in later is known; another account does not get the conversation", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  const mine = { conversation: visitor.conversation, token: visitor.token };
  assert.equal((await identify(mine, jwt({ sub: "u-7" }))).status, 200);
  assert.equal((await identify(mine, jwt({ sub: "u-7", name: "Maria" }))).status, 200);
  const other = await identify(mine, jwt({ sub: "u-8", name: "Eve" }));
  assert.equal(other.body.error.code, "not_allowed");
  assert.deepEqual(await customer(visitor.conversation), { id: "u-7", name: "Maria", verified: true });
  const stranger = await identify({ ...mine, token: "no.token" }, jwt({ sub: "u-7" }));
  assert.equal(stranger.status, 401);
});

test("R-140: a customer whom the site vouches for goes on where they were, without anything kept in the browser", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  const mine = { conversation: visitor.conversation, token: visitor.token };
  assert.equal((await identify(mine, jwt({ sub: "u-140", name: "Nora" }))).status, 200);
  await visitor.said("Where is my order 4471?");
  await visitor.said("It was due on Monday.");
  const again = await until("the history knows them", async () => {
    const { body } = await open(jwt({ sub: "u-140", name: "Nora Berg" }));
    return body.conversation === visitor.conversation && body;
  });
  const elsewhere = Object.assign(new Visitor(), { edge, entries: [] }, again);
  const { entries } = await elsewhere.join();
  const said = entries.filter((e) => e.author.kind === "visitor").map((e) => e.body.text);
  assert.deepEqual(said, ["Where is my order 4471?", "It was due on Monday."]);
  assert.equal((await customer(visitor.conversation)).name, "Nora Berg");

  // Nobody else gets it: another account, an identity that does not hold, one who only says so.
  for (const identity of [jwt({ sub: "u-141" }), jwt({ sub: "u-140" }, "another secret"), undefined]) {
    const { body } = await open(identity);
    assert.notEqual(body.conversation, visitor.conversation);
  }
});
