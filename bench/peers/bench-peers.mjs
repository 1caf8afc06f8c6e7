// pleura and its peers, interleaved on the same adapter: `pnpm bench:peers --help`.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main, ScriptError, say, step, toolEnv } from "../../scripts/process.mjs";
import { verdicts } from "./aims.mjs";
import { buildSides } from "./build.mjs";
import { coldStarts } from "./cold-start.mjs";
import { interleave } from "./interleave.mjs";
import { help, readOptions } from "./options.mjs";
import { writeReport } from "./report.mjs";
import { rowOf, rowWithout } from "./rows.mjs";
import { SideHost } from "./side-host.mjs";
import { commandOf, room, whyNotInstalled } from "./sides.mjs";
import { machineName, versionsOf } from "./surroundings.mjs";
import { loadNote, terminalTable } from "./table.mjs";
import { flopsOf, unetConvolutions, workloadOf } from "./workloads.mjs";

function optionsOrExit() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    throw new ScriptError(error.message, 2);
  }
}

/** Environment of every side; Vulkan's loader warns without a runtime folder. */
function sideEnv({ asUsers }) {
  return {
    ...toolEnv(),
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? mkdtempSync(join(tmpdir(), "pleura-peers-")),
    ...(asUsers && { PLEURA_PEERS_AS_USERS: "1" }),
  };
}

/** What a side must be told of a workload; a side in another language has no list of its own. */
function requestOf(name) {
  const workload = workloadOf(name);
  const convolutions = "base" in workload ? unetConvolutions(workload.base) : [];
  return { workload: name, sizes: { ...workload, convolutions } };
}

/** Measures one workload: a row for every chosen side, and how much others disturbed it. */
async function measure(workload, { sides, rounds, cold: measuresCold }, env) {
  const runnable = sides.filter(
    (side) => side.workloads.includes(workload) && whyNotInstalled(side) === undefined,
  );
  const starters = (extra) =>
    runnable.map((side) => ({
      name: side.name,
      start: () => new SideHost(commandOf(side), { ...env, ...extra }, join(room, side.folder)),
    }));
  const request = requestOf(workload);
  // Mesa keeps compiled shaders on disk, also those of earlier runs.
  const noCache = { MESA_SHADER_CACHE_DISABLE: "true" };
  const firsts = measuresCold ? await coldStarts(starters(noCache), request) : new Map();
  const { foreignShare, measured } = await interleave(starters({}), request, rounds, say);
  const ours = measured.find(({ name }) => name === "pleura");
  const rows = sides.map((side) => {
    const found = measured.find(({ name }) => name === side.name);
    if (found) {
      const cold = firsts.get(side.name);
      return { ...rowOf(workload, side, found, ours), ...(cold && { cold }) };
    }
    const missing = whyNotInstalled(side);
    return missing === undefined
      ? rowWithout(side, "not offered", side.missing ?? "")
      : rowWithout(side, "not installed", missing);
  });
  return { foreignShare, rows };
}

/** Everything a reader needs to judge and repeat the run. */
function reportOf(options, tables) {
  const { asUsers, rounds, sides } = options;
  const adapters = tables.flatMap(({ rows }) => rows.map(({ adapter }) => adapter));
  return {
    command: `pnpm bench:peers ${process.argv.slice(2).join(" ")}`.trim(),
    date: new Date().toISOString(),
    adapter: adapters.find((name) => name !== undefined) ?? "none",
    machine: machineName(),
    waiting: asUsers
      ? "peers as their users get them (spinning while they wait), pleura calmly"
      : "all sides on Dawn's Node binding calmly",
    rounds,
    versions: versionsOf(sides),
    tables,
    verdicts: verdicts(tables, asUsers),
  };
}

await main(async () => {
  const options = optionsOrExit();
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  if (options.out) mkdirSync(options.out, { recursive: true });
  await step("build", buildSides);
  const env = sideEnv(options);
  const tables = [];
  for (const name of options.workloads) {
    const workload = workloadOf(name);
    const { rows, foreignShare } = await measure(name, options, env);
    tables.push({ name, title: workload.title, flops: flopsOf(workload), foreignShare, rows });
    process.stdout.write(
      `\n${name}: ${workload.title}\n${terminalTable(rows)}\n  ${loadNote(foreignShare)}\n`,
    );
  }
  const report = reportOf(options, tables);
  process.stdout.write(`\non ${report.adapter}; ${report.waiting}\n`);
  for (const { what, aim, got, reached } of report.verdicts) {
    process.stdout.write(`${reached ? "reached" : "NOT YET"}  ${what}: ${got} (${aim})\n`);
  }
  if (options.out) {
    const files = writeReport(report, options.out);
    say(`written to ${options.out}: ${files.join(", ")}`);
  }
  const failed = tables
    .flatMap(({ rows }) => rows)
    .some(({ role, status }) => role === "pleura" && status !== "ok");
  return failed ? 1 : 0;
});
