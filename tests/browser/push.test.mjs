// R-170 in a real browser: the console has it woken, and a push without words shows what waits and takes away what is over.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Agent, Visitor } from "../support/client.mjs";
import { launch, person } from "../support/browser.mjs";
import { Edge, until } from "../support/edge.mjs";

let browser;
let edge;
let service;
let sites = 0;
before(async () => {
  browser = await launch();
  // The push service: what it is sent is delivered by the test, as a browser maker's would.
  service = createServer((request, response) => {
    service.pushes.push(request.url);
    response.writeHead(201).end();
  });
  service.pushes = [];
  await new Promise((done) => service.listen(0, "127.0.0.1", done));
  edge = await Edge.start({ provision: false, secrets: { WARMLINE_ALLOW_LOCAL: "1" } });
});
after(async () => {
  await browser?.close();
  service?.close();
  await edge?.stop();
});

const APART = "/settings/preview/preview.css";

/** An agent in a browser that may notify; its maker's push service is the test's. */
async function agentWith({ pushes = true } = {}) {
  sites += 1;
  await edge.setUp({ site: `push${sites}` });
  service.pushes = [];
  const page = await person(browser);
  await page.context().grantPermissions(["notifications"], { origin: edge.origin });
  const endpoint = pushes ? `http://127.0.0.1:${service.address().port}/device` : null;
  await page.addInitScript((endpoint) => {
    if (!globalThis.PushManager) return;
    PushManager.prototype.subscribe = async function ({ applicationServerKey, userVisibleOnly }) {
      if (!endpoint || !userVisibleOnly || applicationServerKey.length !== 87) throw new DOMException("no", "AbortError");
      return { endpoint, unsubscribe: async () => true };
    };
    PushManager.prototype.getSubscription = async () => null;
  }, endpoint);
  await page.goto(edge.origin + (await edge.invite("ana", "Ana Duarte")));
  await page.test("status-available").click();
  const put = page.waitForResponse((r) => r.request().method() === "PUT" && r.url().endsWith("/console/push"), {
    timeout: pushes ? 15_000 : 1,
  });
  put.catch(() => {});
  await page.test("desktop").click();
  if (pushes) assert.equal((await put).status(), 200);
  return page;
}

/** Delivers the pushes that the service was sent, through the browser itself. */
async function devices(page) {
  const session = await page.context().newCDPSession(page);
  const registrations = new Map();
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations: updated }) =>
    updated.forEach((one) => registrations.set(one.scopeURL, one.registrationId)),
  );
  await session.send("ServiceWorker.enable");
  const registrationId = await until("the service worker", () => registrations.get(`${edge.origin}/console/`));
  return async () => {
    await until("a push", () => service.pushes.shift());
    await session.send("ServiceWorker.deliverPushMessage", { origin: edge.origin, registrationId, data: "" });
  };
}

const shown = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/console/");
    return (await registration.getNotifications()).map(({ tag, title, body }) => ({ tag, title, body }));
  });

test("R-170: with the console closed a customer's words are told of without a word of them, and being read ends it", async () => {
  const page = await agentWith();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  await page.getByTestId("accept").locator("visible=true").first().click();
  await visitor.state("human");
  const deliver = await devices(page);
  service.pushes = [];
  // Another page of the same browser: the console is closed.
  await page.goto(edge.origin + APART);
  const seq = await visitor.said("my card number is wrong on the bill");
  const tag = `u${visitor.conversation}`;
  // The end of the offer may have been pushed too, before it.
  const one = await until("a notification", async () => {
    if (service.pushes.length) await deliver();
    return (await shown(page)).find((notification) => notification.tag === tag);
  }, 20_000);
  assert.deepEqual([one.title, one.body], ["New message from Visitor", ""]);

  // She reads it somewhere else.
  const elsewhere = await Agent.signIn(edge, "ana", "Ana Duarte");
  await elsewhere.sit(null);
  await elsewhere.read(visitor.conversation);
  elsewhere.socket.send({ type: "seen", seq });
  await until("the notification to be gone", async () => {
    if (service.pushes.length) await deliver();
    return (await shown(page)).every((n) => n.tag !== tag);
  });
  // A browser wants each push to show something: that goes by itself.
  await until("nothing to be shown", async () => (await shown(page)).length === 0, 15_000);
  elsewhere.desk.close();
});

test("R-170: a notification that is pressed opens its conversation in the console that is open", async () => {
  const page = await agentWith();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  await page.getByTestId("accept").locator("visible=true").first().click();
  await visitor.state("human");
  const [worker] = page.context().serviceWorkers();
  assert.ok(worker.url().endsWith("/console/push.js"));
  await page.reload();
  await page.test("status-available").waitFor();
  assert.equal(await page.test("composer").count(), 0);
  await worker.evaluate(async (conversation) => {
    await registration.showNotification("pressed", { tag: "pressed", data: { conversation } });
    const [notification] = await registration.getNotifications({ tag: "pressed" });
    dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  }, visitor.conversation);
  await page.test("composer").waitFor();
  assert.deepEqual(await shown(page), []);

  // And in one that is opened for it.
  await page.goto(edge.origin + APART);
  await page.goto(`${edge.origin}/console/#open=${visitor.conversation}`);
  await page.test("composer").waitFor();
  assert.equal(new URL(page.url()).hash, "");
});

test("R-170: who looks at the console is not woken, and a browser that can't be woken says so", async () => {
  const page = await agentWith();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  await page.getByTestId("accept").locator("visible=true").first().waitFor();
  await new Promise((done) => setTimeout(done, 4_000));
  assert.deepEqual(service.pushes, []);
  assert.deepEqual(page.errors, []);

  const other = await agentWith({ pushes: false });
  await other.test("toast").filter({ hasText: "can't be woken" }).waitFor();
  assert.equal(await other.test("desktop").getAttribute("aria-pressed"), "true");
  assert.deepEqual(other.errors, []);
});
