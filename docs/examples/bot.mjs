// A bot of another maker on the terminal, with Warmline as its handoff layer. Plain Node 20 or newer.
//
//   WARMLINE_URL=http://127.0.0.1:8787 WARMLINE_SITE=demo WARMLINE_BOT_KEY=… node docs/examples/bot.mjs
//
// Write "human" for a person, "back" for the bot again while you wait, "bye" to end.

import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

const { WARMLINE_URL: url = "http://127.0.0.1:8787", WARMLINE_SITE: site = "demo", WARMLINE_BOT_KEY: key } = process.env;
if (!key) throw new Error("WARMLINE_BOT_KEY is missing: the bot_key that setting up the site answered");

/** One call. What has a client_id may be sent again: it is done once, so a lost answer costs nothing. */
async function call(method, path, body, tries = 3) {
  try {
    const answer = await fetch(`${url}/api/v1/sites/${site}/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const json = await answer.json();
    if (answer.ok) return json;
    throw Object.assign(new Error(json.error.message), { code: json.error.code, final: answer.status < 500 });
  } catch (error) {
    if (error.final || tries <= 1) throw error;
    await new Promise((done) => setTimeout(done, 500));
    return call(method, path, body, tries - 1);
  }
}

const show = (who, text) => console.log(`${who}: ${text}`);
const transcript = [];
let conversation = null;
let stage = "bot";
let read = 0;
let timer = null;
let told = "";

const remember = (author, text) =>
  transcript.push({ client_id: randomUUID(), at: Date.now(), author, text });

function botSays(text) {
  remember("bot", text);
  show("bot", text);
}

/** Opens the conversation once, brings what was said since, and hands off. */
async function handOff() {
  const opening = { client_id: `terminal-${randomUUID().slice(0, 8)}`, locale: "en", customer: { name: "Terminal guest" } };
  conversation ??= (await call("POST", "conversations", opening)).conversation;
  if (transcript.length > 0) {
    await call("POST", `conversations/${conversation}/transcript`, { messages: transcript.splice(0) });
  }
  const reason = "The customer asked for a person";
  const hand = { client_id: randomUUID(), asked_by_customer: true, reason, context: { channel: "terminal" } };
  follow(await call("POST", `conversations/${conversation}/handoff`, hand));
  await poll();
}

/** Tells how it stands, where that is news. */
function follow(status) {
  const before = stage;
  stage = status.stage;
  let line = "";
  if (stage === "waiting") {
    const place = status.position ? `number ${status.position} in line` : "in line";
    const wait = status.wait ? `, about ${Math.ceil(status.wait.low_s / 60)} to ${Math.ceil(status.wait.high_s / 60)} minutes` : "";
    line = `${place}${wait}${status.team_online ? "" : ", nobody is online yet"}`;
  } else if (stage === "human") {
    line = `${status.name} from ${status.team} has you now`;
  } else if (before !== stage) {
    line = stage === "closed" ? "the conversation is closed" : `the bot is back (handoff ${status.handoff?.state ?? "over"})`;
  }
  if (line && line !== told) show("status", line);
  told = line || told;
}

/** Reads what came, shows what the team and Warmline said, and asks again when the edge says so. */
async function poll() {
  clearTimeout(timer);
  const { status, entries, next } = await call("GET", `conversations/${conversation}/messages?after_seq=${read}`);
  for (const entry of entries) {
    read = entry.seq;
    const { kind, name } = entry.author;
    const own = kind === "visitor" || (kind === "bot" && entry.client_id && entry.body.type === "text");
    if (!own && entry.body.text) show(kind === "agent" ? name : "warmline", entry.body.text);
  }
  follow(status);
  if (next) return poll();
  const again = stage === "waiting" || stage === "human";
  if (again) timer = setTimeout(() => poll().catch((error) => show("error", error.message)), status.poll_s * 1000);
}

async function heard(text) {
  if (text === "bye") {
    if (conversation && stage !== "closed") {
      await call("POST", `conversations/${conversation}/close`, { client_id: randomUUID(), reason: "solved" });
    }
    clearTimeout(timer);
    show("bot", "Goodbye!");
    return lines.close();
  }
  if (stage === "waiting" && text === "back") {
    follow(await call("POST", `conversations/${conversation}/take-back`, { client_id: randomUUID() }));
    return poll();
  }
  if (stage === "waiting" || stage === "human") {
    await call("POST", `conversations/${conversation}/frames`, { type: "say", client_id: randomUUID(), text });
    return poll();
  }
  remember("customer", text);
  if (/\b(human|person|agent)\b/i.test(text)) return handOff();
  botSays(`You said "${text}". I am a simple bot: write "human" for a person.`);
}

botSays('Hi! Ask me something, or write "human".');
const lines = createInterface({ input: process.stdin });
// One at a time, so that what is written is sent in its order.
let turn = Promise.resolve();
lines.on("line", (line) => {
  const text = line.trim();
  if (text) turn = turn.then(() => heard(text)).catch((error) => show("error", error.message));
});
