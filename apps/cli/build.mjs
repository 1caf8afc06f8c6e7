// Bundles the program and its workers into dist/, because Node 20 does not run TypeScript.
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const sources = readdirSync(new URL("src", import.meta.url), { recursive: true });
const workers = sources.filter((name) => String(name).endsWith(".worker.ts"));

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts", ...workers.map((name) => `src/${name}`)],
  outdir: "dist",
  entryNames: "[name]",
  bundle: true,
  platform: "node",
  target: "node20.9",
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  sourcemap: true,
  logLevel: "warning",
  // Both carry native binaries that are found beside their own files.
  external: ["webgpu", "sharp"],
  // CommonJS packages inside an ES module bundle still ask for these names.
  banner: {
    js: [
      'import { createRequire as pleuraCreateRequire } from "node:module";',
      "const require = pleuraCreateRequire(import.meta.url);",
      "const __dirname = import.meta.dirname ?? new URL('.', import.meta.url).pathname;",
    ].join("\n"),
  },
});
