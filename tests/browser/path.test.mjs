// The whole path in two real browsers: a visitor in a stranger's page, an agent in the console.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Edge, until } from "../support/edge.mjs";

let browser;
let edge;
let stranger;
let sites = 0;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
  // The first part of a path is the site's key, so that each test has a desk of its own.
  stranger = await strangersSite(
    (path) => `<!doctype html><html lang="en"><title>A stranger's page</title><body><h1>${path}</h1>
      <script async src="${edge.origin}/widget.js" data-site="${path.split("/")[1]}"></script></body></html>`,
  );
});
after(async () => {
  await browser?.close();
  stranger?.close();
  await edge?.stop();
});

const said = (page, who, text) =>
  page.locator(`[data-testid=message][data-author=${who}]`, { hasText: text });
const heard = (page, who, text) =>
  page.locator(`[data-testid=entry][data-author=${who}]`, { hasText: text });

/** A site of this test's own. */
async function newSite() {
  sites += 1;
  await edge.setUp({ site: `site${sites}`, origins: [stranger.origin] });
  return edge.site.site;
}

async function visit(site, path = "") {
  const page = await person(browser);
  await page.goto(`${stranger.origin}/${site}/${path}`);
  return page;
}

/** Shows the panel, whether the page opened it again by itself or not. */
async function opened(page) {
  await page.test("launcher").waitFor({ state: "attached" });
  await page.waitForTimeout(500);
  if (!(await page.test("panel").isVisible())) await page.test("launcher").click();
  await page.test("composer").waitFor();
}

async function write(page, text) {
  await page.test("composer").fill(text);
  await page.test("composer").press("Enter");
}

async function agent(id, name, more) {
  const page = await person(browser);
  await page.goto(edge.origin + (await edge.invite(id, name, more)));
  await page.test("status-available").waitFor();
  return page;
}

test("R-004, R-180: the launcher and its human button are there at once, and nothing is stored or sent before a touch", async () => {
  const site = await newSite();
  const page = await person(browser);
  const requests = [];
  page.on("request", (r) => requests.push(r.url()));
  await page.goto(`${stranger.origin}/${site}/`);
  await page.test("launcher").waitFor();
  await page.getByRole("button", { name: "Talk to a Human" }).waitFor();
  await page.waitForTimeout(300);
  const ours = requests.filter((url) => url.startsWith(edge.origin));
  assert.deepEqual(ours, [`${edge.origin}/widget.js`]);
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  assert.deepEqual(kept, [0, 0, ""]);
  await page.context().close();
});

test("the whole path: answer, request, live queue, offer with card, accept, talk, seen, close, rating", async () => {
  const visitor = await visit(await newSite());
  await visitor.test("launcher").click();
  // an answer from the knowledge base, and none where it has none.
  const [article] = edge.site.articles;
  await write(visitor, article.phrasings[0]);
  await said(visitor, "bot", article.answer.slice(0, 60)).waitFor();
  await write(visitor, "can a platypus juggle seven flaming accordions");
  await visitor.getByRole("button", { name: "Connect me" }).waitFor();
  assert.ok(await visitor.test("human-button").isVisible());

  // asked in one's own words: nobody is there, and that is said.
  await write(visitor, "let me talk to a real person please");
  await visitor.test("queue").waitFor();
  await visitor.test("queue-position").filter({ hasText: /next in line/i }).waitFor();

  const ana = await agent("ana", "Ana Duarte");
  await ana.test("line-item").waitFor();
  await ana.test("status-available").click();
  await ana.test("offer").waitFor();
  await ana.test("offer").click();
  // the card, before anything is accepted.
  await ana.test("card-summary").waitFor();
  const summary = await ana.test("card-summary").innerText();
  assert.ok(summary.includes(article.phrasings[0].slice(0, 20)), summary);
  await heard(ana, "visitor", "let me talk to a real person").waitFor();
  assert.equal(await said(visitor, "system", "You are now connected").count(), 0);
  await ana.test("accept").first().click();

  // the customer is told who joined.
  await said(visitor, "system", "You are now connected with Ana Duarte from our Support team.").waitFor();
  assert.match(await visitor.test("header-title").innerText(), /Ana Duarte/);
  // the drafted opening can be edited before it is sent.
  await until("the drafted opening", async () => (await ana.test("composer").inputValue()).includes("Ana Duarte"));
  await write(ana, "Hi, I am Ana. I have read everything; one moment.");
  await said(visitor, "agent", "I have read everything").waitFor();

  // Typing, both ways; delivery and seen.
  await visitor.test("composer").pressSequentially("Thank");
  await ana.test("typing").waitFor();
  await visitor.test("composer").fill("");
  await write(visitor, "Thank you, human, when will it arrive?");
  await heard(ana, "visitor", "when will it arrive").waitFor();
  await visitor
    .locator("[data-testid=message][data-author=visitor][data-delivery=seen]", { hasText: "when will it arrive" })
    .waitFor();
  await ana.test("composer").pressSequentially("On");
  await visitor.test("typing").waitFor();
  await write(ana, "On Tuesday.");
  await said(visitor, "agent", "On Tuesday.").waitFor();
  // the bot said nothing since the request.
  const authors = await visitor
    .locator("[data-testid=message]")
    .evaluateAll((all) => all.map((m) => m.dataset.author));
  assert.ok(!authors.slice(authors.indexOf("agent")).includes("bot"), String(authors));

  // T8 and the rating, once.
  await ana.test("close").click();
  assert.match(await ana.test("close-text").inputValue(), /glad we could get that resolved/);
  await ana.test("close-text").fill("Your lantern arrives on Tuesday. All the best!");
  await ana.test("close-confirm").click();
  await said(visitor, "agent", "All the best!").waitFor();
  await visitor.test("rating-5").click();
  const send = visitor.test("rating-send");
  if (await send.count()) await send.click();
  await visitor.test("rating-1").waitFor({ state: "detached" });
  await until("the rating on the agent's screen", async () =>
    (await ana.test("stage").innerText()).match(/5/),
  );
  assert.deepEqual(visitor.errors.concat(ana.errors), []);
  await ana.context().close();
  await visitor.context().close();
});

