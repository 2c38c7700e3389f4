// The settings area in a real browser: forms, faults, conflicts, people, articles, keys, and what axe says.

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

const SECTIONS = ["company", "confidence", "triggers", "policies", "departments", "hours", "calls", "on_call", "tiers", "desk", "assistant", "self_service", "templates", "sources", "destinations", "mail"];
const PAGES = [...SECTIONS, "agents", "articles", "articles/delivery-times", "new-article", "widget", "deliveries", "keys", "audit"];

/** An owner (or another role) at the settings of a site in memory. */
async function at(route, options = {}, browserOptions = {}) {
  const page = await person(browser, browserOptions);
  page.site = await fakeSite(page, options);
  await page.goto(`${edge.origin}/settings/#/${route}`);
  return page;
}

/** Nothing is left to save, and that was said. */
const saved = async (page) => {
  await page.locator("[data-testid=save][aria-disabled]", { hasText: /^Save$/ }).waitFor();
  await page.test("status").filter({ hasText: /^Saved\.$/ }).waitFor();
};
const puts = (page) => page.site.requests.filter(({ method }) => method === "PUT");

/** Somebody signed in at the real edge. */
async function signedIn(agent, name, more) {
  const page = await person(browser);
  await page.goto(edge.origin + (await edge.invite(agent, name, more)));
  await page.test("status-available").waitFor();
  return page;
}

const open = async (page, route) => {
  await page.goto(`${edge.origin}/settings/#/${route}`);
  await page.test(`page-${route}`).waitFor();
  await until("it to be loaded", async () => (await page.test("loading").count()) === 0);
};

test("at the edge: an owner sets the site up, another one is faster, and everything is in the log", async () => {
  await edge.setUp({ site: "settings1" });
  const olga = await signedIn("olga", "Olga Brandt", { role: "owner" });
  const raj = await signedIn("raj", "Raj Patel", { role: "owner" });
  await open(olga, "confidence");
  await open(raj, "confidence");
  await olga.test("refuse_below").fill("95");
  await olga.locator("#f-refuse_below-fault", { hasText: /./ }).waitFor();
  await olga.test("refuse_below").fill("65");
  await olga.test("consent_after").fill("2 min");
  await until("no fault", async () => (await olga.test("faults").innerText()) === "");
  await olga.test("save").click();
  await saved(olga);
  await raj.test("refuse_below").fill("50");
  await raj.test("profile").selectOption("internal_it");
  await raj.test("save").click();
  await raj.test("conflict").getByText("Olga Brandt saved changes").waitFor();
  await raj.test("theirs-refuse_below").check();
  await raj.test("settle").click();
  await saved(raj);
  await open(olga, "company");
  await open(olga, "confidence");
  assert.equal(await olga.test("refuse_below").inputValue(), "65");
  assert.equal(await olga.test("consent_after").inputValue(), "2 min");
  assert.equal(await olga.test("profile").inputValue(), "internal_it");
  assert.equal(await olga.test("answer_from").getAttribute("placeholder"), "80");

  for (const route of SECTIONS) await open(olga, route);
  await open(olga, "policies");
  await olga.test("on-vip_account").check();
  await olga.test("open-large_refund").click();
  await olga.test("policies[large_refund].amount_over").fill("250 EUR");
  await olga.test("add").click();
  await olga.test("new-name").fill("Wholesale orders");
  await olga.test("add-confirm").click();
  await olga.locator(".fault", { hasText: /./ }).first().waitFor();
  await olga.test("policies[wholesale-orders].words").fill("wholesale");
  await until("no fault", async () => (await olga.test("faults").innerText()) === "");
  await olga.test("save").click();
  await saved(olga);
  await open(olga, "departments");
  await olga.test("add").click();
  await olga.test("new-name").fill("After sales");
  await olga.test("add-confirm").click();
  await olga.test("save").click();
  await saved(olga);
  await open(olga, "tiers");
  await olga.test("tiers.high.first_response").fill("10 s");
  await olga.locator("[id='f-tiers-high-offer_stands-fault']", { hasText: /./ }).waitFor();
  await olga.test("discard").click();

  await open(olga, "agents");
  await olga.test("invite").click();
  await olga.test("name").fill("Lee Wong");
  await olga.test("agent").fill("lee");
  await olga.test("department").selectOption("after-sales");
  await olga.test("save").click();
  const link = await olga.test("invitation").innerText();
  const lee = await person(browser);
  await lee.goto(link);
  await lee.test("status-available").waitFor();
  await lee.goto(`${edge.origin}/settings/`);
  await lee.test("settings-door").getByText("Only for owners").waitFor();
  await olga.test("link-done").click();
  await olga.test("remove-lee").click();
  await olga.test("remove-confirm").click();
  await olga.locator("[data-agent=lee]").waitFor({ state: "detached" });

  await open(olga, "audit");
  const log = await olga.test("audit").innerText();
  for (const said of ["Invited Lee Wong", "Removed the account of Lee Wong", "Raj Patel"]) assert.match(log, new RegExp(said));
  for (const page of [olga, raj]) assert.deepEqual(page.errors, []);
});

