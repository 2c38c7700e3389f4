// Self-service on the owners' screen (R-135), and what a customer would see at a moment (R-137), in a real browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasNoViolations } from "../support/axe.mjs";
import { launch, person } from "../support/browser.mjs";
import { Edge, until } from "../support/edge.mjs";
import { fakeSite } from "../support/settings.mjs";

let browser;
let edge;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
});
after(async () => {
  await browser?.close();
  await edge?.stop();
});

async function at(route, options = {}) {
  const page = await person(browser);
  page.site = await fakeSite(page, options);
  await page.goto(`${edge.origin}/settings/#/${route}`);
  await page.test(`page-${route}`).waitFor();
  await until("it to be loaded", async () => (await page.test("loading").count()) === 0);
  return page;
}

const CLOSED = {
  open: false,
  zone: "Europe/Berlin",
  opens: "Monday, 09:00",
  words: ["Our team is currently offline. <b>It is at work again</b> on Monday at 03:00."],
  choices: ["Ticket, answered by e-mail: by Monday, 13:00", "Call"],
};

test("R-137: an owner looks at a moment by hours that are not saved yet, in the customer's zone", async () => {
  const page = await at("hours");
  let asked = null;
  page.site.preview = (body) => {
    asked = body;
    return { json: CLOSED };
  };
  await page.test("preview-date").fill("2026-11-20");
  await page.test("preview-time").fill("21:00");
  await page.test("preview-team").selectOption("billing");
  await page.test("preview-tier").selectOption("critical");
  await page.test("preview-zone").fill("America/New_York");
  await page.test("preview").click();
  await page.test("preview-stands").filter({ hasText: "Closed" }).waitFor();
  assert.deepEqual(asked, {
    date: "2026-11-20", time: "21:00", department: "billing", tier: "critical", zone: "America/New_York", hours: {},
  });
  assert.equal(await page.test("preview-opens").textContent(), "At work again: Monday, 09:00 (Europe/Berlin).");
  const words = await page.test("preview-result").locator(".bubble").allTextContents();
  assert.deepEqual(words, CLOSED.words);
  assert.deepEqual(await page.test("preview-choices").locator("li").allTextContents(), CLOSED.choices);
  await hasNoViolations(page);
  // What is written and not saved counts.
  await page.test("hours").check();
  await page.test("preview").click();
  await until("the hours to be asked with", () => asked.hours.hours);
  assert.equal(page.site.requests.filter(({ method }) => method === "PUT").length, 0);
  await page.close();
});

test("R-137: a moment that does not exist is told in a clear sentence", async () => {
  const page = await at("hours");
  const message = "the clocks in Europe/Berlin are put forward on 2026-03-29: there is no 02:30";
  page.site.preview = () => ({ status: 422, json: { faults: [{ field: "time", message }] } });
  await page.test("preview-date").fill("2026-03-29");
  await page.test("preview-time").fill("02:30");
  await page.test("preview").click();
  const fault = page.test("preview-fault");
  await fault.waitFor();
  assert.equal(await fault.textContent(), `Time: ${message}.`);
  await page.close();
});

test("R-137: whoever may only look is not asked for a moment", async () => {
  const page = await at("hours", { role: "supervisor" });
  assert.equal(await page.test("preview").count(), 0);
  await page.close();
});

test("R-135: an action is added with its secret, which is not shown again", async () => {
  const page = await at("self_service");
  await page.test("add").click();
  await page.test("new-name").fill("Where is my order?");
  await page.test("add-confirm").click();
  const field = (name) => page.test(`self_service[where-is-my-order].${name}`);
  await field("url").fill("https://shop.example/order");
  await field("secret").fill("whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB");
  assert.equal(await field("secret").getAttribute("type"), "password");
  await field("for_whom").selectOption("anybody");
  await page.test("save").click();
  await until("it to be saved", () => page.site.requests.some(({ method }) => method === "PUT"));
  const put = page.site.requests.find(({ method }) => method === "PUT");
  assert.deepEqual(put.body.value.self_service, [
    {
      id: "where-is-my-order",
      name: "Where is my order?",
      url: "https://shop.example/order",
      secret: "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB",
      for_whom: "anybody",
    },
  ]);
  await hasNoViolations(page);
  await page.close();
});
