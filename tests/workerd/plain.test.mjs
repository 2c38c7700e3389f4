// without script, WebSocket or WebAssembly a plain page still reaches a human.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent } from "../support/client.mjs";
import { Edge, until } from "../support/edge.mjs";
import { PlainBrowser } from "../support/plain.mjs";

let edge;
before(async () => (edge = await Edge.start()));
after(() => edge?.stop());

const open = () => new PlainBrowser(edge);

test("nothing is stored and no conversation begins before the first message (R-180, R-184)", async () => {
  const visitor = open();
  const page = await visitor.get();
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("set-cookie"), null);
  assert.match(page.html, /Talk to a Human/);
  assert.match(page.html, /Nothing is stored before you send something/);
  assert.doesNotMatch(page.html, /<script|<iframe/);
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.equal(page.headers.get("referrer-policy"), "same-origin");
  assert.match(page.headers.get("content-security-policy"), /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/);
  const log = await visitor.get("/log");
  assert.equal(log.status, 404);
});

test("from the first message to a person, an answer, the end and a rating (R-184)", async () => {
  const agent = await Agent.signIn(edge, "ana", "Ana Ruiz");
  await agent.sit();
  const visitor = open();
  await visitor.get();

  const sent = await visitor.send({ text: "How long do I have to return a tent?" });
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("location"), `/chat/${edge.site.site}`);
  const cookie = sent.headers.get("set-cookie");
  assert.match(cookie, new RegExp(`^__Secure-warmline-chat=[^;]+; Path=/chat/${edge.site.site}; Max-Age=\\d+; HttpOnly; Secure; SameSite=Lax$`));
  assert.doesNotMatch(sent.headers.get("location"), /[?#]/);
  const answered = await visitor.shows("the assistant's answer", /<bdi>Assistant<\/bdi><span class="kind">bot<\/span>/);
  assert.match(answered.html, /How long do I have to return a tent\?/);
  assert.match(answered.headers.get("content-security-policy"), /frame-ancestors 'self'/);

  await visitor.get();
  assert.equal((await visitor.send({ do: "human" })).status, 303);
  const waits = await visitor.shows("the wait", /Waiting for a person/);
  assert.match(waits.headers.get("refresh"), new RegExp(`^15; url=/chat/${edge.site.site}/log$`));
  assert.match(waits.html, /Go back to the assistant/);

  const view = await agent.view("an offer", (desk) => desk.offers.length === 1);
  const { conversation } = view.offers[0];
  await agent.accept(view.offers[0]);
  await agent.read(conversation);
  assert.equal(agent.welcome.state.visitor_online, true);
  agent.act("say", { text: "Hello <b>there</b>, I am Ana." });
  const said = await visitor.shows("Ana's words", /I am Ana\./);
  assert.match(said.html, /<bdi>Ana Ruiz<\/bdi><span class="kind">human<\/span>/);
  assert.match(said.html, /Hello &lt;b&gt;there&lt;\/b&gt;/);

  await visitor.get();
  assert.equal((await visitor.send({ text: "Thank you, Ana." })).status, 303);
  await agent.socket.take("the visitor's answer", (f) => f.type === "entry" && f.entry.body.text === "Thank you, Ana.");

  agent.act("close", { text: "Goodbye!", reason: "solved" });
  const closed = await visitor.shows("the end", /How was this conversation\?/);
  assert.equal(closed.headers.get("refresh"), null);
  assert.equal((await visitor.send({ do: "rate" }, "/log")).status, 422);
  assert.equal((await visitor.send({ do: "rate", score: "5", text: "Quick" }, "/log")).status, 303);
  const rated = await visitor.shows("the rating", /You rated this conversation 5 out of 5/);
  assert.doesNotMatch(rated.html, /How was this conversation\?/);
  agent.desk.close();
  agent.socket.close();
});

test("sent twice, a form is one message and one conversation", async () => {
  const visitor = open();
  await visitor.get();
  const [first, second] = await Promise.all([visitor.send({ text: "Once only" }), visitor.send({ text: "Once only" })]);
  assert.deepEqual([first.status, second.status], [303, 303]);
  const log = await visitor.shows("the message", /Once only/);
  assert.equal(log.html.split("Once only").length - 1, 1);
  await visitor.get();
  const seal = visitor.seal;
  assert.equal((await visitor.send({ do: "human" })).status, 303);
  assert.equal((await visitor.send({ do: "human", seal })).status, 303);
  const waits = await visitor.shows("the wait", /Waiting for a person/);
  assert.equal(waits.html.split("You asked to talk to a human").length - 1, 1);
  await visitor.send({ do: "back" }, "/log");
  await visitor.shows("the assistant", /<h1 class="who">Assistant/);
});

test("what was typed goes along with the human button", async () => {
  const visitor = open();
  await visitor.get();
  assert.equal((await visitor.send({ do: "human", text: "My parcel is broken" })).status, 303);
  const log = await visitor.shows("the wait", /Waiting for a person/);
  assert.ok(log.html.indexOf("You asked to talk to a human") < log.html.indexOf("My parcel is broken"));
  await visitor.send({ do: "back" }, "/log");
});

test("a form from elsewhere, without its seal or with another's does nothing", async () => {
  const visitor = open();
  await visitor.get();
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { "sec-fetch-site": undefined, origin: "https://evil.example" }]) {
    const answer = await visitor.send({ text: "forged" }, "", headers);
    assert.equal(answer.status, 403);
    assert.match(answer.html, /did not come from our page/);
    assert.equal(answer.headers.get("set-cookie"), null);
  }
  // Nobody else's conversation is begun in this browser by a form that nothing proves to be ours.
  for (const headers of [{}, { origin: "null" }, { referer: "https://evil.example/" }]) {
    const answer = await visitor.send({ text: "forged" }, "", { "sec-fetch-site": undefined, ...headers });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("set-cookie"), null);
  }
  for (const seal of ["", "nonsense", `${visitor.seal}x`]) {
    const answer = await visitor.send({ text: "kept words", seal });
    assert.equal(answer.status, 403);
    assert.match(answer.html, /<textarea[^>]*>\s*kept words<\/textarea>/);
  }
  await visitor.send({ text: "Mine" });
  await visitor.get();
  const other = open();
  await other.get();
  await other.send({ text: "Somebody else's" });
  await other.get();
  // The seal of another conversation, and one from before there was any that nothing proves to be ours.
  const foreign = await visitor.send({ text: "kept words", seal: other.seal });
  assert.equal(foreign.status, 403);
  const fresh = open();
  await fresh.get();
  const unproven = await visitor.send({ text: "forged", seal: fresh.seal }, "", { "sec-fetch-site": undefined });
  assert.equal(unproven.status, 403);
  assert.doesNotMatch((await visitor.get("/log")).html, /kept words|forged/);
});

