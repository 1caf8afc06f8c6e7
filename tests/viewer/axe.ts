// Looks for what people with a screen reader, a keyboard or weak eyes stumble over, by axe-core.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 up to AA, and what axe calls good practice beyond it. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Gives a line for each element that breaks a rule; none for a page that is in order.
 *
 * @param rules only these; all of them when absent
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The debugger may evaluate where the page's policy forbids it to scripts.
  await page.evaluate(axe.source);
  const runOnly =
    rules === undefined ? { type: "tag", values: RULES } : { type: "rule", values: rules };
  const { violations } = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    return axe.run(document, { runOnly: only as import("axe-core").RunOnly });
  }, runOnly);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")} (${node.failureSummary})`),
  );
}
