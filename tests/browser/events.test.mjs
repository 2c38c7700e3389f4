// R-064 in a real browser: pages and product events before the first interaction stay in the page's memory, and are on the
// card once there is a conversation; those after it follow.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Agent } from "../support/client.mjs";
import { Edge, until } from "../support/edge.mjs";

let browser;
let edge;
let stranger;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
  stranger = await strangersSite(
    (path) => `<!doctype html><html lang="en"><title>Page ${path}</title><body>
      <script>window.warmline = { q: [{ track: "signed up", attributes: { plan: "team" } }] };
      ${path.startsWith("/old") ? "delete window.navigation; Object.defineProperty(window, 'navigation', { value: undefined });" : ""}
      function go(url, title) { history.pushState({}, "", url); setTimeout(() => document.title = title, 50); }</script>
      <script async src="${edge.origin}/widget.js" data-site="demo"></script></body></html>`,
  );
  await edge.setUp({ origins: [stranger.origin] });
});
after(async () => {
  await browser?.close();
  stranger?.close();
  await edge?.stop();
});

const told = (card) =>
  card.trail.map(({ page, event }) => (page ? [page.url.replace(stranger.origin, ""), page.title] : [event.name, event.attributes]));

for (const start of ["/new", "/old"]) {
  test(`R-064: a page that swaps itself and tells of events (${start})`, async () => {
    const page = await person(browser);
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${stranger.origin}${start}?token=s3cret`);
    await page.test("launcher").waitFor();
    await page.evaluate(() => go("/tents?session=s3cret#x", "Tents"));
    await page.waitForTimeout(700);
    await page.evaluate(() => {
      warmline.track("export failed", { file: "q3.csv", rows: 12, password: "swordfish", long: "x".repeat(5_000) });
      warmline.track("odd", { circle: {}, none: null, half: "\ud83d" });
      history.replaceState({}, "", "/tents?page=2");
    });
    await page.evaluate(() => go("/cart", "Cart"));
    await page.waitForTimeout(700);
    const ours = requests.filter((url) => url.startsWith(edge.origin) && url.includes("/api/"));
    assert.deepEqual(ours, [], "nothing is sent before a touch");
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);

    await page.test("launcher-human").click();
    await page.test("queue").waitFor();
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem("warmline:demo")));
    const ana = await Agent.signIn(edge, "ana", "Ana Silva");
    const read = async () => (await ana.read(kept.conversation)).state.card;
    const card = await read();
    const attributes = { file: "q3.csv", rows: "12", long: "x".repeat(200) };
    const steps = told(card);
    const failed = steps.find(([name]) => name === "export failed");
    assert.ok(!JSON.stringify(card).includes("swordfish") && !JSON.stringify(card).includes("s3cret"));
    delete failed[1].password;
    assert.deepEqual(failed[1], attributes);
    assert.deepEqual(steps.filter(([name]) => name !== "odd"), [
      [start, `Page ${start}`],
      ["signed up", { plan: "team" }],
      ["/tents", "Tents"],
      ["export failed", attributes],
      ["/cart", "Cart"],
    ]);
    assert.deepEqual([card.page.url, card.page.title], [`${stranger.origin}/cart`, "Cart"]);

    await page.evaluate(() => {
      go("/checkout", "Checkout");
      warmline.track("paid", { total: 49 });
    });
    const after = await until("the page they went to", async () => {
      const now = await read();
      return now.page.title === "Checkout" ? now : null;
    });
    assert.deepEqual(told(after).slice(-2), [["/checkout", "Checkout"], ["paid", { total: "49" }]]);
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });
}
