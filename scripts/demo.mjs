// The whole path on phantoms with one command: `npm run demo`.
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, root, run, step } from "./process.mjs";
import { setup, takeSetupFlags } from "./setup.mjs";

await main(async () => {
  const flags = takeSetupFlags(process.argv.slice(2));
  await setup(flags);
  await step("build", build);
  const out = flags.rest.includes("--out") ? [] : ["--out", "runs/demo"];
  const entry = join(root, "apps", "cli", "dist", "main.js");
  return run(process.execPath, [entry, "demo", ...out, ...flags.rest], { shell: false });
});