test("a cookie that was changed, or is another site's, opens nothing and is taken back", async () => {
  const visitor = open();
  await visitor.get();
  await visitor.send({ text: "Secret words" });
  const good = visitor.cookies.get("__Secure-warmline-chat");
  const [payload, signature] = good.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const old = Buffer.from(JSON.stringify({ ...claims, until: 1 })).toString("base64url");
  for (const bad of ["x", `${payload}.${signature.slice(0, -2)}AA`, `${old}.${signature}`]) {
    const stranger = open();
    stranger.cookies.set("__Secure-warmline-chat", bad);
    const page = await stranger.get();
    assert.match(page.html, /too old to be opened again/);
    assert.match(page.headers.get("set-cookie"), /Max-Age=0/);
    stranger.cookies.set("__Secure-warmline-chat", bad);
    assert.equal((await stranger.get("/log")).status, 404);
    // The page that a visitor had open when the cookie went: what they typed is not lost.
    stranger.cookies.set("__Secure-warmline-chat", bad);
    await visitor.get();
    const late = await stranger.send({ text: "kept words", seal: visitor.seal });
    assert.equal(late.status, 403);
    assert.match(late.html, /kept words<\/textarea>/);
  }
});

test("what can't be sent is told, and what was typed stays", async () => {
  const visitor = open();
  await visitor.get();
  const empty = await visitor.send({ text: "  " });
  assert.equal(empty.status, 422);
  assert.match(empty.html, /Please write a message first/);
  const long = await visitor.send({ text: "x".repeat(4_001) });
  assert.equal(long.status, 422);
  assert.match(long.html, /4001 characters; at most 4000/);
  assert.match(long.html, /x{4001}/);
  const huge = await visitor.send({ text: "x".repeat(70_000) });
  assert.equal(huge.status, 413);
  assert.match(huge.html, /too much at once/);
  const odd = await visitor.send({ do: "dance" });
  assert.equal(odd.status, 422);
  assert.equal(visitor.cookies.size, 0);
  await visitor.send({ text: "Hello" });
  await visitor.get();
  const late = await visitor.send({ do: "back" }, "/log");
  assert.equal(late.status, 409);
  assert.match(late.html, /not possible any more/);
});

