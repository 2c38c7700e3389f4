// pictures and documents in a conversation, in two real browsers.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { hasNoViolations } from "../support/axe.mjs";
import { launch, person, strangersSite } from "../support/browser.mjs";
import { Edge } from "../support/edge.mjs";
import { PDF, png } from "../support/files.mjs";

let browser;
let edge;
let stranger;
let sites = 0;
before(async () => {
  browser = await launch();
  edge = await Edge.start({ provision: false });
  stranger = await strangersSite(
    (path) => `<!doctype html><html lang="en" dir="${path.split("/")[2] || "ltr"}"><title>A stranger's page</title><body><h1>${path}</h1>
      <script async src="${edge.origin}/widget.js" data-site="${path.split("/")[1]}"></script></body></html>`,
  );
});
after(async () => {
  await browser?.close();
  stranger?.close();
  await edge?.stop();
});

const PICTURE = { name: "lamp.png", mimeType: "image/png", buffer: png(640, 420) };
const LABEL = { name: "return-label.pdf", mimeType: "application/pdf", buffer: PDF };

async function visit(options = {}, direction = "") {
  sites += 1;
  await edge.setUp({ site: `files${sites}`, origins: [stranger.origin] });
  const page = await person(browser, options);
  await page.goto(`${stranger.origin}/${edge.site.site}/${direction}`);
  await page.test("launcher").click();
  await page.test("composer").waitFor();
  return page;
}

/** Ana, in the console, with the visitor's conversation. */
async function withAna(visitor, options = {}) {
  await visitor.test("human-button").click();
  const page = await person(browser, options);
  await page.goto(edge.origin + (await edge.invite("ana", "Ana Duarte")));
  await page.test("status-available").click();
  await page.test("offer").click();
  await page.locator("[data-testid=accept]:visible, [data-testid=open-accept]:visible, [data-testid=card-accept]:visible").first().click();
  await page.test("composer").waitFor();
  return page;
}

/** Whether a picture is shown and not only there. */
const loaded = (page, within) =>
  page.waitForFunction(
    ([test]) => {
      const roots = [document, document.querySelector("warmline-widget")?.shadowRoot].filter(Boolean);
      const images = roots.flatMap((root) => [...root.querySelectorAll(`[data-testid=${test}] .file-picture img`)]);
      return images.length && images.every((image) => image.complete && image.naturalWidth > 0);
    },
    [within],
  );

test("R-183: a visitor sends a picture and the agent sees it; the agent sends a PDF and the visitor downloads it", async () => {
  const visitor = await visit();
  const ana = await withAna(visitor);
  await visitor.test("attach").setInputFiles(PICTURE);
  await visitor.test("tray-file").filter({ hasText: "lamp.png" }).waitFor();
  await visitor.test("send").click();
  await loaded(visitor, "message");
  await loaded(ana, "entry");
  assert.equal(await visitor.test("tray").count(), 0);

  await ana.test("attach").setInputFiles(LABEL);
  await ana.test("tray-file").filter({ hasText: "return-label.pdf" }).waitFor();
  await ana.test("composer").fill("Here is your label.");
  await ana.locator("[data-testid=send]:not([disabled])").waitFor();
  await ana.test("composer").press("Enter");
  const chip = visitor.locator("[data-testid=message][data-author=agent] [data-testid=file]");
  await chip.waitFor();
  const [download] = await Promise.all([visitor.waitForEvent("download"), chip.click()]);
  assert.equal(download.suggestedFilename(), "return-label.pdf");
  const [kept] = await Promise.all([ana.waitForEvent("download"), ana.locator("[data-testid=entry] a.file").click()]);
  assert.equal(kept.suggestedFilename(), "return-label.pdf");

  // Over a reload, on both sides.
  await visitor.reload();
  await loaded(visitor, "message");
  await chip.waitFor();
  await ana.reload();
  await ana.test("mine-item").click();
  await loaded(ana, "entry");
  assert.deepEqual([...visitor.errors, ...ana.errors], []);
  await visitor.context().close();
  await ana.context().close();
});

test("R-183: a first picture begins a conversation, and the assistant offers somebody who can look at it", async () => {
  const visitor = await visit();
  await visitor.test("attach").setInputFiles([PICTURE, { ...PICTURE, name: "box.png" }]);
  assert.equal(await visitor.test("tray-file").count(), 2);
  await visitor.getByRole("button", { name: "Remove box.png" }).click();
  await visitor.test("composer").fill("It came like this");
  await visitor.locator("[data-testid=send]:not([disabled])").waitFor();
  await visitor.test("composer").press("Enter");
  await loaded(visitor, "message");
  await visitor.test("offer-connect").waitFor();
  assert.equal(await visitor.locator(".file-picture").count(), 1);
  await visitor.context().close();
});

