// Bundles pleura's side and its Dawn into pleura/dist, because Node 20 does not run TypeScript.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Builds both entry points; esbuild prints its own errors and throws. */
export async function buildSides() {
  await build({
    absWorkingDir: fileURLToPath(new URL("./pleura/", import.meta.url)),
    entryPoints: ["src/side.ts", "src/dawn.ts"],
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20.9",
    format: "esm",
    logLevel: "warning",
    // The native package is found from pleura/, which declares it.
    external: ["webgpu"],
  });
}
