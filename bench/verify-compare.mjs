// Shows how far `pleura compare` can be trusted here: the same build 20 times, and a planted 10 % slow-down 20 times.
//
//   node bench/verify-compare.mjs [--mode turns|files|both] [--times 20] [--factor 1.1] [--filter TEXT] [--plant TITLE]
//     [--build MAIN.JS] [--pairs 8] [--mostPairs 40]
//
// Build first (npm run build). `turns` runs `compare --against` this build itself; `files` measures a base once per
// comparison and compares plain results. The plant is real work in one row. Prints one line per comparison, then counts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    mode: { type: "string", default: "turns" },
    times: { type: "string", default: "20" },
    factor: { type: "string", default: "1.1" },
    // Three rows: enough for the correction for several rows to count, few enough to take seconds.
    filter: { type: "string", default: "3×3 8→8 at 64×64, batch 16" },
    plant: { type: "string", default: "conv2d forward 3×3 8→8 at 64×64, batch 16" },
    build: { type: "string", default: "" },
    pairs: { type: "string", default: "8" },
    mostPairs: { type: "string", default: "40" },
  },
});
const main = values.build || fileURLToPath(new URL("../apps/cli/dist/main.js", import.meta.url));
const { filter } = values;
const plant = ["--set", `plant.title=${values.plant}`, "--set", `plant.factor=${values.factor}`];

function pleura(...args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0 && status !== 7) throw new Error(`exit ${status}: ${stderr}`);
  return {
    status,
    rows: stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

const byTurns = (planted) =>
  pleura(
    ...["compare", "--against", main, "--filter", filter, "--json"],
    ...["--pairs", values.pairs, "--set", `mostPairs=${values.mostPairs}`],
    ...planted,
  );

function byFiles(planted) {
  const folder = mkdtempSync(join(tmpdir(), "pleura-verify-"));
  try {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    pleura("bench", "--filter", filter, "--out", a);
    pleura("bench", "--filter", filter, "--out", b, ...planted);
    return pleura("compare", a, b, "--json");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const say = (line) => process.stdout.write(`${line}\n`);
const modes = values.mode === "both" ? ["turns", "files"] : [values.mode];
for (const mode of modes) {
  const compare = mode === "turns" ? byTurns : byFiles;
  let alarms = 0;
  let found = 0;
  let others = 0;
  for (let time = 1; time <= Number(values.times); time += 1) {
    for (const planted of [[], plant]) {
      const start = performance.now();
      const { status, rows } = compare(planted);
      const isPlanted = planted.length > 0;
      const told = rows.filter(({ verdict }) => verdict !== "inconclusive");
      const wrong = told.filter(({ title }) => !isPlanted || title !== values.plant);
      const isFound = told.some((row) => row.title === values.plant && row.verdict === "slower");
      if (!isPlanted) alarms += wrong.length > 0 ? 1 : 0;
      else {
        found += isFound && status === 7 ? 1 : 0;
        others += wrong.length > 0 ? 1 : 0;
      }
      const numbers = rows.map(
        ({ ratio, low, high }) => `${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
      );
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      say(
        `${mode} ${time} ${isPlanted ? `planted ${values.factor}` : "same build"}: exit ${status}, ${told.length} told, ${numbers.join(", ")}, ${seconds} s`,
      );
    }
  }
  say(
    `${mode}: ${alarms} false alarms in ${values.times} comparisons of the same build; planted ${values.factor} found ${found} times of ${values.times}, ${others} of these with another row told as well`,
  );
}
