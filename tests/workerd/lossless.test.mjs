// Nothing acknowledged is lost, nothing is shown twice: over cuts, kill -9 and hibernation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent, Visitor, newId } from "../support/client.mjs";
import { Edge, sleep, until } from "../support/edge.mjs";

let edge;
before(async () => (edge = await Edge.start()));
after(() => edge?.stop());

const seqs = (entries) => entries.map((e) => e.seq);
const gapFree = (entries) => assert.deepEqual(seqs(entries), entries.map((_, n) => n + 1));

test("R-183, R-190: an action sent again under its name is stored once, and resume gives all that is newer", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  const frame = { type: "say", client_id: newId(), text: "once" };
  for (let n = 0; n < 3; n += 1) visitor.socket.send(frame);
  await visitor.acked(frame.client_id);
  const last = await visitor.said("twice");
  visitor.socket.cut();
  const { entries } = await visitor.join(1);
  assert.ok(entries.every((e) => e.seq > 1));
  const log = (await visitor.log()).entries;
  gapFree(log);
  assert.equal(log.filter((e) => e.body.text === "once").length, 1);
  assert.ok(log.length >= last);
});

test("R-105, R-190: kill -9 in the middle of a chat, and both sides go on where they were", async () => {
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  await ana.sit();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  const offer = await ana.offered(visitor.conversation);
  await ana.accept(offer);
  await ana.read(visitor.conversation);
  await visitor.state("human");

  const sent = [];
  for (let round = 0; round < 3; round += 1) {
    // Both write as fast as they can while the edge is shot; some of it is acknowledged, some not.
    for (let n = 0; n < 8; n += 1) {
      const frame = { type: "say", client_id: newId(), text: `words ${round}.${n}` };
      const side = n % 2 ? ana : visitor;
      side.socket.send(frame);
      sent.push({ side, frame });
    }
    await sleep(5 * round);
    await edge.kill();
    const acknowledged = (side) =>
      side.socket.frames.filter((f) => f.type === "ack").map((f) => f.client_id);
    const promised = [...acknowledged(visitor), ...acknowledged(ana)];
    await edge.run();

    const { entries } = await visitor.join();
    gapFree(entries);
    const stored = entries.map((e) => e.body.text);
    for (const { frame } of sent.filter(({ frame }) => promised.includes(frame.client_id))) {
      assert.ok(stored.includes(frame.text), `acknowledged and lost: ${frame.text}`);
    }
    await ana.sit(null);
    const { state } = await ana.read(visitor.conversation);
    assert.equal(state.stage.stage, "human");
    // What was not acknowledged is sent again under its name, as the widget's outbox does.
    for (const { side, frame } of sent.slice(-8)) side.socket.send(frame);
    for (const { side, frame } of sent.slice(-8)) {
      await side.socket.take("an ack", (f) => f.type === "ack" && f.client_id === frame.client_id);
    }
  }
  const log = (await visitor.log()).entries;
  gapFree(log);
  const words = log.filter((e) => e.body.text?.startsWith("words "));
  assert.equal(words.length, sent.length);
  assert.equal(new Set(words.map((e) => e.body.text)).size, sent.length);
  ana.act("close", { text: "Done." });
  await visitor.notice("closed");
  ana.desk.close();
});

test("R-105: a place in the line and its clock outlive kill -9", async () => {
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  const before = await visitor.state("waiting", (s) => s.position === 1);
  await edge.kill();
  await edge.run();
  const { state } = await visitor.join();
  assert.deepEqual([state.stage, state.position, state.since], ["waiting", 1, before.since]);
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  await ana.sit();
  await ana.accept(await ana.offered(visitor.conversation));
  await visitor.state("human");
  await ana.read(visitor.conversation);
  ana.act("hand_back");
  await visitor.state("bot");
  ana.desk.close();
});

test("R-101, R-183: with its sockets open an object sleeps and wakes with nothing missing", async () => {
  const ana = await Agent.signIn(edge, "ana", "Ana Duarte");
  await ana.sit();
  const visitor = await Visitor.open(edge);
  await visitor.join();
  visitor.act("ask_human");
  await ana.accept(await ana.offered(visitor.conversation));
  await ana.read(visitor.conversation);
  await visitor.state("human");
  // Hibernation comes after about 10 s without an event; pings are answered without waking anyone.
  const loads = (kind) => edge.log.split(`${kind} loaded`).length - 1;
  const [chats, desks] = [loads("conversation"), loads("desk")];
  const started = Date.now();
  while (Date.now() - started < 16_000) {
    await sleep(4_000);
    for (const socket of [visitor.socket, ana.socket, ana.desk]) {
      socket.send("ping");
      await socket.type("pong");
    }
  }
  ana.act("say", { text: "still with you" });
  await visitor.entry("words after sleep", (e) => e.body.text === "still with you");
  // They really slept: memory was gone, and each was loaded from storage again.
  await until("the conversation to be loaded again", () => loads("conversation") > chats, 3_000);
  const seq = await visitor.said("good");
  await ana.socket.take("the answer", (f) => f.type === "entry" && f.entry.seq === seq);
  ana.act("close", { text: "Bye." });
  await visitor.notice("closed");
  await ana.view("an empty desk", (v) => v.mine.length === 0);
  await until("the desk to be loaded again", () => loads("desk") > desks, 3_000);
  gapFree((await visitor.log()).entries);
  ana.desk.close();
});