test("at the edge: articles are written, imported, found by the test box; keys are made and revoked", async () => {
  await edge.setUp({ site: "settings2" });
  const olga = await signedIn("olga", "Olga Brandt", { role: "owner" });
  await open(olga, "articles");
  await olga.test("ask-question").fill(edge.site.articles[0].phrasings[0]);
  await olga.test("ask").click();
  await olga.test("verdict").getByText("Answers", { exact: true }).waitFor();
  await olga.locator(".found-title", { hasText: edge.site.articles[0].title }).waitFor();
  await olga.test("article-search").fill(edge.site.articles[0].title);
  await until("the search", async () => (await olga.test("article").count()) === 1);
  await olga.test("new-article").click();
  await olga.test("title").fill("Can I rent a canoe?");
  await olga.test("answer").fill("Yes, by the day, at our lake house.");
  await olga.test("phrasings").fill("rent a canoe\ncanoe hire");
  await olga.test("save").click();
  await olga.test("delete").waitFor();
  await open(olga, "articles");
  await olga.test("ask-question").fill("do you have canoe hire?");
  await olga.test("ask").click();
  await olga.locator(".found-title", { hasText: "canoe" }).waitFor();
  await olga.test("import").click();
  const text = "title,answer\nWhere is the lake house?,Beside the lake.\nNo answer,\n";
  await olga.test("import-files").setInputFiles([{ name: "help.csv", mimeType: "text/csv", buffer: Buffer.from(text) }]);
  await olga.test("import-look").click();
  await olga.test("import-faults").getByText("help.csv, line 3").waitFor();
  await olga.test("import-good").click();
  await olga.test("import-done").click();
  await olga.test("article-search").fill("lake house");
  await until("the new one", async () => (await olga.test("article").count()) === 1);
  await open(olga, "keys");
  await olga.test("make-key").click();
  await olga.test("key-name").fill("Reporting");
  await olga.test("make-confirm").click();
  assert.ok((await olga.test("secret").innerText()).length > 20);
  await olga.test("key-done").click();
  await olga.test("key").getByRole("button").click();
  await olga.test("revoke-confirm").click();
  await olga.getByText("No keys yet").waitFor();
  assert.deepEqual(olga.errors, []);
});

test("whoever is not signed in, or only an agent, is told what to do", async () => {
  const nobody = await at("company", { role: "none" });
  await nobody.test("settings-door").getByText("Sign in first").waitFor();
  await hasNoViolations(nobody, "the door");
  nobody.site.me = { site: "demo", agent: "olga", name: "Olga Brandt", department: "support", role: "owner" };
  await nobody.getByRole("button", { name: "Try again" }).click();
  await nobody.test("page-company").waitFor();
  const ana = await at("company", { role: "agent" });
  await ana.test("settings-door").getByText("Only for owners").waitFor();
});

