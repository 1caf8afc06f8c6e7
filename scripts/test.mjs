// Everything that must hold, with one command: `npm test`. The last line is the count of tests.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { build } from "./build.mjs";
import { check } from "./check.mjs";
import { totalsFile } from "./no-silent-skips.mjs";
import { cacheDir, main, run, ScriptError, say, step } from "./process.mjs";
import { ensureChromium, setup, takeSetupFlags } from "./setup.mjs";

const failed = [];

/** Runs one part; a failure is remembered and the next part still runs. */
async function part(name, work) {
  try {
    await step(name, work);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    say(error.message);
    failed.push(name);
  }
}

/** Runs vitest's projects; file filters and other flags of vitest pass through. */
function runTests(only, rest) {
  const projects = only ? [only] : ["unit", "gpu", "browser"];
  const code = run("vitest", ["run", ...projects.flatMap((name) => ["--project", name]), ...rest]);
  if (code !== 0) throw new ScriptError(`tests: vitest ended with ${code}, see above.`);
}

/** Reads what the reporter counted; a run that crashed before has counted nothing. */
function readTotals() {
  try {
    return JSON.parse(readFileSync(totalsFile, "utf8"));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

await main(async () => {
  const { rest, ...flags } = takeSetupFlags(process.argv.slice(2));
  const at = rest.indexOf("--only");
  const only = at < 0 ? undefined : rest.splice(at, 2)[1];
  mkdirSync(cacheDir, { recursive: true });
  rmSync(totalsFile, { force: true });

  await setup(flags);
  if (!only || only === "browser") await step("find a browser", () => ensureChromium(flags));
  if (!only) await part("check", check);
  await part("build", build);
  await part("tests", () => runTests(only, rest));

  const totals = readTotals();
  if (failed.length > 0) say(`failed: ${failed.join(", ")}`);
  process.stdout.write(
    `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`,
  );
  return failed.length > 0 || totals.passed === 0 ? 1 : 0;
});
