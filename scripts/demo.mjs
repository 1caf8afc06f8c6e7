// The whole path on phantoms with one command: `npm run demo`.
import { build } from "./build.mjs";
import { main, runPleura, step } from "./process.mjs";
import { setup, takeSetupFlags } from "./setup.mjs";

await main(async () => {
  const flags = takeSetupFlags(process.argv.slice(2));
  await setup(flags);
  await step("build", build);
  const out = flags.rest.includes("--out") ? [] : ["--out", "runs/demo"];
  return runPleura(["demo", ...out, ...flags.rest]);
});