test("only what is chosen is sent, and a field goes back to its default", async () => {
  const page = await at("confidence");
  const answer = page.test("answer_from");
  await answer.waitFor();
  assert.equal(await answer.getAttribute("placeholder"), "85");
  assert.equal(await page.test("save").isEnabled(), false);
  await answer.fill("90");
  await page.test("save").click();
  await saved(page);
  assert.deepEqual(puts(page).at(-1).body, { version: 1, value: { answer_from: 90 } });
  await page.locator("#f-answer_from-default").getByRole("button", { name: /Back to default/ }).click();
  assert.equal(await answer.inputValue(), "");
  await until("the focus in the field", () => page.evaluate(() => document.activeElement.id === "f-answer_from"));
  await page.test("profile").selectOption("financial");
  assert.equal(await answer.getAttribute("placeholder"), "90");
  assert.match(await page.test("bands").innerText(), /Below 65 %.*from 90 %/s);
  await page.keyboard.press("Control+s");
  await until("the second save", () => puts(page).length === 2);
  assert.deepEqual(puts(page).at(-1).body, { version: 2, value: { profile: "financial" } });
  assert.deepEqual(page.errors, []);
});

test("spans are written as people do, and what can't be read is told beside its field", async () => {
  const page = await at("desk");
  const gone = page.test("gone_after");
  await gone.fill("90");
  await gone.blur();
  assert.match(await page.locator("#f-gone_after-fault").innerText(), /unit/);
  assert.equal(await gone.getAttribute("aria-invalid"), "true");
  assert.equal(await page.test("save").innerText(), "Save: one fault");
  await page.test("save").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "f-gone_after");
  assert.equal(puts(page).length, 0);
  await gone.fill("1.5 min");
  await gone.blur();
  assert.equal(await gone.inputValue(), "90 s");
  await page.locator("#f-callback_within-default").getByRole("button", { name: /not offered/ }).click();
  await page.test("save").click();
  await saved(page);
  assert.deepEqual(puts(page).at(-1).body.value, { gone_after: 90000, callback_within: null });
});

test("while an owner writes, the edge checks, and each fault stands beside its field", async () => {
  const page = await at("policies");
  page.site.faults = (section, value) => [
    ...(value.policies ?? []).flatMap((policy, at) =>
      policy.words?.includes("*") ? [{ field: `policies[${at}].words`, message: "Line 1: a star needs words beside it." }] : [],
    ),
    ...(value.policies?.length > 1 ? [{ field: "another", message: "Has no field here." }] : []),
  ];
  await page.test("open-legal").click();
  await page.test("policies[legal].words").fill("*");
  await page.locator("[id='f-policies-legal--words-fault']", { hasText: "a star needs words" }).waitFor();
  await page.locator(".thing", { hasText: "A legal matter" }).getByText("Needs a look").waitFor();
  assert.equal(await page.test("faults").innerText(), "One field needs a look.");
  await page.test("policies[legal].words").fill("court");
  await until("the fault to be gone", async () => (await page.test("faults").innerText()) === "");
  await page.test("on-vip_account").check();
  await page.locator(".fault-elsewhere", { hasText: "Has no field here." }).waitFor();
});

test("R-031: an owner changes, switches, adds and removes policies", async () => {
  const page = await at("policies");
  await page.test("on-vip_account").check();
  await page.test("add").click();
  await page.test("new-name").fill("Wholesale orders");
  await page.keyboard.press("Enter");
  await until("the focus on the new one", () => page.evaluate(() => document.activeElement.dataset.testid === "open-wholesale-orders"));
  await page.test("policies[wholesale-orders].words").fill("wholesale\norder for * shop");
  await page.test("policies[wholesale-orders].amount_over").fill("250 eur");
  await page.test("policies[wholesale-orders].department").selectOption("sales");
  await page.test("policies[wholesale-orders].topics-enterprise_pricing").check();
  await page.test("save").click();
  await saved(page);
  assert.deepEqual(puts(page).at(-1).body.value.policies, [
    { id: "vip_account", on: true },
    {
      id: "wholesale-orders",
      name: "Wholesale orders",
      words: ["wholesale", "order for * shop"],
      amount_over: { hundredths: 25000, currency: "EUR" },
      department: "sales",
      topics: ["enterprise_pricing"],
    },
  ]);
  await page.test("on-vip_account").uncheck();
  await page.test("thing-end").click();
  await page.test("save").click();
  await until("the second save", () => puts(page).length === 2);
  assert.deepEqual(puts(page).at(-1).body.value, {});
});

