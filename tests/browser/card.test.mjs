// The card, the inbox, canned replies, the keyboard and "this is what I will pass on", in a real browser.

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
const visible = (page, id) => page.locator(`[data-testid=${id}]:visible`).first();

/** The demo's knowledge base under a name of its own. */
async function newSite() {
  sites += 1;
  const demo = JSON.parse(readFileSync(join(ROOT, "static/demo/site.json"), "utf8"));
  await edge.setUp({ site: `card${sites}`, origins: [stranger.origin], settings: demo.settings });
  return edge.site.site;
}

async function write(page, text) {
  await page.test("composer").fill(text);
  await page.test("composer").press("Enter");
}

/** A visitor who said `lines` and waits for a person. */
async function waits(site, lines) {
  const page = await person(browser);
  await page.goto(`${stranger.origin}/${site}/`);
  await page.test("launcher").waitFor();
  if (lines.length > 0) await page.test("launcher").click();
  for (const line of lines) {
    const answers = page.locator("[data-testid=message]:not([data-author=visitor])");
    const before = await answers.count();
    await write(page, line);
    await until("an answer", async () => (await answers.count()) > before);
  }
  // Some words bring a person by themselves, perhaps in this very moment.
  const human = page.locator("button:visible", { hasText: "Talk to a Human" });
  if (!(await page.test("queue").isVisible())) await human.click({ timeout: 5_000 }).catch(() => {});
  await page.test("queue").waitFor();
  return page;
}

/** Gives every card that the edge sends to this page other fields as well. */
async function withCard(page, fields) {
  const patch = (value) => {
    if (value && typeof value === "object") {
      if (value.card?.summary !== undefined) Object.assign(value.card, fields);
      Object.values(value).forEach(patch);
    }
    return value;
  };
  await page.routeWebSocket(/\/conversations\//, (socket) => {
    const edge = socket.connectToServer();
    edge.onMessage((text) => socket.send(text === "pong" ? text : JSON.stringify(patch(JSON.parse(text)))));
  });
}

async function agent(id, name, prepare = async () => {}) {
  const page = await person(browser);
  await prepare(page);
  await page.goto(edge.origin + (await edge.invite(id, name)));
  await page.test("status-available").waitFor();
  return page;
}

async function leads(page) {
  await page.test("status-available").click();
  await visible(page, "accept").click();
  await until("the composer", () => page.test("composer").isEnabled());
}

const HISTORY = /\/api\/v1\/console\/conversations\?/;

/** Answers the console's questions for conversations. */
async function history(page, answer) {
  const asked = [];
  await page.route(HISTORY, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    asked.push(query);
    const body = answer(query);
    await route.fulfill(body ? { json: body } : { status: 500, body: "" });
  });
  return asked;
}

const past = (id, more = {}) => ({
  conversation: id,
  lead: "closed",
  opened: 1_700_000_000_000,
  updated: 1_700_000_100_000,
  summary: `The story of ${id}`,
  department: "billing",
  tier: "high",
  language: "en",
  mood: "calm",
  handed_off: true,
  ...more,
});

