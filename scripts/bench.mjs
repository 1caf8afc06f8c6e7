// Benchmarks of every op and of the training step: `pnpm bench`, arguments as `pleura bench`.
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, root, run, step } from "./process.mjs";

await main(async () => {
  await step("build", build);
  const entry = join(root, "apps", "cli", "dist", "main.js");
  return run(process.execPath, [entry, "bench", ...process.argv.slice(2)], { shell: false });
});