test("two owners: each field that the other one changed is shown, and nothing typed is lost", async () => {
  const page = await at("triggers");
  await page.test("turns_from").fill("12");
  await page.test("frustration_from").fill("30");
  Object.assign(page.site.sections.triggers, {
    version: 2,
    value: { turns_from: 6, same_problem_from: 3 },
    changed: { agent: "raj", name: "Raj Patel", at: 1_795_000_000_000 },
  });
  await page.test("save").click();
  const dialog = page.test("conflict");
  await dialog.getByText("Raj Patel saved changes while you were writing").waitFor();
  await hasNoViolations(page, "a conflict");
  assert.equal(await page.test("mine-turns_from").isChecked(), true);
  assert.equal(await page.test("theirs-same_problem_from").isChecked(), true);
  assert.match(await dialog.innerText(), /Many messages.*6 messages.*12 messages/s);
  await page.keyboard.press("Escape");
  assert.equal(await page.test("turns_from").inputValue(), "12");
  await page.test("save").click();
  await page.test("theirs-turns_from").check();
  await page.test("settle").click();
  await saved(page);
  assert.deepEqual(puts(page).at(-1).body, { version: 2, value: { turns_from: 6, same_problem_from: 3, frustration_from: 30 } });
});

test("leaving with something unsaved is asked, and a failed save keeps every word", async () => {
  const page = await at("company");
  await page.test("name").fill("Acme");
  await page.getByRole("link", { name: "Desk", exact: true }).click();
  await page.test("unsaved").waitFor();
  await page.test("stay").click();
  assert.equal(await page.test("name").inputValue(), "Acme");
  page.site.before = (method) => (method === "PUT" ? { status: 500, json: { error: { code: "internal", message: "A fault of ours." } } } : null);
  await page.test("save").click();
  await page.test("save-trouble").getByText("A fault of ours.").waitFor();
  assert.equal(await page.test("name").inputValue(), "Acme");
  await page.context().setOffline(true);
  await page.test("offline").waitFor();
  await page.context().setOffline(false);
  page.site.before = null;
  await page.test("save").click();
  await saved(page);
  await page.getByRole("link", { name: "Desk", exact: true }).click();
  await page.test("page-desk").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
});

test("R-090: tiers are a table of spans; a department of one's own can be added", async () => {
  const page = await at("tiers");
  const cell = page.test("tiers.high.resolution");
  assert.equal(await cell.getAttribute("placeholder"), "30 min");
  await cell.fill("40 min");
  await page.test("save").click();
  await saved(page);
  assert.deepEqual(puts(page).at(-1).body.value, { tiers: { high: { resolution: 2400000 } } });
  await page.getByRole("link", { name: "Departments" }).click();
  await page.test("add").click();
  await page.test("new-name").fill("After sales");
  await page.test("add-confirm").click();
  await page.test("departments.after-sales.skills").fill("after-sales");
  await page.test("departments.after-sales.own_desk").check();
  await page.test("save").click();
  await until("the save", () => puts(page).at(-1)?.path === "departments");
  assert.deepEqual(puts(page).at(-1).body.value, {
    departments: { "after-sales": { name: "After sales", skills: ["after-sales"], own_desk: true } },
  });
});

