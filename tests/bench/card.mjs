// From the trigger to the card: how long after a customer asks for a person its summary stands on the agent's
// screen, and how long the whole card takes to open, while 50 conversations go on. Prints one JSON object.

import { launch, person } from "../support/browser.mjs";
import { Visitor } from "../support/client.mjs";
import { Edge, sleep, until } from "../support/edge.mjs";

const LIVE = 50;
const TRIGGERS = 200;
const OPENED = 40;

const percentile = (all, share) => all.toSorted((a, b) => a - b)[Math.ceil(all.length * share) - 1];
const figures = (all) => ({
  p50_ms: Math.round(percentile(all, 0.5)),
  p99_ms: Math.round(percentile(all, 0.99)),
  of: all.length,
});

async function visitor(edge, words) {
  const one = await Visitor.open(edge);
  await one.join();
  for (const text of words) await one.said(text);
  return one;
}

const browser = await launch();
const edge = await Edge.start();
try {
  const page = await person(browser);
  await page.goto(edge.origin + (await edge.invite("ana", "Ana", { capacity: 50 })));
  await page.test("status-available").waitFor();
  // The first moment at which each conversation's summary is in the page, by the clock that Node has too.
  await page.evaluate(() => {
    window.seen = {};
    const look = () => {
      for (const item of document.querySelectorAll("[data-conversation]")) {
        const summary = item.querySelector(".item-summary")?.textContent;
        if (summary) window.seen[item.dataset.conversation] ??= performance.timeOrigin + performance.now();
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  });

  // Those who go on talking meanwhile: to the assistant, and waiting.
  const live = [];
  for (let n = 0; n < LIVE; n += 1) live.push(await visitor(edge, [`Do you ship lantern ${n} to Lisbon?`]));
  for (const one of live.slice(0, LIVE / 2)) await one.acked(one.act("ask_human"));
  let talking = true;
  const talk = (async () => {
    for (let n = 0; talking; n += 1) {
      live[n % LIVE].say(`One more question, number ${n}: how long does it take?`);
      await sleep(100);
    }
  })();

  const shown = [];
  const opened = [];
  for (let n = 0; n < TRIGGERS; n += 1) {
    const one = await visitor(edge, ["My lantern arrived broken", `It is order ${70_000 + n}, what can I do?`]);
    const at = performance.timeOrigin + performance.now();
    one.act("ask_human");
    const seen = await until("the summary", () => page.evaluate((id) => window.seen[id], one.conversation));
    shown.push(seen - at);
    if (n % (TRIGGERS / OPENED) === 0) {
      const took = await page.evaluate(
        ([id, order]) =>
          new Promise((done) => {
            const from = performance.now();
            const there = () => document.querySelector("[data-testid=card]")?.textContent.includes(order);
            const observer = new MutationObserver(() => {
              if (!there()) return;
              observer.disconnect();
              done(performance.now() - from);
            });
            observer.observe(document.body, { childList: true, subtree: true, characterData: true });
            document.querySelector(`[data-conversation="${id}"] .item-open`).click();
          }),
        [one.conversation, String(70_000 + n)],
      );
      opened.push(took);
    }
    one.act("cancel_wait");
    one.socket.close();
  }
  talking = false;
  await talk;
  console.log(JSON.stringify({ live: LIVE, summary_on_screen: figures(shown), card_opened: figures(opened) }));
} finally {
  await browser.close();
  await edge.stop();
}
