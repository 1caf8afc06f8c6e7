// Bundles the program and its workers into dist/, because Node 20 does not run TypeScript.
import { readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const sources = readdirSync(join(here, "src"), { recursive: true }).map(String);
const workers = sources.filter((name) => name.endsWith(".worker.ts"));

/** Leaves packages with native binaries outside, found from the room that imports them. */
const nativePackages = {
  name: "native packages",
  setup(bundle) {
    bundle.onResolve({ filter: /^(webgpu|sharp)$/ }, ({ path, importer }) => {
      const file = createRequire(importer).resolve(path);
      const fromDist = relative(dist, file).split(sep).join("/");
      return { path: fromDist, external: true };
    });
  },
};

try {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: ["src/main.ts", ...workers.map((name) => join("src", name))],
    outdir: "dist",
    entryNames: "[name]",
    // All files lie side by side, so that one relative path finds the native packages.
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20.9",
    format: "esm",
    sourcemap: true,
    metafile: true,
    logLevel: "warning",
    plugins: [nativePackages],
    // CommonJS packages inside an ES module bundle still ask for these names.
    banner: {
      js: [
        'import { createRequire as pleuraRequire } from "node:module";',
        'import { fileURLToPath as pleuraPath } from "node:url";',
        "const require = pleuraRequire(import.meta.url);",
        'const __filename = pleuraPath(import.meta.url), __dirname = pleuraPath(new URL(".", import.meta.url));',
      ].join("\n"),
    },
  });
  // Chunks of earlier builds go only now, so that a failed build leaves a working program.
  const made = new Set(Object.keys(metafile.outputs).map((path) => join(here, path)));
  for (const name of readdirSync(dist)) {
    if (!made.has(join(dist, name))) rmSync(join(dist, name), { recursive: true });
  }
} catch (error) {
  // esbuild has printed its own errors already.
  if (!Array.isArray(error.errors)) throw error;
  process.exitCode = 1;
}
