// Starts the built worker in a real workerd, on a free port and its own storage, and provisions a site.

import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = process.env.WARMLINE_ROOT ?? new URL("../..", import.meta.url).pathname;
export const SECRET = "a-secret-for-tests-only-0123456789abcdef";
export const SETUP_TOKEN = "a-setup-token-for-tests-only-0123456789";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until `probe` gives something truthy, and gives that; fails after `ms`. */
export async function until(what, probe, ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await sleep(25);
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Edge {
  /** Starts an edge; `start()` again after `kill()` runs on the same storage. */
  static async start(options = {}) {
    const edge = new Edge();
    edge.dir = mkdtempSync(join(tmpdir(), "warmline-test-"));
    edge.port = await freePort();
    edge.origin = `http://127.0.0.1:${edge.port}`;
    edge.ws = `ws://127.0.0.1:${edge.port}`;
    edge.log = "";
    edge.config = options.config;
    writeFileSync(
      join(edge.dir, "secrets.env"),
      `WARMLINE_SECRET=${SECRET}\nWARMLINE_SETUP_TOKEN=${SETUP_TOKEN}\nWARMLINE_TRACE=1\n` +
        Object.entries(options.secrets ?? {}).map(([name, value]) => `${name}=${value}\n`).join(""),
    );
    await edge.run();
    if (options.provision !== false) await edge.setUp(options.site);
    return edge;
  }

  async run() {
    const inspector = await freePort();
    const args = [
      "dev",
      ...["--ip", "127.0.0.1", "--port", String(this.port), "--inspector-port", String(inspector)],
      ...["--persist-to", join(this.dir, "state"), "--env-file", join(this.dir, "secrets.env")],
      ...["--show-interactive-dev-session=false", ...(this.config ? ["--config", this.config] : [])],
    ];
    const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1", NO_COLOR: "1" };
    env.PATH = `${join(ROOT, "node_modules/.bin")}:${env.PATH}`;
    // A group of its own, so that it can be ended with all its children.
    this.child = spawn(join(ROOT, "node_modules/.bin/wrangler"), args, {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk) => (this.log += chunk);
    this.child.stdout.on("data", keep);
    this.child.stderr.on("data", keep);
    const up = async () => {
      if (this.child.exitCode !== null) throw new Error(`wrangler ended:\n${this.log}`);
      const answer = await fetch(`${this.origin}/api/v1/health`).catch(() => null);
      return answer?.ok;
    };
    try {
      await until("the edge to be up", up, 60_000);
    } catch (error) {
      throw new Error(`${error.message}\n${this.log}`);
    }
  }

  /** The demo's knowledge base, for one site or another. */
  async setUp(site = {}) {
    const demo = JSON.parse(readFileSync(join(ROOT, "static/demo/site.json"), "utf8"));
    this.site = { ...demo, ...site };
    const answer = await this.post("/api/v1/setup/sites", this.site, SETUP_TOKEN);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  async post(path, body, bearer, headers = {}) {
    return this.call("POST", path, body, bearer, headers);
  }

  async call(method, path, body, bearer, headers = {}) {
    const init = { method, headers: { ...headers } };
    if (bearer) init.headers.authorization = `Bearer ${bearer}`;
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(this.origin + path, init);
    const text = await answer.text();
    let json = null;
    try {
      json = JSON.parse(text);
    } catch {
      json = null;
    }
    return { status: answer.status, body: json, text, headers: answer.headers };
  }

  /** A one-time sign-in link's path. */
  async invite(agent, name, more = {}) {
    const body = { site: this.site.site, agent, name, ...more };
    const answer = await this.post("/api/v1/setup/sign-in-links", body, SETUP_TOKEN);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body.url;
  }

  /** Signs an agent in without a browser; gives the cookie. */
  async signIn(agent, name, more = {}) {
    const code = (await this.invite(agent, name, more)).split("#sign-in=")[1];
    const answer = await this.post("/api/v1/console/sign-in", { code }, null, {
      origin: this.origin,
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.headers.get("set-cookie").split(";")[0];
  }

  /** Every process of the edge, at once and without a word: what a power cut does. */
  async kill() {
    const pids = execFileSync("ps", ["-eo", "pid,pgid,args"], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, pgid]) => Number(pgid) === this.child.pid);
    for (const [pid] of pids) {
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {
        // Gone already.
      }
    }
    await until("the edge to be gone", async () => {
      const answer = await fetch(`${this.origin}/api/v1/health`).catch(() => null);
      return answer === null;
    });
  }

  async stop() {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