test("R-070: three layers, each statement a way to its message, and hostile words are only words", async () => {
  const visitor = await waits(await newSite(), ["My order 4711 has not arrived, I want my money back"]);
  const hostile = "<img src=x onerror=alert(1)> =1+1 \u202egnp.exe";
  const facts = Array.from({ length: 60 }, (_, n) => ({ entry: 1, text: `order ${n}`, kind: "order_number", number: `${n}` }));
  const ana = await agent("ana", "Ana Duarte", (page) =>
    withCard(page, {
      customer: { name: hostile, verified: false },
      mood: "frustrated",
      trajectory: "rising",
      wanted: { goal: "refund", entry: 1, words: "I want my money back" },
      correction: { entry: 1, text: "x".repeat(100_000) },
      struck: [{ entry: 1, fact: { kind: "order_number", number: "9" } }],
      moments: [{ entry: 1, moment: "question" }],
      next_steps: [
        { text: "Offer to send it again", entry: 1, article: { id: "a", title: "Lost parcels", url: "https://shop.example/lost" } },
      ],
      entities: facts,
    }),
  );
  await ana.test("line-item").locator("button").first().click();
  await ana.test("card-top").waitFor();
  assert.match(await ana.test("card-wanted").innerText(), /Wants a refund/);
  // Never by colour alone.
  assert.match(await ana.test("card-mood").innerText(), /frustrated, rising/);
  assert.ok((await ana.locator(".card-name").innerText()).includes("<img src=x"), "markup is shown as text");
  assert.equal(await ana.locator(".card img").count(), 0);
  assert.equal(await ana.locator(".card-name").evaluate((name) => getComputedStyle(name).unicodeBidi), "isolate");
  assert.equal(await ana.locator("[data-testid=card-fact]:visible").count(), 6);
  await ana.test("card-more-facts").click();
  assert.equal(await ana.locator("[data-testid=card-fact]:visible").count(), 60);
  const height = await ana.test("card-correction").evaluate((quote) => quote.getBoundingClientRect().height);
  assert.ok(height < 200, `a text of 100 KB is ${height} px high`);
  assert.match(await ana.test("card-step").innerText(), /send it again/);
  assert.match(await ana.test("card-struck").innerText(), /order number 9/);

  await ana.test("card-wanted").click();
  const entry = ana.locator("[data-testid=entry][data-seq='1']");
  await until("the entry to be lit", () => entry.evaluate((li) => li.classList.contains("is-lit")));
  assert.ok(await entry.evaluate((li) => li === document.activeElement), "the focus goes along");

  await leads(ana);
  await ana.test("composer").fill("");
  await ana.test("card-insert").first().click();
  await until("the link", async () => (await ana.test("composer").inputValue()).includes("https://shop.example/lost"));
  assert.deepEqual(ana.errors, []);
  await ana.context().close();
  await visitor.context().close();
});

test("the inbox: views, filters, search with marks, pages, and what is said when it fails", async () => {
  const visitor = await waits(await newSite(), []);
  let broken = false;
  let asked;
  const ana = await agent("ana", "Ana Duarte", async (page) => {
    asked = await history(page, (query) => {
      if (broken) return null;
      if (query.get("q") === "nothing") return { conversations: [] };
      if (query.get("q")) {
        const open = query.get("q").split(" ")[1];
        return { conversations: [past(open, { found: { entry: 1, snippet: "the \u0002lantern\u0003 <b>broke</b>" } })] };
      }
      if (query.get("after")) return { conversations: [past("second-page")] };
      return { conversations: [past("first-page", { rating: 4 })], next: "2" };
    });
  });
  await ana.test("line-item").waitFor();
  const conversation = await ana.test("line-item").getAttribute("data-conversation");
  await ana.test("view-all").click();
  await ana.test("past").filter({ hasText: "first-page" }).waitFor();
  assert.equal(await ana.test("line-item").count(), 0);
  await ana.test("more").click();
  await ana.test("past").filter({ hasText: "second-page" }).waitFor();
  assert.equal(await ana.test("past").count(), 2);
  assert.ok(!(await ana.test("more").isVisible()));
  await ana.test("view-closed").click();
  await until("the closed", () => asked.some((query) => query.get("lead") === "closed"));
  await ana.test("filter-tier").selectOption("critical");
  await ana.test("filter-team").selectOption("billing");
  await until("both filters", () => asked.some((q) => q.get("tier") === "critical" && q.get("department") === "billing"));
  await ana.test("view-mine").click();
  await until("mine", () => asked.some((query) => query.get("agent") === "ana"));

  await ana.locator("body").press("/");
  assert.ok(await ana.test("search").evaluate((field) => field === document.activeElement));
  const before = asked.length;
  await ana.test("search").pressSequentially(`lantern ${conversation}`, { delay: 5 });
  await ana.test("snippet").waitFor();
  assert.ok(asked.length - before < 4, "keys are let rest before the edge is asked");
  assert.equal(await ana.locator("mark").innerText(), "lantern");
  assert.ok((await ana.test("snippet").innerText()).includes("<b>broke</b>"));
  await ana.test("past").locator("button").click();
  await ana.test("conversation").waitFor();
  await until("the hit to be lit", () => ana.locator("[data-testid=entry][data-seq='1'].is-lit").count());

  await ana.test("search").fill("nothing");
  await ana.test("pages-empty").waitFor();
  broken = true;
  await ana.test("search").fill("else");
  await ana.test("pages-failed").waitFor();
  broken = false;
  await ana.test("search").fill("nothing");
  await ana.test("pages-empty").waitFor();
  await ana.test("search").press("Escape");
  assert.equal(await ana.test("search").inputValue(), "");
  assert.deepEqual(ana.errors, []);
  await ana.context().close();
  await visitor.context().close();
});

