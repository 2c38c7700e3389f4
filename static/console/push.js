// The console's service worker: a push has no words in it, so whoever is woken asks the edge what waits for the
// agent (docs/push.md), shows that, and takes away what does not wait any more.
const CONSOLE = "/console/";
const ICON = "/console/icon.svg";
const TIERS = { critical: "Critical", high: "High", standard: "Standard", low: "Low" };
// Tags of what is not about a conversation.
const [OVER, UNSURE] = ["over", "unsure"];
const OVER_STAYS_MS = 4_000;

// As the page names them (crates/console/src/notices.rs): of one reason there is one notification.
const tagOf = ({ cause, conversation }) =>
  ({ offer: "o", message: "u", service: "s", call: "c", promise: "p" })[cause] + conversation;

// No word of the conversation: others may see the screen.
const titleOf = ({ cause, customer, tier }) => {
  const name = customer ?? "Visitor";
  if (cause === "offer") return `New offer: ${TIERS[tier] ?? "someone waits"}`;
  if (cause === "call") return `Call soon: ${name}`;
  if (cause === "promise") return `Promise at risk: ${name}`;
  return cause === "message" ? `New message from ${name}` : `Time limit near or over: ${name}`;
};

const ask = (method, path, body) =>
  fetch(`/api/v1/console/${path}`, { method, cache: "no-store", body: body && JSON.stringify(body) });

const pages = async () => {
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter((page) => new URL(page.url).pathname.startsWith(CONSOLE));
};

const show = (title, options) => registration.showNotification(title, { icon: ICON, ...options });

// What was shown already, by tag and since when it waits: what an agent put away does not come back.
const told = {
  async load() {
    const kept = await (await caches.open("warmline-push")).match(`${CONSOLE}told`);
    return (await kept?.json()) ?? {};
  },
  async keep(now) {
    await (await caches.open("warmline-push")).put(`${CONSOLE}told`, Response.json(now));
  },
};

async function look() {
  const answer = await ask("GET", "waiting").catch(() => null);
  if (answer?.status === 401) return signedOut();
  // A push must show something: what can't be asked for may wait.
  if (!answer?.ok) return show("Something may wait for you", { tag: UNSURE });
  const { notices } = await answer.json();
  const displayed = new Map((await registration.getNotifications()).map((one) => [one.tag, one]));
  const waiting = new Set(notices.map(tagOf));
  for (const [tag, one] of displayed) {
    const ours = one.data?.since || tag === OVER || tag === UNSURE;
    if (ours && !waiting.has(tag)) one.close();
  }
  const watched = (await pages()).some((page) => page.focused);
  const before = await told.load();
  const now = {};
  for (const notice of notices.filter(({ pushed }) => pushed)) {
    const { conversation, since } = notice;
    const tag = tagOf(notice);
    const old = displayed.get(tag);
    now[tag] = since;
    const isNew = before[tag] !== since;
    // One that the page showed is taken over without a sound, so that it ends without the page too.
    const adopted = Boolean(old && !old.data?.since);
    if (!adopted && (watched || !isNew)) continue;
    await show(titleOf(notice), {
      tag,
      data: { conversation, since },
      timestamp: since,
      silent: adopted,
      renotify: Boolean(old) && !adopted,
    });
  }
  await told.keep(now);
  if (!watched && !(await registration.getNotifications()).length) {
    // A push must show something; what an agent put away does not come back for it.
    await show(notices.length ? "Something still waits for you" : "Nothing waits for you any more", { tag: OVER, silent: true });
    return true;
  }
}

async function closeOver() {
  await new Promise((done) => setTimeout(done, OVER_STAYS_MS));
  for (const one of await registration.getNotifications({ tag: OVER })) one.close();
}

async function signedOut() {
  for (const one of await registration.getNotifications()) one.close();
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  await show("You are signed out. Sign in to hear of what waits.", { tag: UNSURE });
}

async function open(conversation) {
  const [page] = await pages();
  if (page) {
    page.postMessage({ open: conversation });
    return page.focus();
  }
  return clients.openWindow(CONSOLE + (conversation ? `#open=${conversation}` : ""));
}

async function renew({ oldSubscription, newSubscription }) {
  const key = async () => (await (await ask("GET", "push")).json()).key;
  const fresh =
    newSubscription ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: await key() }));
  await ask("PUT", "push", { endpoint: fresh.endpoint });
  if (oldSubscription) await ask("DELETE", "push", { endpoint: oldSubscription.endpoint });
}

// One after another, so that two pushes at once show nothing twice.
let last = Promise.resolve();
addEventListener("push", (event) => {
  last = last.then(look, look);
  // Not before the next push is looked at, but before the browser may end this worker.
  event.waitUntil(last.then((over) => over === true && closeOver()));
});
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.conversation));
});
addEventListener("install", () => skipWaiting());