test("R-004, R-106: the launcher's human button goes straight to the line, and back to the assistant on request", async () => {
  const visitor = await visit(await newSite());
  await visitor.getByRole("button", { name: "Talk to a Human" }).click();
  await visitor.test("queue").waitFor();
  await visitor.test("cancel-wait").click();
  await visitor.test("queue").waitFor({ state: "detached" });
  await visitor.test("human-button").waitFor();
  await visitor.context().close();
});

test("R-105, R-183: a page left and a page reloaded lose neither place nor words", async () => {
  const visitor = await visit(await newSite());
  await visitor.test("launcher").click();
  await write(visitor, "hello there");
  await said(visitor, "visitor", "hello there").waitFor();
  await visitor.test("human-button").click();
  await visitor.test("queue").waitFor();
  await visitor.goto(`${stranger.origin}/${edge.site.site}/other`);
  await opened(visitor);
  await visitor.test("queue").waitFor();
  assert.equal(await said(visitor, "visitor", "hello there").count(), 1);
  await visitor.test("cancel-wait").click();
  await visitor.test("queue").waitFor({ state: "detached" });
  await visitor.context().close();
});

test("R-183: words written offline are kept over a reload and sent once when the network is back", async () => {
  const visitor = await visit(await newSite());
  await visitor.test("launcher").click();
  await write(visitor, "before the tunnel");
  await said(visitor, "visitor", "before the tunnel").waitFor();
  await visitor
    .locator("[data-testid=message][data-delivery=sent]", { hasText: "before the tunnel" })
    .waitFor();
  await visitor.context().setOffline(true);
  await visitor.test("banner").waitFor();
  await write(visitor, "inside the tunnel");
  await said(visitor, "visitor", "inside the tunnel").waitFor();
  assert.equal(
    await visitor.locator("[data-testid=message][data-delivery=sent]", { hasText: "inside the tunnel" }).count(),
    0,
  );
  await visitor.context().setOffline(false);
  await visitor.reload();
  await opened(visitor);
  await visitor
    .locator("[data-testid=message][data-delivery=sent]", { hasText: "inside the tunnel" })
    .waitFor();
  assert.equal(await said(visitor, "visitor", "inside the tunnel").count(), 1);
  await visitor.context().close();
});