test("R-183: a file that may not be sent says why, and one that failed is tried again", async () => {
  const visitor = await visit();
  await visitor.test("attach").setInputFiles({ name: "page.txt", mimeType: "text/plain", buffer: Buffer.from("<html><script>") });
  await visitor.getByRole("alert").filter({ hasText: "SVG, HTML and XML" }).waitFor();
  await visitor.test("file-remove").click();
  await visitor.test("attach").setInputFiles({ name: "big.txt", mimeType: "text/plain", buffer: Buffer.alloc(10 * 1024 * 1024 + 1, 65) });
  await visitor.getByRole("alert").filter({ hasText: "Larger than 10.0 MB" }).waitFor();
  await visitor.test("file-remove").click();

  // The connection is cut while it is on its way.
  await visitor.route("**/files", (route) => route.abort());
  await visitor.test("attach").setInputFiles(PICTURE);
  await visitor.getByRole("alert").filter({ hasText: "connection was lost" }).waitFor();
  await visitor.unroute("**/files");
  await visitor.test("file-retry").click();
  await visitor.locator("[data-testid=send]:not([disabled])").click();
  await loaded(visitor, "message");
  await visitor.context().close();
});

test("R-183: a picture that is pasted or dropped is attached, and pasted words stay words", async () => {
  const visitor = await visit();
  const ana = await withAna(visitor);
  const bring = (page, kind) =>
    page.evaluate(
      ([kind, bytes]) => {
        const root = document.querySelector("warmline-widget")?.shadowRoot ?? document;
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
        const event = kind === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        root.querySelector("[data-testid=composer]").dispatchEvent(event);
        return event.defaultPrevented;
      },
      [kind, [...png(40, 30)]],
    );
  for (const page of [visitor, ana]) {
    assert.equal(await bring(page, "paste"), true);
    assert.equal(await bring(page, "drop"), true);
    await page.locator("[data-testid=send]:not([disabled])").waitFor();
    assert.equal(await page.test("tray-file").count(), 2);
  }
  await visitor.context().close();
  await ana.context().close();
});

// Pictures for people to look at: WARMLINE_PICTURES=directory.
const out = process.env.WARMLINE_PICTURES;
const LOOKS = [
  ["wide-light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" }, "ltr"],
  ["phone-dark", { viewport: { width: 375, height: 740 }, colorScheme: "dark" }, "ltr"],
  ["phone-rtl", { viewport: { width: 375, height: 740 }, colorScheme: "light" }, "rtl"],
  ["wide-dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }, "rtl"],
];
for (const [look, options, direction] of LOOKS) {
  test(`R-182, R-183: files fit the screen and axe finds nothing: ${look}, ${direction}`, async () => {
    const visitor = await visit({ ...options, reducedMotion: "reduce" }, direction);
    const ana = await withAna(visitor, { ...options, reducedMotion: "reduce" });
    await ana.evaluate((dir) => (document.documentElement.dir = dir), direction);
    const shoot = async (page, name) => {
      if (!out) return;
      mkdirSync(out, { recursive: true });
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(out, `${name}-${look}.png`) });
    };
    const long = { ...LABEL, name: `${"a-very-long-name-of-a-document-".repeat(3)}.pdf` };
    for (const [page, name] of [[visitor, "widget"], [ana, "console"]]) {
      await page.test("attach").setInputFiles([PICTURE, long]);
      await page.locator("[data-testid=send]:not([disabled])").waitFor();
      await page.test("attach").setInputFiles({ name: "page.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
      await page.getByRole("alert").filter({ hasText: "SVG" }).waitFor();
      await shoot(page, `${name}-tray`);
      await hasNoViolations(page, `the tray of the ${name} (${look})`, name === "widget" ? { include: [["warmline-widget"]] } : undefined);
      await page.test("file-remove").last().click();
      await page.test("composer").fill("Two files for you");
      await page.test("composer").press("Enter");
      await page.test("tray").waitFor({ state: "detached" });
    }
    await loaded(visitor, "message");
    await loaded(ana, "entry");
    for (const [page, name] of [[visitor, "widget"], [ana, "console"]]) {
      await shoot(page, `${name}-files`);
      await hasNoViolations(page, `files in the ${name} (${look})`, name === "widget" ? { include: [["warmline-widget"]] } : undefined);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
    }
    await visitor.context().close();
    await ana.context().close();
  });
}