test("earlier conversations and those like it stand beside the one that is open", async () => {
  const visitor = await waits(await newSite(), []);
  const ana = await agent("ana", "Ana Duarte", async (page) => {
    await history(page, (query) => ({
      conversations: query.get("customer_of") ? [past("before")] : query.get("like") ? [] : [],
    }));
  });
  await ana.test("line-item").locator("button").first().click();
  await ana.test("card-earlier").getByText("The story of before").waitFor();
  await ana.test("card-like").getByText("None yet").waitFor();
  await ana.context().close();
  await visitor.context().close();
});

test("canned replies are filled from the card, and an unfilled field is told before it is sent", async () => {
  const visitor = await waits(await newSite(), []);
  const ana = await agent("ana", "Ana Duarte");
  await leads(ana);
  const composer = ana.test("composer");
  await composer.fill("/mom");
  await ana.test("reply").waitFor();
  assert.equal(await ana.test("reply").count(), 1);
  await composer.press("Enter");
  await until("the words", async () => (await composer.inputValue()).includes("order {order}"));
  assert.match(await ana.test("warning").innerText(), /\{order\}/);
  const selected = await composer.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
  assert.equal(selected, "{order}", "the next key writes over the field");
  await composer.press("Enter");
  assert.match(await ana.test("send").innerText(), /Send anyway/);
  assert.equal(await said(visitor, "agent", "looking at order").count(), 0);
  await composer.pressSequentially("4711");
  assert.equal(await ana.test("warning").count(), 0);
  await composer.press("Enter");
  await said(visitor, "agent", "looking at order 4711").waitFor();

  await composer.fill("/");
  await ana.test("replies-edit").click();
  await ana.locator("#reply-name").fill("bye");
  await ana.locator("#reply-text").fill("Goodbye from {agent}");
  await ana.test("reply-keep").click();
  await ana.test("own-reply").filter({ hasText: "bye" }).waitFor();
  await ana.test("sheet-close").click();
  await composer.fill("/bye");
  await composer.press("Enter");
  await until("one's own words", async () => (await composer.inputValue()) === "Goodbye from Ana Duarte");
  await ana.context().close();
  await visitor.context().close();
});

test("R-151: a draft that asks for what the card has says so, and is sent all the same once it is meant", async () => {
  const visitor = await waits(await newSite(), ["My order number is 4711 and it has not arrived"]);
  const ana = await agent("ana", "Ana Duarte");
  await leads(ana);
  const composer = ana.test("composer");
  await composer.fill("What is your order number?");
  await ana.test("warning").filter({ hasText: /Already answered: .*4711/ }).waitFor();
  await composer.press("Enter");
  await until("to be asked", async () => /Send anyway/.test(await ana.test("send").innerText()));
  assert.equal(await said(visitor, "agent", "What is your order").count(), 0);
  await ana.test("warning-entry").click();
  // The focus follows a frame after the light, and would take the key along.
  await until("the message to be lit and in focus", () => ana.locator(".entry.is-lit:focus").count());
  await composer.press("Enter");
  await said(visitor, "agent", "What is your order number?").waitFor();
  await composer.fill("I am looking at order 4711 now.");
  assert.equal(await ana.test("warning").count(), 0);
  for (const one of [ana, visitor]) await one.context().close();
});

