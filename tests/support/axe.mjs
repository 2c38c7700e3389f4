// What axe-core finds in a page: the rules of WCAG 2.0 to 2.2, A and AA, and what its authors recommend.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The violations of what the page shows now, each as a line for people: rule, what is wrong, where. */
export async function violations(page, context = {}) {
  if (!(await page.evaluate(() => "axe" in window))) {
    // Evaluated and not added as a tag: the pages' policy allows no foreign script.
    await page.evaluate(readFileSync(AXE, "utf8"));
  }
  const found = await page.evaluate(async (context) => {
    const { violations } = await window.axe.run(Object.keys(context).length ? context : document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.target.join(" ")) }));
  }, context);
  return found.map(({ id, help, at }) => `${id}: ${help}: ${at.slice(0, 5).join(" | ")}${at.length > 5 ? ` and ${at.length - 5} more` : ""}`);
}

/** Fails with every violation, unless there is none. `where` names the view. */
export async function hasNoViolations(page, where, context = {}) {
  assert.deepEqual(await violations(page, context), [], `axe finds fault with ${where}`);
}

/** What can be pressed or written in but is cut off at a side, and the page itself where it scrolls sideways. */
export async function outOfSight(page) {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > edge ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
    const scrolls = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    };
    const roots = [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
    for (const root of roots) {
      for (const element of root.querySelectorAll("a[href], button, input, textarea, select, summary")) {
        const { left, right, width, height } = element.getBoundingClientRect();
        if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || width < 2 || height < 2) continue;
        if ((left < -1 || right > edge + 1) && !scrolls(element)) {
          found.push(`${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}: ${Math.round(left)} to ${Math.round(right)}`);
        }
      }
    }
    return found;
  });
}