test("R-130: hours are a week, holidays one a line, and hours of one department; whether it is open now is said", async () => {
  const page = await at("hours");
  await page.test("hours").check();
  await page.test("hours.zone").fill("Europe/Berlin");
  await page.test("hours.week.monday").fill("09:00-12:00\n13:00-18:00");
  await page.test("hours.week.friday").fill("");
  await page.test("hours.exceptions").fill("12-25 Christmas Day\n2026-12-31 09:00-13:00 Stocktaking");
  await page.test("hours-now").filter({ hasText: "Now: open until 18:00" }).waitFor();
  await page.test("department_hours.billing").check();
  await page.test("department_hours.billing.zone").fill("UTC");
  await page.test("save").click();
  await saved(page);
  const day = ["09:00-17:00"];
  const week = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day };
  const { friday, ...open } = { ...week, monday: ["09:00-12:00", "13:00-18:00"] };
  assert.deepEqual(puts(page).at(-1).body.value, {
    hours: {
      zone: "Europe/Berlin",
      week: open,
      exceptions: [{ on: "12-25", name: "Christmas Day" }, { on: "2026-12-31", name: "Stocktaking", spans: ["09:00-13:00"] }],
    },
    department_hours: { billing: { zone: "UTC", week } },
  });
});

test("R-120: a text is changed, a field put in where the cursor is, previewed, and given back", async () => {
  const page = await at("templates");
  await page.test("open-greeting").click();
  assert.match(await page.test("templates.greeting").inputValue(), /^Hello!/);
  await page.test("open-agent_joined").click();
  const area = page.test("templates.agent_joined");
  await area.fill("Our team now: {agent}");
  await area.evaluate((area) => area.setSelectionRange(4, 8));
  await page.test("templates.agent_joined-team").click();
  assert.equal(await area.inputValue(), "Our {team} now: {agent}");
  assert.equal(await page.test("template-preview").innerText(), "Our Billing now: Ana");
  await page.test("save").click();
  await saved(page);
  assert.deepEqual(puts(page).at(-1).body.value, { templates: { agent_joined: "Our {team} now: {agent}" } });
  page.site.faults = () => [{ field: "templates.agent_joined", message: "no field {agnet}; these: {agent}, {team}" }];
  await area.fill("{agnet}");
  await page.locator("[id='f-templates-agent_joined-fault']", { hasText: "no field {agnet}" }).waitFor();
  await page.test("template-back").click();
  assert.match(await area.inputValue(), /^You are now connected/);
});

test("R-173: a language model is there or not, and a span of it is written as people do", async () => {
  const page = await at("assistant");
  await page.test("llm").check();
  await page.test("llm.model").fill("small-1");
  await page.test("llm.key").fill("MAIN");
  await page.test("llm.whole_answer").fill("15 s");
  await page.test("save").click();
  await saved(page);
  const llm = { provider: "open_ai", model: "small-1", key: "MAIN", whole_answer: 15000 };
  assert.deepEqual(puts(page).at(-1).body.value, { llm });
  await page.test("llm").uncheck();
  await page.test("save").click();
  await until("the second save", () => puts(page).length === 2);
  assert.deepEqual(puts(page).at(-1).body.value, {});
});

test("R-172: a system's secret is written once, never shown, kept, replaced or removed", async () => {
  const shop = { id: "shop", name: "Orders", url: "https://api.shop.example/{customer.id}", headers: { Authorization: "Bearer {secret}" }, secret: true };
  const page = await at("sources", { sections: { sources: { sources: [shop] } } });
  const sent = () => puts(page).at(-1).body.value.sources[0];
  await page.test("open-shop").click();
  await page.test("secret-stored").waitFor();
  assert.equal(await page.test("sources[shop].headers").inputValue(), "Authorization: Bearer {secret}");
  await page.test("sources[shop].headers").fill("Authorization: Token {secret}\nX-From: warmline");
  await page.test("sources[shop].deadline").fill("500 ms");
  await page.test("save").click();
  await saved(page);
  const headers = { Authorization: "Token {secret}", "X-From": "warmline" };
  assert.deepEqual(sent(), { ...shop, headers, deadline: 500 });
  await page.test("secret-replace").click();
  await page.test("sources[shop].secret").fill("new-one");
  assert.equal(await page.test("sources[shop].secret").getAttribute("type"), "password");
  await page.test("save").click();
  await until("the second save", () => puts(page).length === 2);
  assert.equal(sent().secret, "new-one");
  page.site.faults = () => [{ field: "sources[0].headers.Authorization", message: "no header has {secret}" }];
  await page.test("sources[shop].headers").fill("");
  await page.locator("[id='f-sources-shop--headers-fault']", { hasText: "no header has {secret}" }).waitFor();
});

