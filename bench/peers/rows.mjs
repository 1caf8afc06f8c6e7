// Turns what was measured into the rows of the table; a side without times keeps a row that says why.
import { compareResult } from "./checks.mjs";
import { median, pairedRatio, spread } from "./statistics.mjs";
import { flopsOf, workloadOf } from "./workloads.mjs";

/**
 * @typedef {object} Row One side in one workload.
 * @property {string} side
 * @property {string} title
 * @property {import("./sides.mjs").Side["role"]} role
 * @property {"ok" | "wrong" | "failed" | "not offered" | "not installed"} status
 * @property {string} [reason] for every status but ok, and what makes times doubtful
 * @property {number} [ms] median over the rounds
 * @property {number} [cpuMs] CPU time of a step on all threads: with a software adapter what others hardly change
 * @property {number} [spread] half the distance of the quartiles, relative to the median
 * @property {number} [gflops]
 * @property {number} [ratio] how many times as long as pleura it takes
 * @property {string} [result] agreement with the expected losses or sums
 * @property {number} [rssBytes] most bytes the process had in memory; a software adapter's are among them
 * @property {number} [gpuBytes] most bytes of GPU buffers alive at once
 * @property {number} [firstStepMs] from process start to the end of the first step
 * @property {import("./cold-start.mjs").ColdStart} [cold] the same with no shader compiled before
 * @property {number} [idleShare] CPU used during the others' turns, of one core
 * @property {string} [adapter] that it ran on
 * @property {readonly number[]} [roundMs]
 * @property {readonly number[]} [losses]
 * @property {readonly number[]} [sums]
 */

/** A side that works during the others' turns disturbs them: above this share of a core it is told. */
export const idleLimit = 0.05;

/**
 * The row of a side that was measured.
 *
 * @param {string} workload
 * @param {import("./sides.mjs").Side} side
 * @param {import("./interleave.mjs").Measured} measured
 * @param {import("./interleave.mjs").Measured | undefined} ours
 * @returns {Row}
 */
export function rowOf(workload, { name, title, role }, measured, ours) {
  const common = { side: name, title, role };
  if (measured.error !== undefined) return { ...common, status: "failed", reason: measured.error };
  const {
    ms: roundMs,
    cpuMs,
    losses,
    sums,
    rssBytes,
    gpuBytes,
    firstStepMs,
    idleShare,
    facts,
  } = measured;
  const { agrees, text } = compareResult(workload, measured);
  const isElsewhere =
    role === "webgpu" && facts?.hasOwnDawn !== true && facts?.adapter !== ours?.facts?.adapter;
  const doubts = [
    ...(isElsewhere
      ? [`it ran on "${facts?.adapter}", not on pleura's adapter: no ratio counts`]
      : []),
    ...(agrees ? [] : ["its result is not the expected one: no ratio counts"]),
    ...(idleShare > idleLimit
      ? [`it used ${(100 * idleShare).toFixed(0)} % of a core during the others' turns`]
      : []),
  ];
  const counts = agrees && !isElsewhere;
  const ms = median(roundMs);
  return {
    ...common,
    status: counts ? "ok" : "wrong",
    ...(doubts.length > 0 && { reason: doubts.join("; ") }),
    ms,
    cpuMs: median(cpuMs),
    spread: spread(roundMs),
    gflops: flopsOf(workloadOf(workload)) / ms / 1e6,
    ...(counts && ours && ours.error === undefined && { ratio: pairedRatio(roundMs, ours.ms) }),
    result: text,
    ...(role !== "bystander" && facts && { adapter: facts.adapter }),
    ...{ rssBytes, gpuBytes, firstStepMs, idleShare, roundMs },
    // The first losses are what is compared; a run has hundreds.
    ...(losses.length > 0 ? { losses: losses.slice(0, 4) } : { sums }),
  };
}

/**
 * The row of a side that was not run.
 *
 * @param {import("./sides.mjs").Side} side
 * @param {"not offered" | "not installed"} status
 * @param {string} reason
 * @returns {Row}
 */
export function rowWithout({ name, title, role }, status, reason) {
  return { side: name, title, role, status, reason };
}
