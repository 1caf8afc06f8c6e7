// Starts one Chromium for all browser tests, with a software GPU and fonts of its own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { findChromium } from "../../scripts/find-chromium.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** Where a test file connects to the shared browser. */
    browserEndpoint: string;
  }
}

/**
 * WebGPU compute, WebGPU canvas and screenshots all work with these and only these (ecosystem.md
 * §3.1); every one of them is needed on a machine without a GPU.
 */
const GPU_FLAGS = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
];

/** Golden pictures must not know this machine's fonts, so fontconfig sees one family only. */
function writeFontConfig(folder: string): string {
  const require = createRequire(import.meta.url);
  const fonts = join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const family = (generic: string, name: string) =>
    `<match><test name="family"><string>${generic}</string></test>` +
    `<edit name="family" mode="prepend" binding="strong"><string>${name}</string></edit></match>`;
  const file = join(folder, "fonts.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${fonts}</dir><cachedir>${join(folder, "fonts")}</cachedir>
${family("monospace", "DejaVu Sans Mono")}${family("serif", "DejaVu Serif")}
${["sans-serif", "system-ui", "ui-sans-serif"].map((name) => family(name, "DejaVu Sans")).join("")}
<match><edit name="family" mode="append" binding="weak"><string>DejaVu Sans</string></edit></match>
<match target="font"><edit name="antialias"><bool>true</bool></edit>
<edit name="hinting"><bool>false</bool></edit><edit name="rgba"><const>none</const></edit></match>
</fontconfig>\n`,
  );
  return file;
}

/** Vitest calls this once before the first browser test, and what it returns after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = findChromium();
  if (found.path === undefined) {
    throw new Error(`browser tests: a Chromium must start, but ${found.reason}. Run: npm test`);
  }
  const folder = mkdtempSync(join(tmpdir(), "pleura-browser-"));
  const server = await chromium.launchServer({
    executablePath: found.path,
    args: [...GPU_FLAGS, "--force-color-profile=srgb", "--disable-lcd-text"],
    // Chromium's GPU process wants a runtime folder, which a bare container does not name.
    env: { ...process.env, XDG_RUNTIME_DIR: folder, FONTCONFIG_FILE: writeFontConfig(folder) },
  });
  project.provide("browserEndpoint", server.wsEndpoint());
  return async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
