// A foreign client: it speaks the wire as docs/wire.md tells it, and shares no code with Warmline.

import WebSocket from "ws";
import { until } from "./edge.mjs";

let next = 0;
export const newId = () => `t${Date.now().toString(36)}-${(next += 1)}`;

/** A socket that keeps all frames it was sent. */
export class Socket {
  constructor(url, protocols, headers = {}) {
    this.frames = [];
    this.closed = null;
    this.socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
    this.opened = new Promise((done, failed) => {
      this.socket.on("open", done);
      this.socket.on("error", failed);
      this.socket.on("unexpected-response", (_request, response) => {
        failed(Object.assign(new Error(`HTTP ${response.statusCode}`), { status: response.statusCode }));
      });
    });
    this.opened.catch(() => {});
    this.socket.on("message", (data) => {
      const text = data.toString();
      this.frames.push(text === "pong" ? { type: "pong" } : JSON.parse(text));
    });
    this.socket.on("close", (code) => (this.closed = code));
  }

  send(frame) {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The first frame, of those not taken yet, that fits. */
  async take(what, fits, ms = 10_000) {
    const find = () => {
      const index = this.frames.findIndex(fits);
      return index < 0 ? null : this.frames.splice(index, 1)[0];
    };
    try {
      return await until(what, find, ms);
    } catch (error) {
      throw new Error(`${error.message}; there are ${JSON.stringify(this.frames).slice(0, 2000)}`);
    }
  }

  type(type, ms) {
    return this.take(`a ${type} frame`, (frame) => frame.type === type, ms);
  }

  close() {
    this.socket.close();
  }

  cut() {
    this.socket.terminate();
  }
}

/** A visitor with a conversation of their own. */
export class Visitor {
  static async open(edge, headers = {}) {
    const visitor = new Visitor();
    visitor.edge = edge;
    const path = `/api/v1/sites/${edge.site.site}/conversations`;
    const answer = await edge.post(path, {}, null, headers);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    Object.assign(visitor, answer.body);
    visitor.entries = [];
    return visitor;
  }

  get path() {
    return `/api/v1/sites/${this.edge.site.site}/conversations/${this.conversation}`;
  }

  async connect(after = 0, { token = this.token, headers = {}, hello = {} } = {}) {
    const protocols = ["warmline.v1", `warmline.token.${token}`];
    const socket = new Socket(`${this.edge.ws}${this.path}/socket`, protocols, headers);
    await socket.opened;
    socket.send({ type: "hello", version: 1, after, ...hello });
    this.socket = socket;
    return socket;
  }

  /** Connects and waits for the welcome. */
  async join(after = 0) {
    const socket = await this.connect(after);
    this.welcome = await socket.type("welcome");
    return this.welcome;
  }

  act(type, more = {}) {
    const client_id = newId();
    this.socket.send({ type, client_id, ...more });
    return client_id;
  }

  say(text) {
    return this.act("say", { text });
  }

  async said(text) {
    const client_id = this.say(text);
    const ack = await this.acked(client_id);
    return ack.seq;
  }

  acked(client_id) {
    return this.socket.take(`the ack of ${client_id}`, (f) => f.type === "ack" && f.client_id === client_id);
  }

  /** The next entry whose body fits. */
  async entry(what, fits, ms) {
    const frame = await this.socket.take(what, (f) => f.type === "entry" && fits(f.entry), ms);
    return frame.entry;
  }

  notice(kind, ms) {
    return this.entry(`the notice ${kind}`, (e) => e.body.type === "notice" && e.body.notice === kind, ms);
  }

  async state(stage, fits = () => true, ms) {
    const frame = await this.socket.take(
      `the state ${stage}`,
      (f) => f.type === "state" && f.state.stage === stage && fits(f.state),
      ms,
    );
    return frame.state;
  }

  /** The whole log, over plain HTTP. */
  async log() {
    const hello = { type: "hello", version: 1, after: 0 };
    const answer = await this.edge.post(`${this.path}/frames`, hello, this.token);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer.body.frames[0];
  }
}

/** An agent's console: the desk's socket, and one for each conversation. */
export class Agent {
  static async signIn(edge, id, name, more = {}) {
    const agent = new Agent();
    Object.assign(agent, { edge, id, name, cookie: await edge.signIn(id, name, more) });
    return agent;
  }

  get headers() {
    return { cookie: this.cookie, origin: this.edge.origin };
  }

  async sit(status = "available") {
    this.desk = new Socket(`${this.edge.ws}/api/v1/console/desk`, ["warmline.v1"], this.headers);
    await this.desk.opened;
    this.desk.send({ type: "hello", version: 1 });
    await until("the first view", () => this.desk.frames.some((f) => f.type === "desk"));
    if (status) {
      this.desk.send({ type: "set_status", status });
      await this.view("the new status", (view) => view.me.status === status);
    }
    return this.desk;
  }

  /** The newest view of the desk, once it fits. */
  async view(what, fits, ms) {
    const newest = () => this.desk.frames.findLast((f) => f.type === "desk")?.view;
    return until(what, () => (fits(newest()) ? newest() : null), ms);
  }

  async offered(conversation, ms) {
    const has = (view) => view.offers.some((o) => o.conversation === conversation);
    const view = await this.view(`an offer of ${conversation}`, has, ms);
    return view.offers.find((o) => o.conversation === conversation);
  }

  async read(conversation, after = 0) {
    const url = `${this.edge.ws}/api/v1/console/conversations/${conversation}/socket`;
    const socket = new Socket(url, ["warmline.v1"], this.headers);
    await socket.opened;
    socket.send({ type: "hello", version: 1, after });
    this.socket = socket;
    this.welcome = await socket.type("welcome");
    return this.welcome;
  }

  async accept(offer) {
    const { conversation, episode } = offer;
    this.desk.send({ type: "accept", conversation, episode });
    await this.desk.take("the assignment", (f) => f.type === "assigned" && f.conversation === conversation);
  }

  act(type, more = {}) {
    const client_id = newId();
    this.socket.send({ type, client_id, ...more });
    return client_id;
  }
}
