// The child's half of a side: answers the parent's questions, one line of JSON each.
import { createInterface } from "node:readline";
import { workloadOf } from "./workloads.mjs";

/**
 * @typedef {object} Job A workload that is ready to run.
 * @property {() => Promise<number | undefined>} step runs once, waits for the device, returns the loss of a training step
 * @property {() => Promise<readonly number[]>} [check] [Σ v, Σ |v|] of the last result
 */

/**
 * Serves one side until its standard input ends.
 *
 * @param {object} side
 * @param {() => Promise<Record<string, unknown>>} side.open loads the library and opens the device; returns `adapter`, or `hasOwnDawn` when it cannot tell
 * @param {(workload: import("./workloads.mjs").Workload) => Promise<Job>} side.prepare
 * @param {() => number | undefined} [side.peakGpuBytes] most bytes of GPU buffers alive at once
 */
export async function serveSide({ open, prepare, peakGpuBytes = () => undefined }) {
  // Libraries print greetings: standard output belongs to the answers.
  const answer = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);

  const cpuMs = ({ user, system }) => (user + system) / 1000;
  /** @type {Job | undefined} */
  let job;
  let cpuAfter = process.cpuUsage();
  const timed = async () => {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    const loss = await job.step();
    const ms = performance.now() - start;
    const idleCpuMs = cpuMs(cpuBefore) - cpuMs(cpuAfter);
    cpuAfter = process.cpuUsage();
    return { ms, loss, idleCpuMs, cpuMs: cpuMs(cpuAfter) - cpuMs(cpuBefore) };
  };
  const commands = {
    async prepare({ workload }) {
      const facts = await open();
      job = await prepare(workloadOf(workload));
      cpuAfter = process.cpuUsage();
      return { facts };
    },
    step: timed,
    async check() {
      const sums = await job.check?.();
      return { sums };
    },
    async memory() {
      const rssBytes = process.resourceUsage().maxRSS * 1024;
      return { rssBytes, gpuBytes: peakGpuBytes(), cpuMs: cpuMs(process.cpuUsage()) };
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { command, ...rest } = JSON.parse(line);
    let reply;
    try {
      reply = await commands[command](rest);
    } catch (error) {
      reply = { error: String(error?.message ?? error).split("\n")[0] };
    }
    answer(`@${JSON.stringify(reply)}\n`);
  }
  // Dawn may hang or crash while it is torn down (node-webgpu issue 18): nothing is left to save.
  process.exit(0);
}
