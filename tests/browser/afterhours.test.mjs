// After hours in two real browsers: the options with their times, a ticket, its card, and the promise kept.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { hasNoViolations } from "../support/axe.mjs";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Edge, until } from "../support/edge.mjs";

const HOUR = 3_600_000;
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

let browser;
let edge;
let stranger;
let sites = 0;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
  stranger = await strangersSite(
    (path) => `<!doctype html><html lang="en"><title>A stranger's page</title><body><main><h1>${path}</h1></main>
      <script async src="${edge.origin}/widget.js" data-site="${path.split("/")[1]}"></script></body></html>`,
  );
});
after(async () => {
  await browser?.close();
  stranger?.close();
  await edge?.stop();
});

/** A site that opens in five hours or more, for two, each day by the clock of UTC. */
async function closedSite() {
  sites += 1;
  const opens = (new Date(Date.now() + 6 * HOUR).getUTCHours()) % 22;
  const two = (hour) => String(hour).padStart(2, "0");
  const spans = [`${two(opens)}:00-${two(opens + 2)}:00`];
  const now = new Date().getUTCHours();
  assert.ok(now < opens || now >= opens + 2, "the site is closed now");
  const hours = { zone: "UTC", week: Object.fromEntries(DAYS.map((day) => [day, spans])) };
  await edge.setUp({ site: `night${sites}`, origins: [stranger.origin], settings: { hours } });
  return edge.site.site;
}

async function visit(site, options = {}) {
  const page = await person(browser, { timezoneId: "America/New_York", ...options });
  await page.goto(`${stranger.origin}/${site}/`);
  return page;
}

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

const shown = (page, id) => page.locator(`[data-testid=${id}]:visible`).first();

/** A visitor who asked for a person while nobody is at work. */
async function asked(site, options) {
  const page = await visit(site, options);
  await opened(page);
  await write(page, "When will my lantern arrive?");
  await page.locator("[data-testid=message][data-author=bot]").first().waitFor();
  await page.test("human-button").click();
  await page.test("offline-title").waitFor();
  return page;
}

test("R-131, R-132, R-136, R-140: after hours a ticket with its number and time is promised, stays true, and is kept", async () => {
  const site = await closedSite();
  const visitor = await asked(site);
  // T7: at once, with when the team is back and options with their times, in the visitor's own zone.
  assert.equal(await visitor.test("offline-title").innerText(), "Our team is offline");
  assert.match(await visitor.test("offline-opens").innerText(), /^We are back .*\d{1,2}:\d\d/);
  assert.match(await visitor.test("choose-email").innerText(), /^Open a ticket: answer by .*\d{1,2}:\d\d/);
  assert.ok(!(await visitor.test("queue").isVisible()), "nobody waits in a line that nobody serves");
  await hasNoViolations(visitor, "after hours");

  const said = (await visitor.test("choose-email").innerText()).split("answer by ")[1];
  await visitor.test("choose-email").click();
  await until("the focus where one answers", () =>
    visitor.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot) active = active.shadowRoot.activeElement;
      return active?.dataset.testid === "composer";
    }));
  await write(visitor, "mia@shop.example");
  await write(visitor, "Mia Lund");
  await visitor.test("promise-title").waitFor();
  assert.equal(await visitor.test("promise-title").innerText(), "You get an answer by e-mail");
  assert.equal((await visitor.test("promise-time").innerText()).toLowerCase(), `by ${said}`.toLowerCase());
  assert.equal(await visitor.test("promise-place").innerText(), "To mia@shop.example");
  const ticket = await visitor.test("ticket").innerText();
  assert.match(ticket, /^T-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  // The chat says the same number.
  await visitor.locator("[data-testid=message]", { hasText: ticket }).first().waitFor();
  assert.ok(!(await visitor.test("offline-title").isVisible()), "nothing is left to choose");
  await hasNoViolations(visitor, "after hours");

  // They come back, and it is still promised.
  await visitor.reload();
  await opened(visitor);
  await visitor.test("promise-title").waitFor();
  assert.equal(await visitor.test("ticket").innerText(), ticket);

  // An agent finds it by its number, however it is typed, and keeps it.
  const ana = await person(browser);
  await ana.goto(edge.origin + (await edge.invite("ana", "Ana Duarte")));
  await shown(ana, "promise").waitFor();
  assert.match(await shown(ana, "promise-contact").innerText(), /mia@shop\.example/);
  assert.equal(await shown(ana, "promise-ticket").innerText(), ticket);
  await until("it open", async () => {
    await ana.test("search").fill("");
    await ana.test("search").fill(ticket.toLowerCase().replaceAll("-", ""));
    await ana.waitForTimeout(700);
    return (await ana.test("conversation").count()) === 1;
  });
  await ana.locator("[data-testid=conversation] [data-testid=ticket]", { hasText: ticket }).waitFor();
  await shown(ana, "promised-one").waitFor();
  await ana.test("search").fill("");
  await shown(ana, "promise-done").click();
  await until("nothing left to keep", async () => (await ana.test("promise").count()) === 0);
  await visitor.test("promise-title").filter({ hasText: "You have your answer by e-mail" }).waitFor();
  assert.deepEqual(visitor.errors, []);
  assert.deepEqual(ana.errors, []);
  await ana.context().close();
  await visitor.context().close();
});

