// Benchmarks of every op and of the training step: `pnpm bench`, arguments as `pleura bench`.
import { build } from "./build.mjs";
import { main, runPleura, step } from "./process.mjs";

await main(async () => {
  await step("build", build);
  return runPleura(["bench", ...process.argv.slice(2)]);
});
