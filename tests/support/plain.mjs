// A browser without script: keeps cookies, reads forms, sends them as a browser does.

import { sleep, until } from "./edge.mjs";

export class PlainBrowser {
  constructor(edge) {
    this.edge = edge;
    this.cookies = new Map();
    this.seal = "";
  }

  get path() {
    return `/chat/${this.edge.site.site}`;
  }

  async call(method, below, body, headers = {}) {
    const all = { ...headers };
    if (this.cookies.size) all.cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const answer = await fetch(this.edge.origin + this.path + below, { method, body, headers: given, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (/Max-Age=0/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const html = await answer.text();
    const seal = /name="seal" value="([^"]+)"/.exec(html);
    if (seal) this.seal = seal[1];
    return { status: answer.status, headers: answer.headers, html };
  }

  get(below = "") {
    return this.call("GET", below);
  }

  /** Sends the form of the page that was read last. */
  send(fields, below = "", headers = {}) {
    const body = new URLSearchParams({ seal: this.seal, ...fields });
    return this.call("POST", below, body, { "sec-fetch-site": "same-origin", ...headers });
  }

  /** The conversation, once it shows this. */
  shows(what, pattern) {
    return until(what, async () => {
      const log = await this.get("/log");
      if (pattern.test(log.html)) return log;
      // Whoever looks too often is asked to wait.
      await sleep(500);
      return null;
    });
  }
}
