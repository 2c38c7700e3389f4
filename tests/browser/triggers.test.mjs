// What the triggers look like to a visitor and to an agent, in a real Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Edge } from "../support/edge.mjs";

let browser;
let edge;
let stranger;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
  stranger = await strangersSite(
    (path) => `<!doctype html><html lang="en"><title>A stranger's page</title>
      <script async src="${edge.origin}/widget.js" data-site="${path.slice(1)}"></script></html>`,
  );
  await edge.setUp({ site: "plain", origins: [stranger.origin] });
});
after(async () => {
  await browser?.close();
  stranger?.close();
  await edge?.stop();
});

async function visit(site) {
  const page = await person(browser);
  page.sent = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => page.sent.push(String(payload))));
  await page.goto(`${stranger.origin}/${site}`);
  await page.test("launcher").click();
  await page.test("composer").waitFor();
  return page;
}

async function write(page, text) {
  await page.test("composer").fill(text);
  await page.test("composer").press("Enter");
}

const said = (page, who, text) =>
  page.locator(`[data-testid=message][data-author=${who}]`, { hasText: text });

test("R-071: a card number and a password never leave the browser, nor wait in its storage", async () => {
  const page = await visit("plain");
  await write(page, "hello");
  await page.locator("[data-testid=message][data-author=visitor][data-delivery=sent]").waitFor();
  await page.context().setOffline(true);
  await write(page, "pay with 4242 4242 4242 4242, my password is hunter2");
  await said(page, "visitor", "4242").waitFor();
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  await page.context().setOffline(false);
  await page.locator("[data-delivery=sent]", { hasText: "4242" }).waitFor();
  for (const trace of [stored, page.sent.join("\n"), await page.test("panel").innerText()]) {
    assert.ok(trace.includes("4242"), "the last four are there");
    assert.ok(!trace.includes("4242 4242 4242") && !trace.includes("hunter2"), trace);
  }
  assert.deepEqual(page.errors, []);
});

test("R-013: frustration is offered a person; staying goes on with the question", async () => {
  const page = await visit("plain");
  await write(page, edge.site.articles[0].phrasings[0]);
  await said(page, "bot", edge.site.articles[0].answer.slice(0, 40)).waitFor();
  await write(page, "THIS IS USELESS, HOW LONG does shipping take, damn it");
  await said(page, "bot", "not quite hitting the mark").waitFor();
  await page.test("offer-stay").click();
  await said(page, "visitor", "Stay with the assistant").waitFor();
  await page.waitForFunction(
    (n) => {
      const root = [...document.querySelectorAll("*")].find((el) => el.shadowRoot)?.shadowRoot;
      return root?.querySelectorAll("[data-testid=message][data-author=bot]").length > n;
    },
    3,
  );
});

test("other articles can be picked under an unsure answer", async () => {
  const settings = { answer_from: 100, refuse_below: 5, consecutive_below: 0 };
  await edge.setUp({ site: "unsure", origins: [stranger.origin], settings });
  const page = await visit("unsure");
  await write(page, "what about returning something I bought as a gift");
  const picks = page.locator("[data-testid=offer-article]");
  await picks.first().waitFor();
  assert.ok((await picks.count()) <= 2);
  const title = await picks.first().innerText();
  await picks.first().click();
  await said(page, "visitor", title).waitFor();
  const article = edge.site.articles.find((a) => a.title === title);
  await said(page, "bot", article.answer.slice(0, 30)).waitFor();
  assert.ok(await picks.first().isDisabled());
  await edge.setUp({ site: "plain", origins: [stranger.origin] });
});

test("R-012, R-030, R-041, R-065: the agent reads policy, evidence, mood and facts on the card", async () => {
  const page = await visit("plain");
  await write(page, "I am really angry, you charged me $249.00 twice for order 10452");
  await page.test("queue").waitFor();
  const ana = await person(browser);
  await ana.goto(edge.origin + (await edge.invite("ana", "Ana Duarte")));
  await ana.test("status-available").click();
  await ana.test("offer").click();
  await ana.test("card-policy").waitFor();
  assert.match(await ana.test("card-policy").innerText(), /a charge that you dispute/);
  assert.match(await ana.test("card-reason").innerText(), /policy of yours/);
  const facts = await ana.test("card-fact").allInnerTexts();
  assert.ok(facts.some((f) => f.includes("249")) && facts.some((f) => f.includes("10452")), facts.join());
  assert.match(await ana.test("card-mood").innerText(), /frustrated|angry/);
  await ana.test("card-evidence").first().click();
  assert.deepEqual(ana.errors, []);
});
