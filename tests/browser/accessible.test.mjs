// every view of the console and the widget, light and dark, wide and narrow, right-to-left and at 200 %,
// without a violation that axe-core knows, and with nothing to be pressed that is out of sight to a side.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasNoViolations, outOfSight } from "../support/axe.mjs";
import { launch, person } from "../support/browser.mjs";
import { Edge } from "../support/edge.mjs";

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

const shown = (page, id) => page.locator(`[data-testid=${id}]:visible`).first();
const write = async (page, text) => {
  await page.test("composer").fill(text);
  await page.test("composer").press("Enter");
};

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 375, height: 740 };
const ZOOMED = { width: 640, height: 400 };
const LOOKS = [
  ["light, wide", { viewport: WIDE, colorScheme: "light" }],
  ["dark, wide", { viewport: WIDE, colorScheme: "dark" }],
  ["light, narrow", { viewport: NARROW, colorScheme: "light" }],
  ["dark, narrow", { viewport: NARROW, colorScheme: "dark" }],
  ["light, wide, right-to-left", { viewport: WIDE, colorScheme: "light", rtl: true }],
  // What a window of 1280 by 800 has at 200 %.
  ["light, at 200 %, right-to-left", { viewport: ZOOMED, colorScheme: "light", rtl: true }],
  ["dark, at 200 %", { viewport: ZOOMED, colorScheme: "dark" }],
];

for (const [look, options] of LOOKS) {
  test(`R-182: no view has a violation: ${look}`, async () => {
    await edge.setUp({ site: "demo" });
    const { rtl, ...context } = options;
    const someone = async () => {
      const page = await person(browser, { ...context, reducedMotion: "reduce" });
      if (rtl) await page.addInitScript(() => addEventListener("DOMContentLoaded", () => (document.documentElement.dir = "rtl")));
      return page;
    };
    const fine = async (page, where, within = {}) => {
      await hasNoViolations(page, `${where} (${look})`, within);
      assert.deepEqual(await outOfSight(page), [], `out of sight in ${where} (${look})`);
    };
    const visitor = await someone();
    await visitor.goto(`${edge.origin}/shop/orders/`);
    await visitor.test("launcher").waitFor();
    const widget = (where) => fine(visitor, where, { include: [["warmline-widget"]] });
    await widget("the launcher");
    await visitor.test("launcher").click();
    await visitor.test("composer").waitFor();
    await widget("the empty widget");
    await write(visitor, "My lantern arrived broken and the box was wet, what now?");
    await visitor.locator("[data-testid=message][data-author=bot]").first().waitFor();
    await widget("an answer");
    await write(visitor, "Can I talk to a real person please?");
    await visitor.test("queue").waitFor();
    await widget("waiting");

    const stranger = await someone();
    await stranger.goto(`${edge.origin}/console/`);
    await stranger.locator("h1").first().waitFor();
    await fine(stranger, "the console before signing in");
    await stranger.context().close();

    const ana = await someone();
    await ana.goto(edge.origin + (await edge.invite("ana", "Ana Duarte", { role: "supervisor" })));
    await shown(ana, "line-item").waitFor();
    await fine(ana, "the line");
    await ana.test("status-available").click();
    await shown(ana, "offer").waitFor();
    await fine(ana, "an offer");
    await shown(ana, "offer").locator(".item-open").click();
    await ana.waitForTimeout(300);
    await fine(ana, "an offer with its card");
    await shown(ana, "accept").or(shown(ana, "card-accept")).or(shown(ana, "open-accept")).first().click();
    await visitor.locator("[data-testid=message][data-author=system]").last().waitFor();
    await ana.waitForTimeout(300);
    await fine(ana, "a conversation");
    await ana.test("composer").fill("/");
    await ana.waitForTimeout(200);
    await fine(ana, "the canned replies");
    await ana.test("composer").fill("");
    await widget("a person leads");
    for (const [keys, where] of [["Control+k", "the palette"], ["?", "the keys"]]) {
      if (keys === "?") await ana.locator("body").click({ position: { x: 2, y: 2 } });
      await ana.keyboard.press(keys);
      await ana.waitForTimeout(200);
      await fine(ana, where);
      await ana.keyboard.press("Escape");
    }
    await shown(ana, "note-open").click();
    await fine(ana, "a note");
    await ana.locator("button:visible", { hasText: "Back" }).last().click();
    await shown(ana, "transfer").click();
    await ana.waitForTimeout(200);
    await fine(ana, "passing on");
    await ana.test("transfer-close").click();
    await shown(ana, "close").click();
    await fine(ana, "closing");
    await ana.test("close-confirm").click();
    await visitor.test("rating-5").waitFor();
    await widget("the rating");
    await fine(ana, "a closed conversation");
    for (const view of ["mine", "waiting", "all", "closed"]) {
      await ana.keyboard.press("Escape");
      if (await shown(ana, "back").count()) await shown(ana, "back").click();
      await shown(ana, `view-${view}`).click();
      await ana.waitForTimeout(200);
      await fine(ana, `the view ${view}`);
    }
    await ana.locator("input[type=search]:visible").fill("lantern");
    await ana.waitForTimeout(500);
    await fine(ana, "what was found");
    await visitor.context().close();
    await ana.context().close();
  });
}
