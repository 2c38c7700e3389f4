// An endpoint for self-service (docs/self-service.md), with nothing but Node: where is my order, and a password reset.
//
//   WARMLINE_ENDPOINT_SECRET=whsec_… PORT=8080 node docs/examples/self-service.mjs
//
// It checks the signature over the bytes as they came, does a thing once for each key, and answers in plain text.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const ORDERS = { 4711: "Your parcel is with the carrier.", 4712: "Your order is being packed." };
const MAX_BODY = 64 * 1024;
/** A request that was signed longer ago is a copy of an older one, s. */
const OLDEST = 300;

/** Whether the secret's holder sent exactly this, just now. */
function isSigned(headers, body, secret) {
  const [id, time] = [headers["webhook-id"], headers["webhook-timestamp"]];
  if (!id || !(Math.abs(Date.now() / 1000 - Number(time)) <= OLDEST)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const own = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return given.length === own.length && timingSafeEqual(given, own);
  });
}

/** What each action does. An address that nobody has is answered like one that somebody has. */
const actions = {
  order: ({ facts }) => {
    const text = ORDERS[facts.order_number];
    if (!text) return { failed: "There is no order with this number." };
    return { text, facts: [{ label: "Carrier", value: "North Post" }] };
  },
  password: ({ facts }, server) => {
    server.sent.push(facts.email);
    return { text: "If we know this address, a link to set a new password is on its way to it." };
  },
};

/** The server; `sent` are the addresses a link was sent to. */
export function endpoint(secret) {
  // By key: what is asked again is answered as it was before, and not done again. Keep these in a database.
  const done = new Map();
  const server = createServer(async (request, response) => {
    const parts = [];
    let size = 0;
    for await (const part of request) {
      size += part.length;
      if (size > MAX_BODY) return response.writeHead(413).end();
      parts.push(part);
    }
    const body = Buffer.concat(parts);
    if (!isSigned(request.headers, body, secret)) return response.writeHead(401).end();
    const asked = JSON.parse(body.toString());
    const act = actions[asked.action];
    if (!act) return response.writeHead(404).end();
    const key = request.headers["idempotency-key"];
    if (!done.has(key)) done.set(key, act(asked, server));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(done.get(key)));
  });
  server.sent = [];
  return server;
}

if (process.env.WARMLINE_ENDPOINT_SECRET) {
  endpoint(process.env.WARMLINE_ENDPOINT_SECRET).listen(Number(process.env.PORT ?? 8080));
}