test("R-133: a booked call is put into a calendar, stands at the desk, and its link opens it after signing in", async () => {
  const site = await closedSite();
  const visitor = await asked(site);
  await visitor.test("choose-callback").click();
  await visitor.test("slot-time").first().click();
  await visitor.test("slot-book").click();
  await visitor.locator("[data-testid=message]", { hasText: "Which phone number" }).waitFor();
  await write(visitor, "+49 30 1234567");
  await visitor.test("promise-title").filter({ hasText: "You get a call" }).waitFor();
  const load = async () => {
    const [download] = await Promise.all([visitor.waitForEvent("download"), visitor.test("call-calendar").click()]);
    assert.equal(download.suggestedFilename(), "call.ics");
    return readFile(await download.path(), "utf8");
  };
  const first = await load();
  assert.match(first, /METHOD:PUBLISH\r\n/);
  assert.match(first, /SEQUENCE:0\r\n/);
  await hasNoViolations(visitor, "a booked call");

  // Whoever follows the link of a package signs in first, in this tab or in another.
  const ana = await person(browser);
  const kept = await visitor.evaluate((name) => JSON.parse(localStorage.getItem(name)), `warmline:${site}`);
  const { conversation } = kept;
  await ana.goto(`${edge.origin}/console/#/c/${conversation}`);
  await ana.test("sign-in-needed").waitFor();
  assert.equal(new URL(ana.url()).hash, "");
  await ana.goto(edge.origin + (await edge.invite("ana", "Ana Duarte")));
  await ana.locator(`[data-testid=conversation][data-conversation="${conversation}"]`).first().waitFor();
  await shown(ana, "call").waitFor();
  assert.match(await shown(ana, "call").innerText(), /\+49 30 1234567/);
  assert.match(await shown(ana, "call-when").innerText(), /\d{1,2}:\d\d.* to \d{1,2}:\d\d/);
  await hasNoViolations(ana, "coming calls");
  await ana.reload();
  await shown(ana, "call").waitFor();
  assert.equal(await ana.test("conversation").count(), 0, "it was opened once");
  // And while the console is open.
  await ana.evaluate((id) => (location.hash = `#/c/${id}`), conversation);
  await ana.test("conversation").first().waitFor();

  // Moved, the same link brings the call as it is now.
  await visitor.test("promise-change").click();
  await visitor.test("slot-time").first().click();
  await visitor.test("slot-book").click();
  await until("the other time", async () => !/SEQUENCE:0\r\n/.test(await load()));
  await visitor.test("promise-cancel").click();
  await visitor.test("promise-cancel-yes").click();
  await visitor.test("call-calendar").waitFor({ state: "detached" });
  await until("no call", async () => (await ana.test("call").count()) === 0);
  assert.match(await shown(ana, "calls").innerText(), /No call is booked/);
  assert.deepEqual(visitor.errors, []);
  assert.deepEqual(ana.errors, []);
  await ana.context().close();
  await visitor.context().close();
});

test("R-136: what was promised can be given up, after being asked once more", async () => {
  const visitor = await asked(await closedSite(), { viewport: { width: 375, height: 740 } });
  await visitor.test("choose-email").click();
  await write(visitor, "mia@shop.example");
  await write(visitor, "Mia Lund");
  await visitor.test("promise-cancel").click();
  await visitor.test("promise-keep").click();
  await visitor.test("promise-cancel").click();
  await visitor.test("promise-cancel-yes").click();
  await visitor.test("promise-title").waitFor({ state: "hidden" });
  await visitor.locator("[data-testid=message]", { hasText: "You cancelled what was promised" }).waitFor();
  await visitor.context().close();
});
