// Warmline's loader: draws the launcher and its "Talk to a Human" button at once, and fetches the rest
// when somebody means to use it. Before the first interaction it stores and sends nothing.
//
//   <script src="https://…/widget.js" data-site="KEY" async></script>
//
// data-position="start" puts it on the other side, data-accent="#0e6764" gives it the site's colour.
// window.warmline = {open, close, toggle, human, identify, track}; calls made before this script has run can be queued:
//   window.warmline = window.warmline || {q: []}; warmline.q.push("open");
// Who the visitor is, signed by the site's own server (docs/identity.md): data-identity="JWT", or, before the
// chat is opened, warmline.identify("JWT") or warmline.identify({user_id, user_hash}), queued as {user_id, user_hash}.
// What happens on the page (docs/events.md): warmline.track("name", {attribute: "value"}), queued as {track, attributes}.
(() => {
  "use strict";
  const TAG = "warmline-widget";
  const script = document.currentScript || document.querySelector('script[data-site][src*="widget.js"]');
  const site = script && script.dataset.site;
  if (!site) return console.error("Warmline: the script tag needs data-site.");
  if (document.querySelector(TAG)) return;

  const base = new URL(script.src).origin;
  const locale = document.documentElement.lang || navigator.language || "en";
  const queued = (window.warmline && window.warmline.q) || [];
  const read = (area, key) => {
    // Storage may be blocked.
    try { return window[area].getItem(key); } catch { return null; }
  };

  const host = document.createElement(TAG);
  host.dataset.site = site;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host { all: initial !important; --a: var(--wl-site-accent, #0e6764); --on: var(--wl-site-on-accent, #fff); --bg: #fff; --text: #172322; --line: #d5dddd; --focus: #0b5fd3; }
@media (prefers-color-scheme: dark) { :host { --a: var(--wl-site-accent, #4fc4b8); --on: var(--wl-site-on-accent, #04211f); --bg: #1d2526; --text: #e8eeee; --line: #3a4647; --focus: #8ab8ff; } }
@media print { :host { display: none !important; } }
.launcher { position: fixed; z-index: 2147483000; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px; display: flex; align-items: center; gap: 10px; font: 600 15px/20px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; -webkit-font-smoothing: antialiased; }
.launcher.start { inset-inline: 20px auto; flex-direction: row-reverse; }
:where(.launcher) button { all: unset; box-sizing: border-box; cursor: pointer; -webkit-tap-highlight-color: transparent; }
.launcher button:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.ask { display: flex; align-items: center; gap: 8px; min-block-size: 44px; padding: 0 18px; border-radius: 22px; background: var(--bg); color: var(--text); border: 1px solid var(--line); box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 4px 14px rgb(0 0 0 / 14%); transition: border-color .15s, transform .15s; }
.ask:hover { border-color: var(--a); transform: translateY(-1px); }
.ask svg { inline-size: 18px; block-size: 18px; color: var(--a); }
.chat { position: relative; display: grid; place-items: center; inline-size: 58px; block-size: 58px; border-radius: 50%; background: var(--a); color: var(--on); box-shadow: 0 2px 4px rgb(0 0 0 / 14%), 0 8px 24px rgb(0 0 0 / 22%); transition: transform .15s; }
.chat:hover { transform: scale(1.05); }
.chat svg { inline-size: 27px; block-size: 27px; grid-area: 1 / 1; transition: opacity .15s, transform .15s; }
.down, .open .talk, .busy .talk { opacity: 0; transform: rotate(-45deg) scale(.6); }
.open .down { opacity: 1; transform: none; }
.open .ask { display: none; }
.busy .chat::after { content: ""; grid-area: 1 / 1; inline-size: 24px; block-size: 24px; box-sizing: border-box; border: 3px solid currentColor; border-inline-end-color: transparent; border-radius: 50%; animation: turn .8s linear infinite; }
.badge { position: absolute; inset-block-start: -3px; inset-inline-end: -3px; min-inline-size: 22px; block-size: 22px; box-sizing: border-box; padding: 0 6px; border-radius: 11px; background: #c62828; color: #fff; border: 2px solid var(--bg); font-size: 12px; line-height: 18px; text-align: center; }
.error { position: absolute; inset-block-end: calc(100% + 12px); inset-inline-end: 0; inline-size: 264px; box-sizing: border-box; padding: 16px; border-radius: 14px; background: var(--bg); color: var(--text); border: 1px solid var(--line); box-shadow: 0 8px 28px rgb(0 0 0 / 20%); font-weight: 400; }
.start .error { inset-inline: 0 auto; }
.error p { margin: 0 0 12px; }
.error p:last-child { margin: 12px 0 0; }
.error a { color: inherit; }
.error button { padding: 8px 14px; border-radius: 8px; background: var(--a); color: var(--on); font-weight: 600; }
.say { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launcher [hidden] { display: none !important; }
@keyframes turn { to { transform: rotate(1turn); } }
@media (max-width: 480px) { .open { display: none; } .launcher { inset-inline-end: 16px; inset-block-end: max(16px, env(safe-area-inset-bottom)); } .launcher.start { inset-inline: 16px auto; } }
@media (prefers-reduced-motion: reduce) { .launcher * { transition: none !important; } .busy .chat::after { animation-duration: 3s; } }
@media (forced-colors: active) { .ask, .chat { border: 1px solid; } }`);
  const accent = script.dataset.accent;
  if (accent && CSS.supports("color", accent)) {
    const hex = /^#(..)(..)(..)$/.exec(accent.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3"));
    const [r, g, b] = hex ? hex.slice(1).map((part) => (parseInt(part, 16) / 255) ** 2.2) : [0, 0, 0];
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18;
    const text = `light-dark(color-mix(in srgb, ${accent} ${light ? 45 : 100}%, #000), color-mix(in srgb, ${accent} 45%, #fff))`;
    sheet.insertRule(`:host { --wl-site-accent: ${accent}; --wl-site-on-accent: ${light ? "#111" : "#fff"}; --wl-site-accent-text: ${text}; }`, 0);
  }
  root.adoptedStyleSheets = [sheet];

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const icon = (name, d) => {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const path = svg.appendChild(document.createElementNS(ns, "path"));
    const look = { class: name, viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": 1.9, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
    for (const key in look) svg.setAttribute(key, look[key]);
    path.setAttribute("d", d);
    return svg;
  };
  const badge = make("span", { class: "badge", "data-testid": "unread", hidden: "" });
  const chat = make("button", { class: "chat", type: "button", "data-testid": "launcher", "aria-expanded": "false", "aria-label": "Open chat" },
    icon("talk", "M12 4c5 0 9 3.2 9 7.3s-4 7.3-9 7.3c-.9 0-1.8-.1-2.6-.3L4.5 20.5l.9-3.7C3.9 15.4 3 13.5 3 11.3 3 7.2 7 4 12 4zM8.5 11.3h.01M12 11.3h.01M15.5 11.3h.01"),
    icon("down", "M6 9.5l6 6 6-6"), badge);
  const human = make("button", { class: "ask", type: "button", "data-testid": "launcher-human" },
    icon("person", "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.5 3.7-5.5 7.5-5.5s6.7 2 7.5 5.5"), "Talk to a Human");
  const say = make("span", { class: "say", role: "status" });
  const launcher = make("div", { class: "launcher" }, human, chat, say);
  if (script.dataset.position === "start") launcher.classList.add("start");
  root.append(launcher);

  let screen = null;
  let identity = script.dataset.identity || "";
  const identify = (of) => {
    identity = typeof of === "string" ? of : of.user_hash ? `hash:${of.user_hash}:${of.user_id || of.email}` : "";
  };
  let loading = null;
  let error = null;

  const told = (open, unread) => {
    const had = !open && launcher.classList.contains("open");
    launcher.classList.toggle("open", open);
    chat.setAttribute("aria-expanded", String(open));
    chat.setAttribute("aria-label", open ? "Close chat" : unread ? `Open chat, ${unread} unread` : "Open chat");
    badge.hidden = open || !unread;
    badge.textContent = unread > 9 ? "9+" : unread;
    if (had) chat.focus({ preventScroll: true });
  };
  const load = () => loading = loading || import(new URL("__WIDGET_BASE__widget.js", script.src).href)
    .then((module) => module.default().then(() => module))
    .catch((reason) => { loading = null; throw reason; });
  const fail = (action) => {
    const again = make("button", { type: "button" }, "Try again");
    error = make("div", { class: "error", role: "alert", "data-testid": "load-error" },
      make("p", {}, "Sorry, the chat could not be loaded. Please check your connection."), again,
      make("p", {}, make("a", { href: `${base}/chat/${site}`, target: "_blank", rel: "noopener", "data-testid": "plain-page" }, "Continue on a plain page")));
    again.addEventListener("click", () => act(action));
    launcher.append(error);
  };
  const act = async (action) => {
    if (screen) return screen.command(action);
    if (action === "close") return;
    if (error) error = error.remove();
    launcher.classList.add("busy");
    chat.setAttribute("aria-busy", "true");
    say.textContent = action === "resume" ? "" : "Opening the chat…";
    try {
      const module = await load();
      // Two clicks while loading are one start and one command.
      if (screen) return screen.command(action === "toggle" ? "open" : action);
      module.start(root, { base, site, locale, identity, trail: lines(), action: action === "toggle" ? "open" : action, told, start: launcher.classList.contains("start") });
      screen = module;
    } catch (reason) {
      console.error("Warmline:", reason);
      if (action !== "resume" && !error) fail(action);
    } finally {
      launcher.classList.remove("busy");
      chat.removeAttribute("aria-busy");
      say.textContent = "";
    }
  };

  // Where the visitor went and what they did, in memory only: the newest twenty, told once there is a conversation.
  let steps = [];
  let here = null;
  let telling = 0;
  const lines = () => {
    const text = steps.map((step) => JSON.stringify(step)).join("\n");
    steps = [];
    return text;
  };
  const keep = (step) => {
    step.at = Date.now();
    if (steps.push(step) > 20) steps.shift();
    // A little later: by then the page has its title, and many steps are one frame.
    if (screen) telling = telling || setTimeout(() => { telling = 0; screen.went(lines()); }, 600);
  };
  const track = (name, attributes) => {
    const texts = Object.entries(attributes || {}).map(([key, value]) => [key, String(value)]);
    keep({ event: { name: String(name), attributes: Object.fromEntries(texts) } });
  };
  const arrive = () => {
    const url = location.origin + location.pathname;
    if (here && here.url === url) return;
    const page = here = { url, title: document.title };
    setTimeout(() => { if (here === page) page.title = document.title; }, 500);
    keep({ page });
  };

  chat.addEventListener("click", () => act("toggle"));
  human.addEventListener("click", () => act("human"));
  const intent = () => load().catch(() => {});
  for (const kind of ["pointerenter", "focusin", "touchstart"]) launcher.addEventListener(kind, intent, { once: true, passive: true });

  const api = {};
  for (const name of ["open", "close", "toggle", "human"]) api[name] = () => void act(name);
  api.identify = identify;
  api.track = track;
  window.warmline = api;

  const place = () => host.isConnected || document.body.append(host);
  const begin = () => {
    place();
    // A page swap replaces the body: the conversation goes on in the new one.
    new MutationObserver(() => { if (document.body) { place(); watchBody(); } }).observe(document.documentElement, { childList: true });
    watchBody();
    arrive();
    if (window.navigation) navigation.addEventListener("currententrychange", arrive);
    else {
      addEventListener("popstate", arrive);
      for (const name of ["pushState", "replaceState"]) {
        const own = history[name];
        history[name] = (...of) => { own.apply(history, of); arrive(); };
      }
    }
    for (const call of queued) if (call.track) track(call.track, call.attributes); else if (call.user_hash) identify(call); else if (api[call]) api[call]();
    const key = `warmline:${site}`;
    const wasOpen = read("sessionStorage", `${key}:open`);
    // Opened with a link from another device: the conversation goes on here.
    if (location.hash.startsWith("#warmline=")) return void act("open");
    // Whoever has a conversation hears of an answer on every page of the site.
    if (wasOpen || read("localStorage", key)) (window.requestIdleCallback || setTimeout)(() => act(wasOpen ? "reopen" : "resume"));
  };
  let watched = null;
  const watchBody = () => {
    if (watched === document.body) return;
    watched = document.body;
    new MutationObserver(place).observe(watched, { childList: true });
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
