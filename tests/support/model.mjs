// A server that speaks three model providers' documented protocols, well or badly, as its question's behaviour says.

import { createServer } from "node:http";
import { sleep } from "./edge.mjs";

export const KEY = "key-for-tests-only";

/** One event of OpenAI's chat completions. */
const chunk = (content, finish_reason = null) =>
  `data: ${JSON.stringify({
    id: "c1",
    object: "chat.completion.chunk",
    created: 1,
    model: "small-1",
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason }],
  })}\n\n`;

/** One event of Anthropic's messages. */
const event = (type, more = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

const pieces = (text, size = 7) => text.match(new RegExp(`[\\s\\S]{1,${size}}`, "gu")) ?? [];

export class Model {
  static async start() {
    const model = new Model();
    model.requests = [];
    model.behave = async (stream) => stream.say("NO_ANSWER");
    model.closed = 0;
    model.server = createServer((request, response) => model.serve(request, response));
    await new Promise((done) => model.server.listen(0, "127.0.0.1", done));
    model.origin = `http://127.0.0.1:${model.server.address().port}`;
    return model;
  }

  async serve(request, response) {
    let body = "";
    for await (const part of request) body += part;
    const { url, method, headers } = request;
    this.requests.push({ url, method, headers, body: JSON.parse(body) });
    response.on("close", () => (this.closed += 1));
    const anthropic = url === "/v1/messages";
    if (!anthropic && url !== "/v1/chat/completions") return response.writeHead(404).end();
    const key = anthropic ? headers["x-api-key"] : headers.authorization?.replace("Bearer ", "");
    if (key !== KEY) return fail(response, 401, "authentication_error");
    const stream = new Stream(response, anthropic);
    await this.behave(stream);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function fail(response, status, type) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ type: "error", error: { type, message: "no" } }));
}

/** One answer being streamed. */
class Stream {
  constructor(response, anthropic) {
    Object.assign(this, { response, anthropic });
  }

  open() {
    if (!this.response.headersSent) {
      this.response.writeHead(200, { "content-type": "text/event-stream" });
      if (this.anthropic) {
        this.raw(event("message_start", { message: { id: "m1", content: [], stop_reason: null } }));
        this.raw(event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }));
        this.raw(event("ping"));
      }
    }
    return this;
  }

  raw(bytes) {
    return this.response.write(bytes);
  }

  text(text) {
    this.open();
    const delta = { index: 0, delta: { type: "text_delta", text } };
    return this.raw(this.anthropic ? event("content_block_delta", delta) : chunk(text));
  }

  finish() {
    if (this.anthropic) {
      this.raw(event("content_block_stop", { index: 0 }));
      this.raw(event("message_delta", { delta: { stop_reason: "end_turn" } }));
      this.raw(event("message_stop"));
    } else {
      this.raw(chunk(null, "stop"));
      this.raw("data: [DONE]\n\n");
    }
    this.response.end();
  }

  /** A whole answer, in small pieces. */
  async say(text, every = 5) {
    for (const piece of pieces(text)) {
      this.text(piece);
      await sleep(every);
    }
    this.finish();
  }

  fail(status, type) {
    fail(this.response, status, type);
  }

  cut() {
    this.response.destroy();
  }

  get gone() {
    return this.response.destroyed;
  }
}