test("people are invited, changed, removed, and get a new link", async () => {
  const page = await at("agents");
  await page.test("invite").click();
  await page.test("name").fill("Lee Wong");
  await page.test("save").click();
  await page.locator("#f-agent-fault", { hasText: "letters, digits" }).waitFor();
  await page.test("agent").fill("lee");
  await page.test("languages-zh").check();
  await page.test("skills").fill("senior");
  await page.keyboard.press("Escape");
  await page.test("invite-dialog").getByText("Not saved yet").waitFor();
  await page.test("save").click();
  assert.match(await page.test("invitation").innerText(), new RegExp(`^${edge.origin}/console/#sign-in=abc123$`));
  assert.deepEqual(page.site.agents.at(-1).languages, ["zh"]);
  await page.test("link-done").click();
  await page.locator("[data-agent=lee]").waitFor();
  await page.test("edit-lee").click();
  assert.equal(await page.test("agent").locator("input").count(), 0);
  await page.test("capacity").fill("5");
  await page.test("save").click();
  await until("the change", () => page.site.agents.at(-1).capacity === 5);
  await page.test("remove-lee").click();
  await page.test("remove-dialog").getByText("front of the line").waitFor();
  await page.test("remove-confirm").click();
  await page.locator("[data-agent=lee]").waitFor({ state: "detached" });
  await page.test("link-ana").click();
  await page.test("invitation").waitFor();
  await page.keyboard.press("Escape");
  await until("the focus to be back", () => page.evaluate(() => document.activeElement.dataset.testid === "link-ana"));
});

test("articles are searched, written, tried, removed", async () => {
  const page = await at("articles");
  await page.test("article-search").fill("return");
  await until("the search", async () => (await page.test("article").count()) === 1);
  await page.test("ask-question").fill("when does it come?");
  await page.test("ask").click();
  await page.test("verdict").getByText("Answers, asks").waitFor();
  await page.test("new-article").click();
  await page.test("title").fill("Do you ship abroad?");
  await page.test("answer").fill("Yes.\nTo 40 countries.");
  assert.equal(await page.test("preview").innerText(), "Yes.\nTo 40 countries.");
  await page.test("phrasings").fill("international shipping\n\nabroad?");
  await page.test("save").click();
  await page.test("delete").waitFor();
  assert.deepEqual(page.site.articles.at(-1).phrasings, ["international shipping", "abroad?"]);
  await page.test("delete").click();
  await page.test("delete-confirm").click();
  await page.test("article-count").getByText("2 articles").waitFor();
  await page.goto(`${edge.origin}/settings/#/articles/nowhere`);
  await page.getByText("Not there any more").waitFor();
});

test("an import is looked through first; the good ones, or nothing", async () => {
  const page = await at("articles");
  await page.test("import").click();
  const csv = { name: "help.csv", mimeType: "text/csv", buffer: Buffer.from("title,answer\nA,b\nbroken,\n") };
  await page.test("import-files").setInputFiles([csv]);
  await page.test("import-look").click();
  await page.test("import-faults").getByText("help.csv, line 3").waitFor();
  const imports = () => page.site.requests.filter(({ path }) => path === "articles/import");
  assert.equal(imports().at(-1).body.dry_run, true);
  assert.equal(imports().at(-1).body.format, "csv");
  await hasNoViolations(page, "an import");
  await page.test("import-good").click();
  await page.test("import-done").waitFor();
  assert.equal(imports().at(-1).body.dry_run, false);
  await page.test("import-done").click();
});

