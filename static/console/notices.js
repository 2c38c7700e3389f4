// Notifications of the desktop and a short sound, for crates/console/src/notices.rs; and what lets this browser be
// woken while the page is closed (push.js).
const WORKER = "/console/push.js";
const shown = new Map();
let audio;
// Where this browser is woken, once it is.
let woken;
// One press of the switch after another.
let turn = Promise.resolve();

const close = (tag) => {
  shown.get(tag)?.close();
  shown.delete(tag);
  woken?.getNotifications({ tag }).then((all) => all.forEach((one) => one.close()));
};

addEventListener("pagehide", () => [...shown.keys()].forEach((tag) => shown.get(tag).close()));

const ask = async (method, body) => {
  const answer = await fetch("/api/v1/console/push", { method, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`push: ${answer.status}`);
  return answer.json();
};

async function wake() {
  await navigator.serviceWorker.register(WORKER);
  const registration = await navigator.serviceWorker.ready;
  const { key } = await ask("GET");
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const subscribe = () => registration.pushManager.subscribe(options);
  const subscription = await subscribe().catch(async () => {
    // Of another site, or an older key.
    const other = await registration.pushManager.getSubscription();
    if (!other) throw new Error("push: not subscribed");
    await other.unsubscribe();
    return subscribe();
  });
  await ask("PUT", { endpoint: subscription.endpoint });
  woken = registration;
  // What the worker said of its own state is over.
  ["unsure", "over"].forEach(close);
}

async function sleep() {
  const registration = await navigator.serviceWorker?.getRegistration(WORKER);
  const subscription = await registration?.pushManager?.getSubscription();
  woken = undefined;
  // No push comes any more to take them away.
  for (const one of (await registration?.getNotifications()) ?? []) one.close();
  if (!subscription) return;
  await ask("DELETE", { endpoint: subscription.endpoint }).catch(() => {});
  await subscription.unsubscribe();
}

globalThis.warmlineNotices = {
  permission: () => globalThis.Notification?.permission ?? "denied",

  ask(answered) {
    if (!globalThis.Notification) return answered();
    Notification.requestPermission().then(answered, answered);
  },

  // Has this browser woken, or no more; says whether that was done.
  wake: (on, done) => (turn = turn.then(on ? wake : sleep).then(() => done(true), () => done(false))),

  // Tells which conversation a notification was pressed for.
  pressed(open) {
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.open && open(data.open));
    navigator.serviceWorker?.startMessages();
  },

  show(tag, title, conversation, pressed) {
    if (globalThis.Notification?.permission !== "granted") return;
    const options = { tag, icon: "/console/icon.svg", data: { conversation } };
    // In place of the one before it, which must not be closed meanwhile.
    if (woken) return void woken.showNotification(title, { ...options, renotify: true }).catch(() => {});
    close(tag);
    try {
      const notification = new Notification(title, options);
      notification.onclick = () => {
        window.focus();
        close(tag);
        pressed();
      };
      shown.set(tag, notification);
    } catch {
      // Some browsers show them only from a service worker.
    }
  },

  close,

  chime() {
    try {
      audio ??= new AudioContext();
      // Before the first click on the page a browser plays nothing.
      if (audio.state === "suspended") audio.resume().catch(() => {});
      const at = audio.currentTime;
      for (const [frequency, after] of [[660, 0], [880, 0.13]]) {
        const [tone, level] = [audio.createOscillator(), audio.createGain()];
        tone.frequency.value = frequency;
        level.gain.setValueAtTime(0.0001, at + after);
        level.gain.exponentialRampToValueAtTime(0.12, at + after + 0.02);
        level.gain.exponentialRampToValueAtTime(0.0001, at + after + 0.35);
        tone.connect(level).connect(audio.destination);
        tone.start(at + after);
        tone.stop(at + after + 0.4);
      }
    } catch {
      // No sound on this machine: the title and the list tell it too.
    }
  },
};
