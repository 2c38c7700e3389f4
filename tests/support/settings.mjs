// The settings' routes without an edge: a site in memory, with what is hard to bring about for real.

const TIERS = {
  critical: { first_response: 30000, resolution: 900000, reading_window: 5000, offer_stands: 15000, silent_after: 120000, behind: 0 },
  high: { first_response: 60000, resolution: 1800000, reading_window: 10000, offer_stands: 20000, silent_after: 180000, behind: 300000 },
  standard: { first_response: 90000, resolution: null, reading_window: 10000, offer_stands: 30000, silent_after: 300000, behind: 600000 },
  low: { first_response: 120000, resolution: null, reading_window: 10000, offer_stands: 30000, silent_after: 600000, behind: 900000 },
};
const TEAM = { others_after: 60000, skilled_only: false, own_desk: false };
const POLICY = { on: true, topics: [], words: [], amount_over: null, customer_tiers: [], customer_for_days: null };

/** What the profiles give. */
const PROFILES = {
  ecommerce: { answer_from: 85, refuse_below: 60, consecutive_below: 80 },
  healthcare: { answer_from: 92, refuse_below: 70, consecutive_below: 87 },
  insurance: { answer_from: 92, refuse_below: 70, consecutive_below: 87 },
  financial: { answer_from: 90, refuse_below: 65, consecutive_below: 85 },
  internal_it: { answer_from: 80, refuse_below: 50, consecutive_below: 75 },
};

/** What each section has by default. */
export const DEFAULTS = {
  company: { name: "", language: "en", origins: [], currency: "USD", products: [] },
  confidence: { profile: "ecommerce", answer_from: 85, refuse_below: 60, consecutive_below: 80, topic_bands: {}, consent_after: null },
  triggers: {
    frustration_from: 20, same_problem_from: 2, turns_from: 8, human_words: [], not_human_words: [], action_words: [],
    not_action_words: [], vip_tiers: ["vip", "enterprise"], vip_priority: "critical",
  },
  policies: {
    policies: [
      { ...POLICY, id: "security", name: "a matter of security", words: ["hacked", "stolen card"], tier: "critical", department: "security" },
      { ...POLICY, id: "legal", name: "a legal matter", topics: ["legal"], tier: "high", department: "support" },
      { ...POLICY, id: "large_refund", name: "a refund of this size", words: ["refund", "money back"], amount_over: { hundredths: 10000, currency: "USD" }, tier: "high", department: "billing" },
      { ...POLICY, id: "vip_account", on: false, name: "your account", customer_tiers: ["vip", "enterprise"], tier: "high", department: "support" },
    ],
  },
  departments: {
    departments: {
      support: { ...TEAM, name: "Support", skills: [] },
      billing: { ...TEAM, name: "Billing", skills: ["billing"] },
      technical: { ...TEAM, name: "Technical", skills: ["technical"] },
      sales: { ...TEAM, name: "Sales", skills: ["sales"] },
      security: { ...TEAM, name: "Security", skills: ["security", "senior"], others_after: null, skilled_only: true },
      retention: { ...TEAM, name: "Retention", skills: ["retention"] },
    },
  },
  hours: { hours: null, department_hours: {} },
  calls: { call_length: 900000, calls_at_once: 1, call_notice: 3600000, call_days: 7, calendars: [] },
  on_call: {
    on_call: { contacts: [], rotas: [], acknowledge_within: 300000, joins_within: 900000, hourly_alerts: 6 },
    pagerduty_secret: "",
  },
  tiers: { tiers: TIERS, near_breach: 80 },
  desk: { deep_after: 600000, fresh_for: 300000, gone_after: 60000, keep_place: 600000, callback_within: 3600000, email_within: 14400000 },
  assistant: { assistant: "knowledge", bot_timeout: 10000, llm: null },
  mail: { inbound_address: null, mail_when_away: true },
  templates: {
    templates: {
      greeting: { text: "Hello! Ask me anything about your order or our products.", fields: [], when: "The customer says hello", group: "assistant" },
      first_word: { text: "Still finding the right person for you -- {place}.", fields: ["place"], when: "After 30 seconds (T6a)", group: "wait" },
      agent_joined: {
        text: "You are now connected with {agent} from our {team} team.",
        fields: [{ name: "agent", sample: "Ana", needed: true }, { name: "team", sample: "Billing", needed: false }],
        when: "A person joins (R-110)",
        group: "human",
      },
    },
  },
  sources: { sources: [] },
  self_service: { self_service: [] },
  destinations: { destinations: [] },
};