test("the palette and the keys do what the buttons do, and can be switched off", async () => {
  const visitor = await waits(await newSite(), []);
  const ana = await agent("ana", "Ana Duarte");
  await until("the desk", () => ana.test("status-available").isEnabled());
  await ana.keyboard.press("Control+k");
  await ana.test("palette-field").fill("status av");
  await ana.test("palette-field").press("Enter");
  await visible(ana, "offer").waitFor();
  await ana.keyboard.press("j");
  await ana.test("conversation").waitFor();
  await ana.keyboard.press("a");
  await until("the composer", () => ana.test("composer").isEnabled());
  await said(visitor, "system", "You are now connected with Ana Duarte").waitFor();
  await until("the focus in the composer", () => ana.test("composer").evaluate((field) => field === document.activeElement));
  await ana.locator(".log").focus();
  await ana.keyboard.press("n");
  await ana.test("note-text").waitFor();
  await ana.keyboard.press("Escape");
  await until("the focus back", () => ana.test("composer").evaluate((field) => field === document.activeElement));
  await ana.locator(".log").focus();
  await ana.keyboard.press("?");
  await ana.test("keys").waitFor();
  assert.match(await ana.test("keys").innerText(), /Pass on/);
  await ana.test("single-keys").uncheck();
  await ana.keyboard.press("Escape");
  await ana.test("keys").waitFor({ state: "detached" });
  await ana.locator(".log").focus();
  await ana.keyboard.press("n");
  assert.equal(await ana.test("note-text").count(), 0);
  assert.deepEqual(ana.errors, []);
  await ana.context().close();
  await visitor.context().close();
});

test("this is what I will pass on: struck out and put right by the customer, and the agent sees it", async () => {
  const visitor = await waits(await newSite(), ["My order 4711 from 3 May has not arrived"]);
  const passing = visitor.test("passing-on");
  await passing.locator("summary").click();
  await passing.getByText("4711", { exact: true }).waitFor();
  await visitor.getByRole("button", { name: "Do not pass on 4711" }).click();
  await said(visitor, "visitor", "Not passed on: \u201c4711\u201d").waitFor();
  await until("the chip to be gone", async () => (await passing.getByText("4711", { exact: true }).count()) === 0);
  await visitor.test("correct").click();
  await visitor.test("correct-text").fill("It is about the second parcel, not the first");
  await visitor.test("correct-send").click();
  await said(visitor, "visitor", "Passed on in your words").waitFor();
  await visitor.test("passing-correction").filter({ hasText: "second parcel" }).waitFor();

  const ana = await agent("ana", "Ana Duarte");
  await ana.test("line-item").locator("button").first().click();
  await ana.test("card-correction").filter({ hasText: "second parcel" }).waitFor();
  await ana.test("card-struck").filter({ hasText: "4711" }).waitFor();
  assert.equal(await ana.test("card-fact").filter({ hasText: "4711" }).count(), 0);
  for (const one of [visitor, ana]) assert.deepEqual(one.errors, []);
  await ana.context().close();
  await visitor.context().close();
});

test("R-170: a notification ends with its reason, here because a colleague was first", async () => {
  const site = await newSite();
  const ana = await agent("ana", "Ana Duarte", async (page) => {
    await page.addInitScript(() => {
      globalThis.told = [];
      globalThis.Notification = class {
        static permission = "granted";
        constructor(title) {
          Object.assign(this, { title, open: true });
          globalThis.told.push(this);
        }
        close() {
          this.open = false;
        }
      };
      document.hasFocus = () => false;
    });
  });
  await ana.test("desktop").click();
  await ana.test("status-available").click();
  const visitor = await waits(site, []);
  await until("a notification", () => ana.evaluate(() => globalThis.told.some((one) => one.open && /New offer/.test(one.title))));
  const ben = await agent("ben", "Ben Okafor");
  await ben.test("status-available").click();
  await ana.test("status-busy").click();
  await until("its end", () => ana.evaluate(() => globalThis.told.length > 0 && globalThis.told.every((one) => !one.open)));
  for (const one of [ana, ben, visitor]) await one.context().close();
});
