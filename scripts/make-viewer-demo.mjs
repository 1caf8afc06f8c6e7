// Makes the viewer's demo models and films of a demo run: `node scripts/make-viewer-demo.mjs runs/demo`.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { main, root, ScriptError, say } from "./process.mjs";

const tests = join(root, "tests");
const out = join(root, "apps", "viewer", "assets", "demo");

await main(async () => {
  const [run = "runs/demo"] = process.argv.slice(2);
  if (!existsSync(join(run, "summary.json"))) {
    throw new ScriptError(`demo: "${run}" must be a folder that the demo wrote. Run: npm run demo`);
  }
  const { outputFiles } = await build({
    absWorkingDir: tests,
    entryPoints: ["viewer/make-demo.ts"],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["sharp", "webgpu"],
    banner: {
      js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);',
    },
  });
  // Code from stdin finds packages from the working folder.
  const made = spawnSync(process.execPath, ["--input-type=module", "-", resolve(run), out], {
    cwd: tests,
    input: outputFiles[0].text,
    stdio: ["pipe", "inherit", "inherit"],
  });
  if (made.status !== 0) throw new ScriptError(`demo: it could not be made. Read the lines above.`);
  say(`the viewer's demo is in ${out}`);
});