const NOW = 1_795_000_000_000;
const clone = (value) => JSON.parse(JSON.stringify(value));

/** A site that answers `page`'s requests; what it holds can be looked at and changed while it runs. */
export async function fakeSite(page, { role = "owner", sections = {} } = {}) {
  const site = {
    me: { site: "demo", agent: "olga", name: "Olga Brandt", department: "support", role },
    sections: Object.fromEntries(
      Object.entries(DEFAULTS).map(([section, defaults]) => [
        section,
        { section, version: 1, value: clone(sections[section] ?? {}), defaults: clone(defaults), ...(section === "confidence" ? { profiles: PROFILES } : {}), changed: { agent: "olga", name: "Olga Brandt", at: NOW } },
      ]),
    ),
    agents: [
      { agent: "ana", name: "Ana Duarte", department: "billing", capacity: 3, skills: ["senior"], languages: ["es", "pt"], role: "agent", version: 1, consoles: 1 },
      { agent: "olga", name: "Olga Brandt", department: "support", capacity: 2, skills: [], languages: ["de"], role: "owner", version: 4, consoles: 1 },
      { agent: "raj", name: "Raj Patel", department: "technical", capacity: 4, skills: [], languages: [], role: "supervisor", version: 1, consoles: 0, invited_until: NOW },
    ],
    articles: [
      { id: "delivery-times", title: "How long does delivery take?", category: "delivery", url: "/help/#delivery", answer: "Standard delivery takes 3 to 5 business days.\n\nExpress takes 2.", phrasings: ["when will my order arrive", "delivery time?"], version: 2 },
      { id: "returns", title: "How do I return something?", category: "returns", url: null, answer: "Within 30 days, with the label in the parcel.", phrasings: ["send it back"], version: 1 },
    ],
    deliveries: { dead: [], waiting: [], waiting_in_all: 0, delivered: [] },
    keys: [{ id: "k1", name: "Help desk bot", scope: "bot", made: { agent: "olga", name: "Olga Brandt", at: NOW } }],
    audit: Array.from({ length: 120 }, (_, at) => ({
      n: 120 - at,
      by: { agent: "olga", name: at % 3 ? "Olga Brandt" : "Setup", at: NOW - at * 3_600_000 },
      what: at % 2 ? "Invited Raj Patel" : "Changed the thresholds",
      fields: at % 2 ? [] : [{ field: "answer_from", before: "85", after: "90" }, { field: "tiers.high.resolution", after: "2400000" }],
    })),
    /** What is seen of a moment. */
    preview: () => ({ json: { open: true, zone: "Europe/Berlin", words: [], choices: [] } }),
    /** What is wrong with a section's value: field and message. */
    faults: () => [],
    /** Called before each answer; may answer by itself. */
    before: null,
    requests: [],
  };
  if (role === "none") site.me = null;

  const conflict = (theirs) => ({ status: 409, json: { error: { code: "conflict", message: "somebody was faster" }, theirs } });
  const saveOf = (list, key, id, wrap) => (body) => {
    const at = list.findIndex((item) => item[key] === id);
    if (at < 0) return conflict(null);
    if (body.version !== list[at].version) return conflict(list[at]);
    list[at] = { ...list[at], ...body[wrap], [key]: id, version: body.version + 1 };
    return { json: list[at] };
  };
  const answer = (method, path, query, body) => {
    const [first, second, third] = path.split("/").map(decodeURIComponent);
    const section = site.sections[first];
    if (third === "test") return { json: { delivered: true, says: "Slack took it. Look whether it is there." } };
    if (second === "drill") return { json: {} };
    if (second === "preview") return site.preview(body);
    if (section && second === "check") {
      const now = first === "hours" && body.value.hours ? { hours: "Now: open until 18:00 (13:05 in Europe/Berlin)" } : {};
      return { json: { faults: site.faults(first, body.value), now } };
    }
    if (section && method === "GET") return { json: section };
    if (section) {
      if (body.version !== section.version) return conflict(section);
      const faults = site.faults(first, body.value);
      if (faults.length) return { status: 422, json: { faults } };
      Object.assign(section, { version: section.version + 1, value: body.value, changed: { agent: "olga", name: site.me.name, at: Date.now() } });
      return { json: section };
    }
    const invitation = { url: "/console/#sign-in=abc123", until: NOW + 86_400_000 };
    if (first === "agents") {
      if (method === "GET") return { json: { agents: site.agents } };
      if (third === "link") return { json: invitation };
      if (method === "POST") {
        const faults = [];
        if (!/^[\w-]+$/.test(body.agent ?? "")) faults.push({ field: "agent", message: "1 to 40 letters, digits, - or _." });
        if (!body.name) faults.push({ field: "name", message: "1 to 80 characters." });
        if (faults.length) return { status: 422, json: { faults } };
        site.agents.push({ ...body, version: 1, consoles: 0, invited_until: invitation.until });
        return { json: invitation };
      }
      if (method === "DELETE") {
        site.agents = site.agents.filter((agent) => agent.agent !== second);
        return { json: {} };
      }
      return saveOf(site.agents, "agent", second, "account")(body);
    }
    if (first === "articles") {
      if (second === "ask") {
        const found = [{ id: "delivery-times", title: "How long does delivery take?", confidence: 72 }, { id: "returns", title: "How do I return something?", confidence: 31 }];
        return { json: { verdict: "qualify", answer_from: 85, refuse_below: 60, found, says: ["Standard delivery takes 3 to 5 business days.", "Does that match your situation?"] } };
      }
      if (second === "import") {
        const bad = body.files.some((file) => file.text.includes("broken"));
        const faults = bad ? [{ file: body.files[0].name, line: 3, message: "The answer is empty: 1 to 8,000 characters." }] : [];
        return { json: { added: body.files.length, changed: 1, same: 2, saved: !body.dry_run, faults } };
      }
      if (method === "GET" && !second) {
        const asked = (query.get("q") ?? "").toLowerCase();
        const found = site.articles.filter((article) => article.title.toLowerCase().includes(asked));
        const lines = found.map(({ id, title, category, phrasings, version }) => ({ id, title, category, phrasings: phrasings.length, version }));
        return { json: { total: lines.length, articles: lines } };
      }
      if (method === "POST") {
        if (!body.article.title) return { status: 422, json: { faults: [{ field: "title", message: "1 to 200 characters." }] } };
        const article = { ...body.article, id: body.article.title.toLowerCase().replace(/\W+/g, "-"), version: 1 };
        site.articles.push(article);
        return { json: article };
      }
      const article = site.articles.find(({ id }) => id === second);
      if (!article) return { status: 404, json: { error: { code: "not_found", message: "no such article" } } };
      if (method === "GET") return { json: article };
      if (method === "DELETE") {
        site.articles = site.articles.filter(({ id }) => id !== second);
        return { json: {} };
      }
      return saveOf(site.articles, "id", second, "article")(body);
    }
    if (first === "deliveries") {
      if (method === "GET") return { json: site.deliveries };
      site.deliveries.dead = site.deliveries.dead.filter(({ key }) => key !== second);
      return { json: { stored: true } };
    }
    if (first === "keys") {
      if (method === "GET") return { json: { keys: site.keys } };
      if (method === "DELETE") {
        site.keys = site.keys.filter(({ id }) => id !== second);
        return { json: {} };
      }
      const key = { id: `k${site.keys.length + 1}`, ...body, made: { agent: "olga", name: site.me.name, at: NOW } };
      site.keys.unshift(key);
      return { json: { secret: "wl_key_0123456789abcdefghijklmnopqrstuvwxyz", key } };
    }
    if (first === "audit") {
      const before = Number(query.get("before") ?? Infinity);
      const lines = site.audit.filter(({ n }) => n < before);
      return { json: { lines: lines.slice(0, 100), more: lines.length > 100 } };
    }
    return { status: 404, json: { error: { code: "not_found", message: "no such route" } } };
  };

  await page.route("**/api/v1/console/me", (route) =>
    route.fulfill(site.me ? { json: site.me } : { status: 401, json: { error: { code: "unauthorized", message: "sign in" } } }),
  );
  await page.route("**/api/v1/console/settings/**", async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const path = url.pathname.split("/settings/")[1];
    const body = request.postData() ? request.postDataJSON() : null;
    site.requests.push({ method: request.method(), path, body });
    const own = await site.before?.(request.method(), path, body, route);
    if (own === "done") return;
    const { status = 200, json } = own ?? answer(request.method(), path, url.searchParams, body);
    await route.fulfill({ status, json });
  });
  return site;
}
