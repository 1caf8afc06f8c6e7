// Test projects: `unit` needs no GPU, `gpu` needs a WebGPU adapter, `browser` drives a Chromium.
import { defineConfig } from "vitest/config";

const roots = ["packages", "apps", "tests", "bench"];
const never = ["**/node_modules/**", "**/dist/**"];

export default defineConfig({
  test: {
    // A forgotten `.only` would skip the rest silently.
    allowOnly: process.env["CI"] === undefined,
    reporters: ["default", "./scripts/no-silent-skips.mjs"],
    env: { MESA_SHADER_CACHE_DIR: new URL(".cache/mesa", import.meta.url).pathname },
    projects: [
      {
        test: {
          name: "unit",
          include: roots.map((room) => `${room}/**/*.test.ts`),
          exclude: [...never, "**/*.gpu.test.ts", "**/*.browser.test.ts"],
          pool: "forks",
          testTimeout: 60_000,
          // The first file that needs the program bundles it while the other workers load theirs.
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "gpu",
          include: roots.map((room) => `${room}/**/*.gpu.test.ts`),
          exclude: never,
          // Dawn has crashed in worker threads, and each worker's software GPU takes all cores.
          pool: "forks",
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/**/*.browser.test.ts"],
          exclude: never,
          // One Chromium serves all files, one after the other: it takes all cores.
          globalSetup: "./tests/viewer/browser-server.ts",
          pool: "forks",
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
