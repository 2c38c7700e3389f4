// R-173 in a real browser: the visitor sees an answer grow, and then sees it stored, or taken back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Edge, sleep } from "../support/edge.mjs";
import { KEY, Model } from "../support/model.mjs";

const QUESTION = "how long does shipping take";
const FIRST = "Standard delivery takes 3 to 5 business days after your order leaves us.";
const SECOND = "Express takes 2 business days in the other 48 states.";

let browser;
let edge;
let model;
let stranger;
before(async () => {
  browser = await launch();
  model = await Model.start();
  edge = await Edge.start({ provision: false, secrets: { WARMLINE_LLM_KEY_MAIN: KEY } });
  stranger = await strangersSite(
    () => `<!doctype html><html lang="en"><title>A stranger's page</title>
      <script async src="${edge.origin}/widget.js" data-site="demo"></script></html>`,
  );
  const llm = { provider: "open_ai", base_url: `${model.origin}/v1`, model: "small-1", key: "MAIN" };
  await edge.setUp({ origins: [stranger.origin], settings: { llm } });
});
after(async () => {
  await browser?.close();
  stranger?.close();
  model?.stop();
  await edge?.stop();
});

/** Asks, in a browser of its own. */
async function ask() {
  const page = await person(browser);
  await page.goto(`${stranger.origin}/`);
  await page.test("launcher").click();
  await page.test("composer").fill(QUESTION);
  await page.test("composer").press("Enter");
  return page;
}

const bot = (page, text) => page.locator("[data-testid=message][data-author=bot]", { hasText: text });

/** Streams one sentence, waits to be let go on, and streams another. */
function inTwoParts(second) {
  let goOn;
  const wait = new Promise((done) => (goOn = done));
  model.behave = async (stream) => {
    await sleep(500);
    // With the next sentence's first letter: only then is it sure that no citation follows.
    stream.text(`${FIRST.slice(0, -1)} [1]. ${second[0]}`);
    await Promise.race([wait, sleep(10_000)]);
    await stream.say(second.slice(1), 20);
  };
  return goOn;
}

test("an answer grows in a bubble of the assistant's, and gives way to the entry that it becomes", async () => {
  const goOn = inTwoParts(`${SECOND.slice(0, -1)} [1].`);
  const page = await ask();
  await page.test("draft").filter({ hasText: FIRST }).waitFor();
  assert.equal(await page.test("typing").count(), 0);
  assert.equal(await bot(page, FIRST).count(), 0);
  goOn();
  await bot(page, SECOND).waitFor();
  assert.equal(await page.test("draft").count(), 0);
  assert.equal(await bot(page, FIRST).count(), 1);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test("what the guard stops takes the draft back, and the article is quoted", async () => {
  const goOn = inTwoParts("An agent will call you at 5pm [1].");
  const page = await ask();
  await page.test("draft").filter({ hasText: FIRST }).waitFor();
  goOn();
  const article = edge.site.articles.find((a) => a.phrasings.includes(QUESTION));
  await bot(page, article.answer.slice(0, 60)).waitFor();
  assert.equal(await page.test("draft").count(), 0);
  assert.equal(await page.getByText("5pm").count(), 0);
  await page.context().close();
});

test("R-113: asking for a human takes the draft away at once", async () => {
  const goOn = inTwoParts(`${SECOND.slice(0, -1)} [1].`);
  const page = await ask();
  await page.test("typing").waitFor();
  await page.test("draft").waitFor();
  await page.test("human-button").click();
  await page.test("queue").waitFor();
  assert.equal(await page.test("draft").count(), 0);
  goOn();
  await sleep(1_000);
  assert.equal(await bot(page, SECOND).count(), 0);
  await page.context().close();
});
