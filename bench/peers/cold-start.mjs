// Times each side's first step from process start, with no shader compiled before.
import { median } from "./statistics.mjs";

/** Runs per side; a median of fewer would be one noisy number. */
const runs = 3;

/** A side this slow runs once: its distance to the others is not noise. Milliseconds. */
const slowMs = 15_000;

/**
 * First steps, sides in turns, each in a process of its own and alone on the machine.
 *
 * @param {readonly import("./interleave.mjs").Starter[]} starters
 * @param {object} request what `prepare` needs
 * @returns {Promise<ReadonlyMap<string, number>>} ms by side; a side that failed is absent
 */
export async function coldStarts(starters, request) {
  /** @type {Map<string, number[]>} */
  const times = new Map();
  for (let run = 0; run < runs; run++) {
    for (const { name, start } of starters) {
      const known = times.get(name) ?? [];
      if (known.length < run || known.some((ms) => ms > slowMs)) continue;
      const host = start();
      try {
        await host.ask("prepare", request);
        await host.ask("step");
        times.set(name, [...known, performance.now() - host.startedAt]);
      } catch {
        // The measured rounds fail in the same way and tell the reason in the side's row.
      } finally {
        await host.end();
      }
    }
  }
  return new Map([...times].map(([name, ms]) => [name, median(ms)]));
}