test("R-105, R-190: kill -9 of the edge in the middle of a chat; both screens go on, with nothing twice", async () => {
  const visitor = await visit(await newSite());
  await visitor.getByRole("button", { name: "Talk to a Human" }).click();
  await visitor.test("queue").waitFor();
  const ben = await agent("ben", "Ben Okafor");
  await ben.test("status-available").click();
  await ben.test("accept").first().click();
  await said(visitor, "system", "Ben Okafor").waitFor();
  await write(visitor, "first words");
  await heard(ben, "visitor", "first words").waitFor();
  await edge.kill();
  await write(visitor, "words into the void");
  await visitor.test("banner").waitFor();
  await edge.run();
  await heard(ben, "visitor", "words into the void").waitFor({ timeout: 45_000 });
  await write(ben, "I am still here");
  await said(visitor, "agent", "I am still here").waitFor({ timeout: 45_000 });
  for (const text of ["first words", "words into the void"]) {
    assert.equal(await said(visitor, "visitor", text).count(), 1, text);
    assert.equal(await heard(ben, "visitor", text).count(), 1, text);
  }
  // handing back is explicit and visible.
  await ben.test("hand-back").click();
  await ben.test("hand-back-confirm").click();
  await said(visitor, "agent", "handed you back").or(said(visitor, "system", "handed you back")).first().waitFor();
  await ben.context().close();
  await visitor.context().close();
});

test("two agents race for one conversation: one wins, the other is told", async () => {
  const visitor = await visit(await newSite());
  await visitor.getByRole("button", { name: "Talk to a Human" }).click();
  await visitor.test("queue").waitFor();
  const [ana, ben] = [await agent("ana", "Ana Duarte"), await agent("ben", "Ben Okafor")];
  await ana.test("status-available").click();
  await ana.test("offer").waitFor();
  await ben.test("status-busy").click();
  await ben.test("take").waitFor();
  const accept = await ana.test("accept").first().elementHandle();
  const take = await ben.test("take").first().elementHandle();
  // Both at one moment of the clock, as near as two browsers come.
  const moment = Date.now() + 500;
  const press = (button) =>
    button.evaluate((b, at) => new Promise((done) => setTimeout(() => done(b.click()), at - Date.now())), moment);
  await Promise.all([press(accept), press(take)]);
  const told = (page) => page.test("toast").waitFor({ timeout: 5_000 }).then(() => true, () => false);
  const toasts = await Promise.all([told(ana), told(ben)]);
  await until("one owner", async () => (await ana.test("mine-item").count()) + (await ben.test("mine-item").count()));
  const owns = await Promise.all([ana, ben].map((page) => page.test("mine-item").count()));
  assert.deepEqual(owns.slice().sort(), [0, 1]);
  // The slower one is told who was faster; or, if the news came before the click, has nothing left to
  // click on. That the edge tells whoever did ask is proved over the wire (tests/workerd/path).
  const [loser, wasTold] = owns[0] ? [ben, toasts[1]] : [ana, toasts[0]];
  const buttons = await loser.locator("[data-testid=accept]:visible, [data-testid=take]:visible").count();
  assert.ok(wasTold || buttons === 0);
  await ana.context().close();
  await ben.context().close();
  await visitor.context().close();
});

test("text is shown as text and only as text, on both screens", async () => {
  const visitor = await visit(await newSite());
  await visitor.getByRole("button", { name: "Talk to a Human" }).click();
  await visitor.test("queue").waitFor();
  const eva = await agent("eva", "Eva <b>Lind</b>");
  await eva.test("status-available").click();
  await eva.test("accept").first().click();
  await said(visitor, "system", "Eva <b>Lind</b>").waitFor();
  const evil = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
  await write(visitor, evil);
  await heard(eva, "visitor", evil).waitFor();
  await write(eva, evil);
  await said(visitor, "agent", evil).waitFor();
  for (const page of [visitor, eva]) {
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.equal(await page.locator("img[src=x]").count(), 0);
  }
  await write(visitor, "مرحبا بكم في المتجر");
  await heard(eva, "visitor", "مرحبا").waitFor();
  await eva.context().close();
  await visitor.context().close();
});

test("R-182: opened by keyboard, Escape closes and gives the focus back", async () => {
  const visitor = await visit(await newSite());
  await visitor.test("launcher").waitFor();
  await visitor.test("launcher").focus();
  await visitor.keyboard.press("Enter");
  await visitor.test("composer").waitFor();
  const focused = () =>
    visitor.evaluate(() => document.querySelector("warmline-widget").shadowRoot.activeElement?.dataset.testid);
  await until("the focus in the composer", async () => (await focused()) === "composer");
  await visitor.keyboard.press("Escape");
  await until("the focus on the launcher", async () => (await focused()) === "launcher");
  await visitor.context().close();
});
