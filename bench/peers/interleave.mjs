// Runs one workload on all sides in turns: A B C A B C …, so that drift of the machine hits all alike.

/** Rounds before the measured ones: the first compiles shaders, the second fills caches. */
const warmups = 2;

/** A turn repeats short steps for this long, ms, since one 30 ms step after a pause says little. */
const turnMs = 150;

/**
 * @typedef {object} Measured One side's part in a workload.
 * @property {string} name
 * @property {string} [error] why there are no times
 * @property {number[]} ms one per round: the median step of the turn
 * @property {number[]} losses of the first steps
 * @property {number} [firstStepMs] from process start to the end of the first step
 * @property {number} [idleShare] CPU used while others had their turn, as a share of one core
 * @property {readonly number[]} [sums]
 * @property {number} [rssBytes]
 * @property {number} [gpuBytes]
 * @property {Record<string, unknown>} [facts]
 */

/** Runs one step and books what it says. */
async function oneStep(entry) {
  const { ms, loss, idleCpuMs } = await entry.host.ask("step");
  const { result } = entry;
  if (typeof loss === "number") result.losses.push(loss);
  const now = performance.now();
  entry.idleCpuMs += entry.lastAt === undefined ? 0 : idleCpuMs;
  entry.idleMs += entry.lastAt === undefined ? 0 : Math.max(0, now - entry.lastAt - ms);
  entry.lastAt = now;
  return ms;
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
 * @param {string} workload
 * @param {readonly { name: string, start: () => import("./side-host.mjs").SideHost }[]} starters
 * @param {number} rounds
 * @param {(line: string) => void} say
 * @returns {Promise<readonly Measured[]>}
 */
export async function interleave(workload, starters, rounds, say) {
  const entries = starters.map(({ name, start }) => ({
    start,
    host: undefined,
    idleCpuMs: 0,
    idleMs: 0,
    result: { name, ms: [], losses: [] },
  }));
  try {
    for (const entry of entries) {
      await attempt(entry, async () => {
        entry.host = entry.start();
        const { facts } = await entry.host.ask("prepare", { workload });
        entry.result.facts = facts;
        await oneStep(entry);
        entry.result.firstStepMs = performance.now() - entry.host.startedAt;
        for (let step = 1; step < warmups; step++) await oneStep(entry);
        say(`${workload} ${entry.result.name}: ready`);
      });
    }
    for (let round = 0; round < rounds; round++) {
      for (const entry of entries) {
        await attempt(entry, async () => {
          const turn = [];
          const end = performance.now() + turnMs;
          do turn.push(await oneStep(entry));
          while (performance.now() < end);
          entry.result.ms.push(turn.sort((a, b) => a - b)[turn.length >> 1]);
        });
      }
    }
    for (const entry of entries) {
      await attempt(entry, async () => {
        const { result, host } = entry;
        // Before the check, which may need memory of its own.
        Object.assign(result, await host.ask("memory"));
        Object.assign(result, await host.ask("check"));
        result.idleShare = entry.idleMs === 0 ? 0 : entry.idleCpuMs / entry.idleMs;
      });
    }
  } finally {
    await Promise.all(entries.map(({ host }) => host?.end()));
  }
  return entries.map(({ result }) => result);
}
