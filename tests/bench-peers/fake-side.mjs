// A side without a library: `node fake-side.mjs NAME [slow] [dies] [hangs] [fails-at-N]`.
import { createInterface } from "node:readline";

const words = process.argv.slice(3);
const failsAt = Number(words.find((word) => word.startsWith("fails-at-"))?.slice(9) ?? 0);
let steps = 0;

/** A slow step fills a whole turn, so that the order of steps is the order of turns. */
const stepMs = words.includes("slow") ? 160 : 1;

const replies = {
  prepare: () => ({ facts: {} }),
  async step() {
    steps += 1;
    if (steps === failsAt) return { error: "device lost" };
    await new Promise((resolve) => setTimeout(resolve, stepMs));
    // The clock time stands in for a loss: the test reads the order of steps from it.
    return { ms: stepMs, loss: Date.now(), idleCpuMs: 0, cpuMs: 0 };
  },
  memory: () => ({ rssBytes: 5, gpuBytes: 7, cpuMs: 9 }),
  check: () => ({ sums: [1, 2] }),
};

if (words.includes("dies")) {
  process.stderr.write("first words\nlast words\n");
  process.exit(3);
}
for await (const line of createInterface({ input: process.stdin })) {
  if (words.includes("hangs")) continue;
  process.stdout.write("a greeting\n");
  process.stdout.write(`@${JSON.stringify(await replies[JSON.parse(line).command]())}\n`);
}
