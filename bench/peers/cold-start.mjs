// Times each side's first step from process start, with no shader compiled before.
import { median } from "./statistics.mjs";

/** Runs per side; a median of fewer would be one noisy number. */
const runs = 3;

/** A side this slow runs once: its distance to the others is not noise. Milliseconds. */
const slowMs = 15_000;

/**
 * @typedef {object} ColdStart
 * @property {number} ms from process start to the end of the first step
 * @property {number} cpuMs of all its threads: what other programs hardly change
 */

/**
 * First steps, sides in turns, each in a process of its own and alone on the machine.
 *
 * @param {readonly import("./interleave.mjs").Starter[]} starters
 * @param {object} request what `prepare` needs
 * @returns {Promise<ReadonlyMap<string, ColdStart>>} by side; a side that failed is absent
 */
export async function coldStarts(starters, request) {
  /** @type {Map<string, ColdStart[]>} */
  const times = new Map();
  for (let run = 0; run < runs; run++) {
    for (const { name, start } of starters) {
      const known = times.get(name) ?? [];
      if (known.length < run || known.some(({ ms }) => ms > slowMs)) continue;
      const host = start();
      try {
        await host.ask("prepare", request);
        await host.ask("step");
        const ms = performance.now() - host.startedAt;
        const { cpuMs } = await host.ask("memory");
        times.set(name, [...known, { ms, cpuMs }]);
      } catch {
        // The measured rounds fail in the same way and tell the reason in the side's row.
      } finally {
        await host.end();
      }
    }
  }
  const middle = (starts, column) => median(starts.map((start) => start[column]));
  return new Map(
    [...times].map(([name, starts]) => [
      name,
      { ms: middle(starts, "ms"), cpuMs: middle(starts, "cpuMs") },
    ]),
  );
}
