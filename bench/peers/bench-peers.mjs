// pleura and its peers, interleaved on the same adapter: `pnpm bench:peers --help`.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main, ScriptError, say, step, toolEnv } from "../../scripts/process.mjs";
import { buildSides } from "./build.mjs";
import { interleave } from "./interleave.mjs";
import { help, readOptions } from "./options.mjs";
import { rowOf, rowWithout } from "./rows.mjs";
import { SideHost } from "./side-host.mjs";
import { room, whyNotInstalled } from "./sides.mjs";
import { terminalTable } from "./table.mjs";
import { workloadOf } from "./workloads.mjs";

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

/** Measures one workload and returns a row for every chosen side. */
async function measure(workload, options, env) {
  const { sides, rounds } = options;
  const runs = sides.filter(
    (side) => side.workloads.includes(workload) && whyNotInstalled(side) === undefined,
  );
  const starters = runs.map(({ name, command, folder }) => ({
    name,
    start: () => new SideHost(command, env, join(room, folder)),
  }));
  const measured = await interleave(workload, starters, rounds, say);
  const ours = measured.find(({ name }) => name === "pleura");
  return sides.map((side) => {
    const found = measured.find(({ name }) => name === side.name);
    if (found) return rowOf(workload, side, found, ours);
    const missing = whyNotInstalled(side);
    return missing === undefined
      ? rowWithout(side, "not offered", side.missing ?? "")
      : rowWithout(side, "not installed", missing);
  });
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
  for (const name of options.workloads) {
    const rows = await measure(name, options, env);
    process.stdout.write(`\n${name}: ${workloadOf(name).title}\n${terminalTable(rows)}\n`);
  }
  return 0;
});
