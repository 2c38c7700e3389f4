// Several conversations in sight: each composer writes to its own customer, and the card follows the agent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasNoViolations } from "../support/axe.mjs";
import { launch, person } from "../support/browser.mjs";
import { Visitor } from "../support/client.mjs";
import { Edge, until } from "../support/edge.mjs";

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

async function waits(words) {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  await visitor.said(words);
  visitor.act("ask_human");
  return visitor;
}

test("two conversations stand side by side, and nothing goes to the wrong customer", async () => {
  const ana = await person(browser, { viewport: { width: 1720, height: 900 } });
  await ana.goto(edge.origin + (await edge.invite("ana", "Ana")));
  await ana.test("status-available").click();
  const pane = (visitor) => ana.locator(`[data-testid=conversation][data-conversation="${visitor.conversation}"]`);
  const accept = async (visitor) => {
    await ana.locator(`[data-testid=offer][data-conversation="${visitor.conversation}"] [data-testid=accept]`).click();
    await until("its composer", () => pane(visitor).locator("[data-testid=composer]").isEnabled());
  };
  const first = await waits("My kettle leaks, order 70001");
  await accept(first);
  await pane(first).locator("[data-testid=beside]").click();
  const second = await waits("My tent has a hole, order 70002");
  await accept(second);
  assert.equal(await ana.test("conversation").count(), 2);

  const write = async (visitor, words) => {
    await pane(visitor).locator("[data-testid=composer]").fill(words);
    await pane(visitor).locator("[data-testid=composer]").press("Enter");
    await visitor.entry(words, (entry) => entry.body.text === words);
  };
  await write(first, "About your kettle");
  await until("the first card", async () => (await ana.test("card").textContent()).includes("70001"));
  await write(second, "About your tent");
  await until("the second card", async () => (await ana.test("card").textContent()).includes("70002"));
  for (const [visitor, not] of [[first, "About your tent"], [second, "About your kettle"]]) {
    const { entries } = await visitor.log();
    assert.ok(!entries.some((entry) => entry.body.text === not));
  }
  await hasNoViolations(ana, "two conversations side by side");

  // The keys mean the one in front; a conversation that is let go leaves the other.
  await pane(first).locator("[data-testid=composer]").focus();
  await pane(first).locator("[data-testid=beside]").click();
  await pane(second).locator("[data-testid=composer]").focus();
  await until("one left", async () => (await ana.test("conversation").count()) === 1);
  assert.equal(await pane(second).count(), 1);
  assert.deepEqual(ana.errors, []);
  first.socket.close();
  second.socket.close();
});
