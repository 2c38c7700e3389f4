// R-171 in a real browser: destinations with the fields of their systems, and what became of what left.

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

/** An owner at the settings of a site in memory. */
async function at(route) {
  const page = await person(browser);
  page.site = await fakeSite(page);
  await page.goto(`${edge.origin}/settings/#/${route}`);
  return page;
}

const puts = (page) => page.site.requests.filter(({ method }) => method === "PUT");
const saved = (page) => page.test("status").filter({ hasText: /^Saved\.$/ }).waitFor();

test("R-171: a destination has the fields of its system, its secret is written once, and it can be tested", async () => {
  const page = await at("destinations");
  await page.test("empty").waitFor();
  await page.test("add").click();
  await page.test("new-name").fill("Our Slack");
  await page.test("add-confirm").click();
  await page.test("destinations[our-slack].system.kind").selectOption("zendesk");
  await page.test("destinations[our-slack].system.subdomain").fill("acme");
  await page.test("destinations[our-slack].system.kind").selectOption("slack");
  await page.test("destinations[our-slack].system.way.address").fill("https://hooks.slack.com/services/T/B/x");
  await page.test("destinations[our-slack].wants-handed_off").check();
  await page.test("test-our-slack").click();
  await page.test("tested-our-slack").getByText("Save first").waitFor();
  await page.test("save").click();
  await saved(page);
  const slack = { kind: "slack", way: { by: "webhook", address: "https://hooks.slack.com/services/T/B/x" } };
  assert.deepEqual(puts(page).at(-1).body.value.destinations, [{ id: "our-slack", name: "Our Slack", system: slack, wants: ["handed_off"] }]);
  await page.test("test-our-slack").click();
  await page.test("tested-our-slack").getByText("Slack took it").waitFor();
  await hasNoViolations(page, "a destination");
  page.site.faults = () => [{ field: "destinations[0].system.way.address", message: "it is not entered yet" }];
  await page.test("destinations[our-slack].system.way.address").fill("y");
  await page.locator("[id='f-destinations-our-slack--system-way-address-fault']", { hasText: "not entered yet" }).waitFor();
  assert.deepEqual(page.errors, []);
});

const gone = (more) => ({
  key: "wl0", destination: "slack", name: "Our Slack", system: "Slack", happened: "handed_off", letter: false, conversation: "k1", since: 1_795_000_000_000,
  attempts: 1, may_have_arrived: false, looks: false, ...more,
});

test("R-171: dead letters say why and whether they may have arrived; they are resent or discarded", async () => {
  const page = await at("deliveries");
  await page.test("empty").getByText("Nothing left yet").waitFor();
  const dead = [
    gone({ key: "wl1", why: "The connection to Slack broke. It may have arrived: look there before you resend it.", may_have_arrived: true }),
    gone({ key: "wl2", destination: "old", name: undefined, why: "The destination \"old\" is gone from the settings." }),
    gone({ key: "wl3", system: "Zendesk", why: "Zendesk does not know the key (401).", may_have_arrived: true, looks: true, letter: true }),
  ];
  const waiting = [gone({ key: "wl4", next_at: 1_795_000_060_000 })];
  const delivered = [gone({ key: "wl5", happened: undefined, url: "https://acme.zendesk.com/agent/tickets/7" })];
  page.site.deliveries = { dead, waiting, waiting_in_all: 9, delivered };
  await page.test("deliveries-again").click();
  await until("the lines", async () => (await page.test("delivery").count()) === 5);
  await page.getByText("8 more are on their way.").waitFor();
  await page.getByText("old (gone from the settings)").first().waitFor();
  await hasNoViolations(page, "deliveries");
  const [first, second, third] = await page.test("delivery").all();
  assert.equal(await first.getByTestId("resend").count(), 0, "what may have arrived is not resent unseen");
  assert.match(await third.getByTestId("resend").innerText(), /^Look there, then resend/);
  await second.getByTestId("discard").click();
  await until("it to be gone", async () => (await page.test("delivery").count()) === 4);
  await page.test("delivery").first().getByTestId("resend-missing").click();
  await until("it to be gone too", async () => (await page.test("delivery").count()) === 3);
  const asked = page.site.requests.filter(({ method }) => method !== "GET").map(({ method, path, body }) => [method, path, body]);
  assert.deepEqual(asked, [["DELETE", "deliveries/wl2", null], ["POST", "deliveries/wl1/resend", { missing: true }]]);
});
