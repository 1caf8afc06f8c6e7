// Bundles the command line program, so that plain Node runs it: `pnpm build`.
import { fileURLToPath } from "node:url";
import { pnpmEnv } from "./pnpm.mjs";
import { main, run, ScriptError } from "./process.mjs";

/** Builds every app through turbo, which skips what did not change. */
export function build() {
  const code = run("turbo", ["run", "build", "--output-logs=errors-only"], { env: pnpmEnv() });
  if (code !== 0) throw new ScriptError(`build: turbo ended with ${code}. Read its lines above.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(build);
