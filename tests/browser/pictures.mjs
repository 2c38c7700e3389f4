// Takes pictures of both screens on the real stack: node tests/browser/pictures.mjs DIRECTORY
// For people to look at; the README's two are docs/widget.png and docs/console.png.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, person } from "../support/browser.mjs";
import { Edge } from "../support/edge.mjs";

const out = process.argv[2] ?? "pictures";
mkdirSync(out, { recursive: true });
const browser = await launch();
const edge = await Edge.start({ provision: false });
const looks = [
  ["wide-light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" }],
  ["phone-light", { viewport: { width: 375, height: 740 }, colorScheme: "light" }],
  ["wide-dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }],
  ["phone-dark", { viewport: { width: 375, height: 740 }, colorScheme: "dark" }],
  ["phone-rtl", { viewport: { width: 375, height: 740 }, rtl: true }],
  ["wide-rtl", { viewport: { width: 1280, height: 800 }, rtl: true }],
];

try {
  for (const [look, options] of looks.filter(([look]) => look.startsWith(process.argv[3] ?? ""))) {
    await edge.setUp({ site: "demo" });
    const { rtl, ...context } = options;
    const shoot = (page, name) => page.screenshot({ path: join(out, `${name}-${look}.png`) });
    const visitor = await person(browser, context);
    await visitor.goto(`${edge.origin}/shop/orders/`);
    if (rtl) await visitor.evaluate(() => (document.documentElement.dir = "rtl"));
    await visitor.test("launcher").waitFor();
    await shoot(visitor, "widget-1-launcher");
    const write = async (page, text) => {
      await page.test("composer").fill(text);
      await page.test("composer").press("Enter");
    };
    await visitor.test("launcher").click();
    await visitor.test("composer").waitFor();
    await visitor.waitForTimeout(600);
    await shoot(visitor, "widget-2-empty");
    await write(visitor, edge.site.articles[0].phrasings[0]);
    await visitor.locator("[data-testid=message][data-author=bot]").first().waitFor();
    await write(visitor, "My lantern arrived broken and the box was wet, what now?");
    await visitor.waitForTimeout(900);
    await shoot(visitor, "widget-3-answers");
    await write(visitor, "Can I talk to a real person please?");
    await visitor.test("queue").waitFor();
    await visitor.waitForTimeout(900);
    await shoot(visitor, "widget-4-nobody-online");
    await visitor.test("passing-on").locator("summary").click();
    await visitor.waitForTimeout(300);
    await shoot(visitor, "widget-11-passing-on");
    await visitor.test("passing-on").locator("summary").click();

    const ana = await person(browser, context);
    await ana.goto(edge.origin + (await edge.invite("ana", "Ana Duarte")));
    if (rtl) await ana.evaluate(() => (document.documentElement.dir = "rtl"));
    await ana.test("line-item").waitFor();
    await shoot(ana, "console-1-line");
    await ana.test("status-available").click();
    await ana.test("offer").waitFor();
    await ana.test("offer").click();
    await ana.waitForTimeout(1200);
    await shoot(ana, "console-2-offer");
    await visitor.waitForTimeout(300);
    await shoot(visitor, "widget-5-waiting");
    await ana.locator("[data-testid=accept]:visible, [data-testid=open-accept]:visible, [data-testid=card-accept]:visible").first().click();
    await visitor.locator("[data-testid=message][data-author=system]").last().waitFor();
    await ana.waitForTimeout(900);
    await shoot(ana, "console-3-accepted");
    await ana.keyboard.press("Control+k");
    await ana.waitForTimeout(400);
    await shoot(ana, "console-10-palette");
    await ana.keyboard.press("Escape");
    await write(ana, "Hi, I am Ana. I am sorry about the lantern. I am sending a new one today, no need to return the broken one.");
    await write(visitor, "Oh, that is kind. Thank you!");
    await ana.waitForTimeout(900);
    await shoot(visitor, "widget-6-human");
    const shown = (page, id) => page.locator(`[data-testid=${id}]:visible`).first();
    const sue = await person(browser, context);
    const supervisor = { role: "supervisor", department: "billing", skills: ["senior"], languages: ["es"] };
    await sue.goto(edge.origin + (await edge.invite("sue", "Sue Grant", supervisor)));
    if (rtl) await sue.evaluate(() => (document.documentElement.dir = "rtl"));
    await sue.test("status-available").click();
    await shown(ana, "note-open").click();
    await ana.test("note-text").fill("Second broken lantern from this batch.");
    await ana.test("note-save").click();
    await ana.waitForTimeout(500);
    await shoot(ana, "console-6-note");
    await shown(ana, "transfer").click();
    await ana.locator("[data-testid=transfer-agent][data-to=sue]").click();
    await ana.test("transfer-reason").fill("Needs a refund, which is yours.");
    await ana.waitForTimeout(300);
    await shoot(ana, "console-7-transfer");
    await ana.test("transfer-confirm").click();
    await shown(sue, "offer").waitFor();
    await sue.waitForTimeout(500);
    await shoot(sue, "console-8-supervisor");
    await shown(sue, "offer").click();
    await sue.waitForTimeout(700);
    if (await sue.locator("[data-testid=why-me]:visible").count()) await shown(sue, "why-me").click();
    await sue.waitForTimeout(300);
    await shoot(sue, "console-9-why");
    await shoot(visitor, "widget-9-bringing-in");
    await visitor.test("device").click();
    await visitor.waitForTimeout(600);
    await shoot(visitor, "widget-10-device");
    await visitor.test("device-close").click();
    await shown(ana, "cancel-transfer").click();
    await sue.context().close();
    await ana.test("close").click();
    await ana.waitForTimeout(400);
    await shoot(ana, "console-4-closing");
    await ana.test("close-confirm").click();
    await visitor.test("rating-5").waitFor();
    await visitor.waitForTimeout(500);
    await shoot(visitor, "widget-7-rating");
    await visitor.context().setOffline(true);
    await visitor.waitForTimeout(800);
    await shoot(visitor, "widget-8-offline");
    await ana.context().setOffline(true);
    await ana.waitForTimeout(800);
    await shoot(ana, "console-5-offline");
    await visitor.context().close();
    await ana.context().close();
  }
} finally {
  await browser.close();
  await edge.stop();
}
