// A conversation of 10,000 messages: it opens at its end, and its beginning is one step away.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { launch, person } from "../support/browser.mjs";
import { Visitor } from "../support/client.mjs";
import { Edge, until } from "../support/edge.mjs";

const MESSAGES = 10_000;
let browser;
let edge;
before(async () => {
  browser = await launch();
  edge = await Edge.start();
});
after(async () => {
  await browser?.close();
  await edge?.stop();
});

/** Writes entries into a conversation's log as its object would have, while the edge is down. */
function lengthen(dir) {
  const files = readdirSync(dir, { recursive: true }).filter((name) => name.endsWith(".sqlite"));
  for (const name of files) {
    const database = new DatabaseSync(join(dir, name));
    // The killed processes may still be going.
    database.exec("PRAGMA busy_timeout = 10000");
    try {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE name = 'entries'").all();
      const log = tables.length ? database.prepare("SELECT seq, json FROM entries ORDER BY seq").all() : [];
      const model = log.find((row) => row.json.includes("Hello from long ago"));
      if (!model) continue;
      const state = database.prepare("SELECT json FROM state").get().json;
      const last = log.length;
      assert.ok(state.includes(`"last":${last}`), state.slice(0, 300));
      const insert = database.prepare("INSERT INTO entries VALUES (?, ?)");
      database.exec("BEGIN");
      for (let seq = last + 1; seq <= MESSAGES; seq += 1) {
        const entry = { ...JSON.parse(model.json), seq };
        delete entry.client_id;
        entry.body = { ...entry.body, text: `Message ${seq}, of about the length that a message has in a chat.` };
        insert.run(seq, JSON.stringify(entry));
      }
      database.prepare("UPDATE state SET json = ?").run(state.replace(`"last":${last}`, `"last":${MESSAGES}`));
      database.exec("COMMIT");
      return;
    } finally {
      database.close();
    }
  }
  throw new Error("the conversation's storage was not found");
}

test("a conversation of 10,000 messages opens at its end, and can be read back to its beginning", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said("Hello from long ago");
  await visitor.acked(visitor.act("ask_human"));
  visitor.socket.close();
  await edge.kill();
  lengthen(join(edge.dir, "state"));
  await edge.run();

  const page = await person(browser);
  await page.goto(edge.origin + (await edge.invite("ana", "Ana")));
  await page.test("status-available").waitFor();
  const row = page.locator("[data-testid=line-item]:visible .item-open").first();
  await row.waitFor();
  const took = await row.evaluate(
    (element, last) =>
      new Promise((done) => {
        const from = performance.now();
        const there = () => [...document.querySelectorAll("[data-testid=entry]")].some((e) => e.textContent.includes(last));
        new MutationObserver((_, observer) => {
          if (!there()) return;
          observer.disconnect();
          requestAnimationFrame(() => done(performance.now() - from));
        }).observe(document.body, { childList: true, subtree: true });
        element.click();
      }),
    `Message ${MESSAGES},`,
  );
  console.log(`opened in ${Math.round(took)} ms`);
  const messages = page.locator("[data-testid=entry]");
  assert.equal(await messages.count(), 200);
  const log = page.locator(".log");
  await log.evaluate((element) => (element.scrollTop = -element.scrollHeight));
  await until("200 more", async () => (await messages.count()) === 400);
  // Where the agent was reading is where they still are, and nothing more comes by itself.
  await page.waitForTimeout(300);
  assert.equal(await messages.count(), 400);
  assert.equal(await page.test("earlier").count(), 1);
  assert.deepEqual(page.errors, []);
});
