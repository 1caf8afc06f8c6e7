// Runs one workload on all sides in turns: A B C A B C …, so that drift of the machine hits all alike.
import { requireMemory, watchLoad } from "./machine-load.mjs";
import { median } from "./statistics.mjs";

/** Rounds before the measured ones: the first compiles shaders, the second fills caches. */
const warmups = 2;

/** A turn repeats short steps for this long, ms, since one 30 ms step after a pause says little. */
const turnMs = 150;

/**
 * @typedef {object} Starter
 * @property {string} name
 * @property {() => import("./side-host.mjs").SideHost} start
 */

/**
 * @typedef {object} Measured One side's part in a workload.
 * @property {string} name
 * @property {string} [error] why there are no times
 * @property {number[]} ms one per round: the median step of the turn
 * @property {number[]} cpuMs the same for the CPU time of all its threads
 * @property {number[]} losses of the first steps
 * @property {number} [firstStepMs] from process start to the end of the first step
 * @property {number} [idleShare] CPU used while others had their turn, as a share of one core
 * @property {readonly number[]} [sums]
 * @property {number} [rssBytes]
 * @property {number} [gpuBytes]
 * @property {Record<string, unknown>} [facts]
 */

/** A side that runs alone is hardly ever idle: below this its share would be noise, ms. */
const leastIdleMs = 300;

/** Runs one step and books what it says. */
async function oneStep(entry) {
  const { ms, loss, idleCpuMs, cpuMs } = await entry.host.ask("step");
  entry.cpuMs += cpuMs + idleCpuMs;
  const { result } = entry;
  if (typeof loss === "number") result.losses.push(loss);
  const now = performance.now();
  entry.idleCpuMs += entry.lastAt === undefined ? 0 : idleCpuMs;
  entry.idleMs += entry.lastAt === undefined ? 0 : Math.max(0, now - entry.lastAt - ms);
  entry.lastAt = now;
  return { ms, cpuMs };
}

/** Takes a side out of the rounds and keeps the reason. */
async function attempt(entry, work) {
  if (entry.result.error !== undefined) return;
  try {
    await work(entry);
  } catch (error) {
    entry.result.error = error.message;
    await entry.host?.end();
  }
}

/**
 * Measures a workload.
 *
 * @param {readonly Starter[]} starters
 * @param {{ readonly workload: string }} request what `prepare` needs
 * @param {number} rounds
 * @param {(line: string) => void} say
 * @returns {Promise<{ foreignShare: number, measured: readonly Measured[] }>} foreignShare: part of all cores that
 * other programs used meanwhile
 */
export async function interleave(starters, request, rounds, say) {
  const entries = starters.map(({ name, start }) => ({
    start,
    host: undefined,
    cpuMs: 0,
    idleCpuMs: 0,
    idleMs: 0,
    result: { name, ms: [], cpuMs: [], losses: [] },
  }));
  let foreignShare = 0;
  try {
    for (const entry of entries) {
      await attempt(entry, async () => {
        requireMemory();
        entry.host = entry.start();
        const { facts } = await entry.host.ask("prepare", request);
        entry.result.facts = facts;
        await oneStep(entry);
        entry.result.firstStepMs = performance.now() - entry.host.startedAt;
        for (let step = 1; step < warmups; step++) await oneStep(entry);
        say(`${request.workload} ${entry.result.name}: ready`);
      });
    }
    const load = watchLoad(() => entries.reduce((sum, { cpuMs }) => sum + cpuMs, 0));
    for (let round = 0; round < rounds; round++) {
      for (const entry of entries) {
        await attempt(entry, async () => {
          const turn = [];
          const end = performance.now() + turnMs;
          do turn.push(await oneStep(entry));
          while (performance.now() < end);
          entry.result.ms.push(median(turn.map(({ ms }) => ms)));
          entry.result.cpuMs.push(median(turn.map(({ cpuMs }) => cpuMs)));
        });
      }
    }
    foreignShare = load();
    for (const entry of entries) {
      await attempt(entry, async () => {
        const { result, host } = entry;
        // Before the check, which may need memory of its own.
        const { rssBytes, gpuBytes } = await host.ask("memory");
        const { sums } = await host.ask("check");
        Object.assign(result, { rssBytes, gpuBytes, sums });
        if (entry.idleMs >= leastIdleMs) result.idleShare = entry.idleCpuMs / entry.idleMs;
      });
    }
  } finally {
    await Promise.all(entries.map(({ host }) => host?.end()));
  }
  return { foreignShare, measured: entries.map(({ result }) => result) };
}
