// Lint, layers, format and types of the whole repository: `pnpm check`.
import { fileURLToPath } from "node:url";
import { pnpmEnv } from "./pnpm.mjs";
import { main, run, ScriptError, step } from "./process.mjs";

/** Runs Biome (which holds the layer table, see biome.json) and the type checker. */
export async function check() {
  const lint = await step("lint, layers and format", () => run("biome", ["ci", "."]));
  const types = await step("types", () =>
    run("turbo", ["run", "types", "--continue", "--output-logs=errors-only"], { env: pnpmEnv() }),
  );
  const failed = [lint !== 0 && "biome", types !== 0 && "types"].filter(Boolean);
  if (failed.length > 0) throw new ScriptError(`check: ${failed.join(" and ")} failed, see above.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(check);
