// The desk in real browsers: passed on with notes and a reason, watched, taken over, and what a customer can do instead of waiting.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Edge, ROOT, until } from "../support/edge.mjs";

let browser;
let edge;
let stranger;
let sites = 0;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
  stranger = await strangersSite(
    (path) => `<!doctype html><html lang="en"><title>A stranger's page</title><body>
      <script async src="${edge.origin}/widget.js" data-site="${path.split("/")[1]}"></script></body></html>`,
  );
});
after(async () => {
  await browser?.close();
  stranger?.close();
  await edge?.stop();
});

const said = (page, who, text) => page.locator(`[data-testid=message][data-author=${who}]`, { hasText: text });

/** The demo's knowledge base under a name of its own, so that each test has a desk of its own. */
async function newSite(settings = {}) {
  sites += 1;
  const demo = JSON.parse(readFileSync(join(ROOT, "static/demo/site.json"), "utf8"));
  const site = { site: `desk${sites}`, origins: [stranger.origin] };
  await edge.setUp({ ...site, settings: { ...demo.settings, ...settings } });
  return edge.site.site;
}

/** A page with the widget of this site. */
async function visit(site, options, fragment = "") {
  const page = await person(browser, options);
  await page.goto(`${stranger.origin}/${site}/${fragment}`);
  return page;
}

async function waits(site) {
  const page = await visit(site);
  await page.getByRole("button", { name: "Talk to a Human" }).click();
  await page.test("queue").waitFor();
  return page;
}

async function agent(id, name, more) {
  const page = await person(browser);
  await page.goto(edge.origin + (await edge.invite(id, name, more)));
  await page.test("status-available").waitFor();
  await page.test("status-available").click();
  return page;
}

const visible = (page, id) => page.locator(`[data-testid=${id}]:visible`).first();

async function write(page, text) {
  await page.test("composer").fill(text);
  await page.test("composer").press("Enter");
}

test("R-084, R-087, R-114: passed on with a reason and a note that no customer sees, and why it was this agent", async () => {
  const visitor = await waits(await newSite());
  const ana = await agent("ana", "Ana Duarte");
  await visible(ana, "accept").click();
  await said(visitor, "system", "You are now connected with Ana Duarte").waitFor();
  const ben = await agent("ben", "Ben Okafor", { department: "billing" });

  await visible(ana, "note-open").click();
  await ana.test("note-text").fill("The invoice of March is wrong: a whisper for colleagues");
  await ana.test("note-save").click();
  await ana.test("note").filter({ hasText: "a whisper for colleagues" }).waitFor();

  await visible(ana, "transfer").click();
  await ana.locator("[data-testid=transfer-agent][data-to=ben]").click();
  await ana.test("transfer-reason").fill("Ben knows invoices");
  await ana.test("transfer-confirm").click();
  // Warm: the customer is told, and still has Ana.
  await said(visitor, "system", "Ana Duarte is bringing in Ben Okafor").waitFor();
  await visible(ben, "offer").click();
  await ben.getByText("Ben knows invoices").first().waitFor();
  await write(ana, "One moment, Ben will help you.");
  await said(visitor, "agent", "One moment").waitFor();
  await visible(ben, "accept").click();
  await said(visitor, "system", "You are now connected with Ben Okafor from our Billing team.").waitFor();
  // The next agent reads the first one's note, and why it was them.
  await ben.test("note").filter({ hasText: "a whisper for colleagues" }).first().waitFor();
  await until("both hands", async () => (await ben.test("hand").count()) >= 2);
  await ana.test("toast").filter({ hasText: "Ben Okafor" }).first().waitFor();
  await ana.test("mine-item").waitFor({ state: "hidden" });
  const page = await visitor.evaluate(() => document.querySelector("warmline-widget").shadowRoot.textContent);
  assert.ok(!page.includes("a whisper") && !page.includes("knows invoices"), page);
  for (const one of [visitor, ana, ben]) assert.deepEqual(one.errors, []);
  for (const one of [visitor, ana, ben]) await one.context().close();
});

test("a supervisor watches, whispers and takes over", async () => {
  const visitor = await waits(await newSite());
  const ana = await agent("ana", "Ana Duarte");
  await visible(ana, "accept").click();
  await said(visitor, "system", "You are now connected with Ana Duarte").waitFor();
  const sue = await agent("sue", "Sue Grant", { role: "supervisor" });
  await visible(sue, "watch").click();
  await visible(sue, "whisper").click();
  await sue.test("note-text").fill("Offer them the express parcel");
  await sue.test("note-save").click();
  await ana.test("note").filter({ hasText: "express parcel" }).first().waitFor();
  await visible(sue, "case-take-over").or(visible(sue, "take-over")).first().click();
  await sue.test("take-over-confirm").click();
  await said(visitor, "system", "You are now connected with Sue Grant").waitFor();
  await ana.test("toast").filter({ hasText: "Sue Grant" }).first().waitFor();
  await sue.test("mine-item").waitFor();
  const page = await visitor.evaluate(() => document.querySelector("warmline-widget").shadowRoot.textContent);
  assert.ok(!page.includes("express parcel"), page);
  for (const one of [visitor, ana, sue]) await one.context().close();
});

test("R-087: an agent who is gone loses the customer to the front, who is told and served by the next", async () => {
  const visitor = await waits(await newSite({ gone_after: 5000 }));
  const ana = await agent("ana", "Ana Duarte");
  await visible(ana, "accept").click();
  await said(visitor, "system", "You are now connected with Ana Duarte").waitFor();
  await ana.context().close();
  await visitor.test("queue").waitFor();
  await said(visitor, "system", "You are back at the front of the line").waitFor();
  const ben = await agent("ben", "Ben Okafor");
  await visible(ben, "accept").click();
  await said(visitor, "system", "You are now connected with Ben Okafor").waitFor();
  await ben.context().close();
  await visitor.context().close();
});

test("R-100, R-102: a callback instead of waiting is promised with its time, and kept", async () => {
  const visitor = await waits(await newSite());
  const ana = await agent("ana", "Ana Duarte");
  await ana.test("status-busy").click();
  await visible(visitor, "choose-callback").click();
  await visitor.test("message").filter({ hasText: "Which phone number" }).waitFor();
  await write(visitor, "+44 20 7946 0123");
  await visitor.test("message").filter({ hasText: "will call you at +44 20 7946 0123 within 1 hour" }).waitFor();
  await visitor.test("queue").waitFor({ state: "hidden" });
  await visible(ana, "promise").waitFor();
  assert.match(await visible(ana, "promise-contact").innerText(), /7946/);
  await ana.test("line-item").waitFor({ state: "hidden" });
  await visible(ana, "promise-done").click();
  await until("nothing left to keep", async () => (await ana.test("promise").count()) === 0);
  await ana.context().close();
  await visitor.context().close();
});

test("R-105: a signed link goes on with the conversation on another device", async () => {
  const site = await newSite();
  const visitor = await waits(site);
  await write(visitor, "My order 4711 is late");
  await visitor.test("device").click();
  const link = visitor.test("device-link");
  await until("the link", async () => (await link.inputValue()).includes("#warmline="));
  const fragment = new URL(await link.inputValue()).hash;

  const phone = await visit(site, { viewport: { width: 375, height: 740 } }, fragment);
  await said(phone, "visitor", "My order 4711 is late").waitFor();
  await phone.test("queue").waitFor();
  assert.equal(new URL(phone.url()).hash, "", "the code is not left in the address");
  await write(phone, "I am on the train now");
  await said(visitor, "visitor", "I am on the train now").waitFor();
  await phone.context().close();
  await visitor.context().close();
});
