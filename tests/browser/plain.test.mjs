// R-184 in Chromium with JavaScript off: the plain pages lead to a person, and look the part.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdirSync } from "node:fs";
import { hasNoViolations, outOfSight } from "../support/axe.mjs";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Agent } from "../support/client.mjs";
import { Edge, until } from "../support/edge.mjs";

let edge;
let browser;
before(async () => {
  edge = await Edge.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await edge?.stop();
});

const chat = () => `${edge.origin}/chat/${edge.site.site}`;
const frameOf = (page) => page.frameLocator("iframe[name=conversation]");

/** Keeps a picture where somebody wants to look at it. */
async function picture(page, name) {
  const dir = process.env.WARMLINE_PICTURES;
  if (!dir) return;
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: `${dir}/plain-${name}.png`, fullPage: true });
}

test("without JavaScript a visitor reaches a person, and what they type survives each look for news (R-184)", async () => {
  const agent = await Agent.signIn(edge, "ana", "Ana Ruiz");
  await agent.sit();
  const visitor = await person(browser, { javaScriptEnabled: false, viewport: { width: 375, height: 720 } });
  await visitor.goto(chat());
  await picture(visitor, "first-375");
  // By keyboard: after the composer comes "Send", and then the button for a person.
  await visitor.getByLabel("Your message").focus();
  await visitor.keyboard.type("How long do I have to return a tent?");
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.press("Enter");
  const conversation = frameOf(visitor);
  await conversation.locator(".theirs.bot .bubble").first().waitFor();
  await picture(visitor, "answered-375");
  await visitor.getByLabel("Your message").focus();
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.press("Tab");
  await visitor.keyboard.press("Enter");
  await conversation.getByText("Waiting for a person").waitFor();
  await picture(visitor, "waiting-375");

  await visitor.getByLabel("Your message").fill("half a sentence");
  const { offers } = await agent.view("an offer", (desk) => desk.offers.length === 1);
  await agent.accept(offers[0]);
  await agent.read(offers[0].conversation);
  agent.act("say", { text: "Hello, I am Ana." });
  // By itself, within the time at which the page looks again.
  await conversation.getByText("Hello, I am Ana.").waitFor({ timeout: 25_000 });
  assert.equal(await visitor.getByLabel("Your message").inputValue(), "half a sentence");
  await picture(visitor, "human-375");
  await visitor.getByRole("button", { name: "Send" }).click();
  await agent.socket.take("the visitor's words", (f) => f.type === "entry" && f.entry.body.text === "half a sentence");

  await visitor.reload();
  await visitor.reload();
  assert.equal(await conversation.getByText("half a sentence").count(), 1);
  agent.act("close", { text: "Goodbye!", reason: "solved" });
  await conversation.getByText("How was this conversation?").waitFor({ timeout: 20_000 });
  await conversation.getByLabel("4: good").check();
  await picture(visitor, "closed-375");
  await conversation.getByRole("button", { name: "Send rating" }).click();
  await conversation.getByText("You rated this conversation 4 out of 5").waitFor();
  assert.deepEqual(visitor.errors, []);
  agent.desk.close();
  agent.socket.close();
  await visitor.context().close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [375, 1280]) {
    test(`axe finds nothing in the plain pages, ${colorScheme}, at ${width} px (R-182, R-184)`, async () => {
      // With script on, for axe; the pages themselves have none.
      const visitor = await person(browser, { colorScheme, viewport: { width, height: 800 } });
      const looks = async (name) => {
        await picture(visitor, `${name}-${colorScheme}-${width}`);
        assert.deepEqual(await outOfSight(visitor), [], name);
        await hasNoViolations(visitor, name);
      };
      await visitor.goto(chat());
      await looks("before the first message");
      await visitor.getByLabel("Your message").fill("How long do I have to return a tent?");
      await visitor.getByRole("button", { name: "Send" }).click();
      await frameOf(visitor).locator(".theirs.bot .bubble").first().waitFor();
      await looks("an answer");
      await visitor.goto(`${chat()}/log?live=off`);
      await looks("the log alone");
      await visitor.goto(chat());
      await visitor.getByRole("button", { name: "Talk to a Human" }).click();
      await frameOf(visitor).getByText("Go back to the assistant").waitFor();
      await looks("in line");
      await visitor.goto(`${chat()}/log?live=off`);
      await visitor.getByText("Go back to the assistant").waitFor();
      await looks("in line, alone");
      await visitor.goto(`${edge.origin}/chat/nosuchsite`);
      await looks("no such site");
      assert.deepEqual(visitor.errors, []);
      await visitor.context().close();
    });
  }
}

test("where WebAssembly can't be had, the loader leads to the plain page (R-184)", async () => {
  const script = `<script async src="${edge.origin}/widget.js" data-site="${edge.site.site}"></script>`;
  const stranger = await strangersSite(() => `<!doctype html><html lang="en"><title>x</title><body>${script}</body></html>`);
  await edge.setUp({ origins: [stranger.origin] });
  const visitor = await person(browser);
  await visitor.route("**/*.wasm", (route) => route.abort());
  await visitor.goto(stranger.origin);
  await visitor.test("launcher").click();
  const link = visitor.test("plain-page");
  await link.waitFor();
  const [plain] = await Promise.all([visitor.context().waitForEvent("page"), link.click()]);
  await plain.getByRole("button", { name: "Talk to a Human" }).waitFor();
  assert.equal(plain.url(), chat());
  await visitor.context().close();
  stranger.close();
});

test("where no socket can be had, the widget leads to the plain page (R-184)", async () => {
  const script = `<script async src="${edge.origin}/widget.js" data-site="${edge.site.site}"></script>`;
  const stranger = await strangersSite(() => `<!doctype html><html lang="en"><title>x</title><body>${script}</body></html>`);
  await edge.setUp({ origins: [stranger.origin] });
  const visitor = await person(browser);
  await visitor.routeWebSocket(/\/socket$/, (socket) => socket.close());
  await visitor.goto(stranger.origin);
  await visitor.test("launcher-human").click();
  const link = visitor.test("plain-page");
  await link.waitFor();
  await until("the link's address", async () => (await link.getAttribute("href")) === chat());
  await visitor.context().close();
  stranger.close();
});