test("a key is shown once and can be revoked; the audit log goes on", async () => {
  const page = await at("keys");
  await page.test("make-key").click();
  await page.test("make-confirm").click();
  await page.getByText("Say what it is for.").waitFor();
  await page.test("key-name").fill("Reporting");
  await page.test("scope-Read").check();
  await page.test("make-confirm").click();
  assert.match(await page.test("secret").innerText(), /^wl_key_/);
  await hasNoViolations(page, "a new key");
  await page.test("key-done").click();
  await page.test("key").filter({ hasText: "Reporting" }).getByRole("button").click();
  await page.test("revoke-confirm").click();
  await until("the key to be gone", async () => (await page.test("key").count()) === 1);
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.test("more").waitFor();
  assert.equal(await page.test("audit-line").count(), 100);
  await page.locator("summary").first().click();
  await page.getByText("Windows and clocks, High, Over by").first().waitFor();
  await page.test("more").click();
  await until("the rest", async () => (await page.test("audit-line").count()) === 120);
});

test("the chat's look is previewed live and stands in the line to copy", async () => {
  const page = await at("widget");
  assert.equal(await page.test("script-tag").innerText(), `<script src="${edge.origin}/widget.js" data-site="demo" async></script>`);
  await page.getByRole("button", { name: "Blue" }).click();
  await page.test("side-start").check();
  assert.match(await page.test("script-tag").innerText(), /data-accent="#1d4ed8" data-position="start"/);
  const frame = page.frameLocator("[data-testid=preview-frame]");
  await frame.getByTestId("launcher").waitFor();
  const colour = await frame.getByTestId("launcher").evaluate((launcher) => getComputedStyle(launcher).backgroundColor);
  assert.equal(colour, "rgb(29, 78, 216)");
  await page.test("colour").fill("reddish");
  await page.getByText("Write it as # and six digits").waitFor();
  assert.doesNotMatch(await page.test("script-tag").innerText(), /accent/);
});

test("a supervisor reads everything and changes nothing", async () => {
  const page = await at("company", { role: "supervisor" });
  for (const route of PAGES.filter((route) => route !== "new-article")) {
    await page.goto(`${edge.origin}/settings/#/${route}`);
    await page.test(`page-${route}`).waitFor();
    await until("it to be loaded", async () => (await page.test("loading").count()) === 0);
    for (const id of ["save", "add", "invite", "new-article", "import", "make-key", "delete"]) {
      assert.equal(await page.test(id).count(), 0, `${id} on ${route}`);
    }
  }
  // To check is not to change.
  assert.ok(page.site.requests.every(({ method, path }) => method === "GET" || path.endsWith("/check")));
});

test("what can't be loaded says so and can be tried again; hostile words are only words", async () => {
  const page = await at("keys", {}, {});
  page.site.before = () => ({ status: 503, json: {} });
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.test("trouble").waitFor();
  await hasNoViolations(page, "trouble");
  page.site.before = null;
  const hostile = "<img src=x onerror=alert(1)> \u202egnp.exe";
  page.site.audit = [{ n: 1, by: { name: hostile, at: 1 }, what: hostile, fields: [{ field: hostile, before: hostile, after: "[" }] }];
  await page.test("again").click();
  await page.test("audit-line").waitFor();
  assert.equal(await page.locator("img").count(), 0);
  page.site.audit = [];
  page.site.keys = [];
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByText("No keys yet").waitFor();
  assert.deepEqual(page.errors, []);
});

test("axe finds nothing in any section, light and dark, wide and narrow, and nothing is wider than the screen", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const [width, height] of [[1280, 800], [375, 740]]) {
      const page = await at("company", {}, { colorScheme, viewport: { width, height }, reducedMotion: "reduce" });
      for (const route of PAGES) {
        await page.goto(`${edge.origin}/settings/#/${route}`);
        await page.test(`page-${route}`).waitFor();
        await until("it to be loaded", async () => (await page.test("loading").count()) === 0);
        for (const thing of ["open-large_refund", "open-security"]) {
          if (await page.test(thing).count()) await page.test(thing).click();
        }
        await hasNoViolations(page, `${route}, ${colorScheme}, ${width}`, { exclude: ["iframe"] });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(over, 0, `${route} is ${over} px too wide at ${width}`);
      }
      assert.deepEqual(page.errors, []);
      await page.context().close();
    }
  }
});