test("hostile words are only words", async () => {
  const visitor = open();
  await visitor.get();
  await visitor.send({ text: `</textarea><script>alert(1)</script><img src=x onerror="alert(2)">` });
  const log = await visitor.shows("the words", /alert\(1\)/);
  assert.doesNotMatch(log.html, /<script|<img/);
});

test("where there is no chat, the page says where to go", async () => {
  for (const path of ["/chat/nosuchsite", "/chat/", "/chat/%3Cscript%3E"]) {
    const answer = await fetch(edge.origin + path);
    const html = await answer.text();
    assert.equal(answer.status, 404);
    assert.match(html, /There is no chat at this address/);
    assert.doesNotMatch(html, /<script/);
  }
  const visitor = open();
  assert.equal((await visitor.get("/nothing")).status, 404);
  assert.equal((await visitor.get("/files/abc")).status, 404);
});

test("looking by itself can be stopped, and the browser remembers it (WCAG 2.2.1)", async () => {
  const visitor = open();
  await visitor.get();
  await visitor.send({ do: "human" });
  assert.match((await visitor.get("/log")).headers.get("refresh"), /^\d+; url=/);
  const stopped = await visitor.get("/log?live=off");
  assert.equal(stopped.headers.get("refresh"), null);
  assert.match(stopped.html, /kept for ten minutes/);
  assert.equal((await visitor.get("/log")).headers.get("refresh"), null);
  assert.match((await visitor.get("/log?live=on")).headers.get("refresh"), /^\d+; url=/);
  await visitor.send({ do: "back" }, "/log");
});

test("files that came with a message are downloads for this visitor alone", async () => {
  const visitor = open();
  await visitor.get();
  await visitor.send({ text: "Hello" });
  await visitor.get();
  const token = visitor.cookies.get("__Secure-warmline-chat");
  const { conversation } = JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString());
  const path = `/api/v1/sites/${edge.site.site}/conversations/${conversation}`;
  const stored = await edge.post(`${path}/files`, "a,b\n1,2\n", token, { "x-warmline-name": "table.csv" });
  assert.equal(stored.status, 200, stored.text);
  const say = { type: "say", client_id: "file-1", text: "", attachments: [stored.body.id] };
  assert.equal((await edge.post(`${path}/frames`, say, token)).status, 200);
  const log = await visitor.shows("the file", /Download <bdi>table\.csv<\/bdi>/);
  const [, href] = /href="([^"]+\/files\/[^"]+)"/.exec(log.html);
  const file = await visitor.get(href.slice(`/chat/${edge.site.site}`.length));
  assert.equal(file.html, "a,b\n1,2\n");
  assert.match(file.headers.get("content-disposition"), /attachment/);
  assert.equal((await open().get(href.slice(`/chat/${edge.site.site}`.length))).status, 404);
});

test("the style is one file, and every page's policy allows it", async () => {
  const answer = await fetch(`${edge.origin}/chat/style.css`);
  assert.match(answer.headers.get("content-type"), /^text\/css/);
  const css = await until("the style", () => answer.text());
  assert.match(css, /--wl-accent/);
});
