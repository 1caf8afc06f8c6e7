// Which browser `npm test` takes and what it would install: decided from texts, nothing is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { planAsCommand } from "../../scripts/apt-install.mjs";
import { chromiumPlaces, findChromium } from "../../scripts/find-chromium.mjs";
import { planChromium } from "../../scripts/install-chromium.mjs";
import { whyNoChromium } from "../../scripts/setup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bookworm = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
const jammy = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n';
const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const raspbian = "ID=raspbian\nID_LIKE=debian\n";
const apt = { install: ["install", "-y", "--no-install-recommends", "chromium"] };
const playwright = "tests/node_modules/playwright-core/cli.js";

describe("chromiumPlaces", () => {
  const downloaded = "/cache/chrome";

  test("a named browser is the only place", () => {
    const env = { PLEURA_CHROMIUM: "/opt/chrome", PATH: "/usr/bin" };

    expect(chromiumPlaces({ platform: "linux", env, downloaded })).toEqual(["/opt/chrome"]);
  });

  test("Linux: every command on the path, Debian's first, then Playwright's download", () => {
    const env = { PATH: "/usr/local/bin:/usr/bin" };

    expect(chromiumPlaces({ platform: "linux", env, downloaded })).toEqual([
      "/usr/local/bin/chromium",
      "/usr/bin/chromium",
      "/usr/local/bin/chromium-browser",
      "/usr/bin/chromium-browser",
      "/usr/local/bin/google-chrome",
      "/usr/bin/google-chrome",
      "/usr/local/bin/google-chrome-stable",
      "/usr/bin/google-chrome-stable",
      downloaded,
    ]);
  });

  test("macOS: the folder of applications, then Playwright's download", () => {
    expect(chromiumPlaces({ platform: "darwin", env: { PATH: "/usr/bin" }, downloaded })).toEqual([
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      downloaded,
    ]);
  });

  test("Windows: the folders for programs that are there, then Playwright's download", () => {
    const env = { PROGRAMFILES: "C:\\Programs", LOCALAPPDATA: "C:\\Me" };

    expect(chromiumPlaces({ platform: "win32", env, downloaded })).toEqual([
      "C:\\Programs\\Google\\Chrome\\Application\\chrome.exe",
      "C:\\Me\\Google\\Chrome\\Application\\chrome.exe",
      downloaded,
    ]);
  });
});

describe("findChromium", () => {
  test("does not fall back when the named browser does not start", () => {
    // The file is there, as Ubuntu's stub for a snap is, and it ends with an exit code.
    const named = fileURLToPath(new URL("../../package.json", import.meta.url));

    expect(() => findChromium({ ...process.env, PLEURA_CHROMIUM: named })).toThrow(
      `PLEURA_CHROMIUM: it must name a browser that starts, but ${named} does not. ` +
        "Correct it, or leave it out.",
    );
  });

  test("takes whatever program tells a version", () => {
    const found = findChromium({ ...process.env, PLEURA_CHROMIUM: process.execPath });

    expect(found).toEqual({ path: process.execPath, version: process.version });
  });
});

describe("planChromium", () => {
  const may = { platform: "linux", uid: 0, allowed: true };

  test.each([
    ["Debian 12", bookworm],
    ["a system made from Debian", raspbian],
  ])("takes the package on %s", (_name, osRelease) => {
    expect(planChromium({ ...may, osRelease })).toEqual({ apt });
  });

  test.each([
    ["Ubuntu", jammy],
    ["a system made from Ubuntu", mint],
  ])("downloads with libraries on %s, whose package is a snap", (_name, osRelease) => {
    expect(planChromium({ ...may, osRelease })).toEqual({
      download: [playwright, "install", "--with-deps", "--no-shell", "chromium"],
    });
  });

  test.each([
    ["macOS", { ...may, platform: "darwin", osRelease: "" }],
    ["a Linux without apt", { ...may, osRelease: "ID=fedora\n" }],
    ["Ubuntu as a user that is not root", { ...may, uid: 1000, osRelease: jammy }],
  ])("downloads without touching the system on %s", (_name, machine) => {
    expect(planChromium(machine)).toEqual({
      download: [playwright, "install", "--no-shell", "chromium"],
    });
  });

  test("says why it may not: not root, or switched off", () => {
    const osRelease = bookworm;

    expect(planChromium({ ...may, osRelease, uid: 1000 })).toEqual({
      apt,
      whyNot: "only root may install system packages",
    });
    expect(planChromium({ ...may, osRelease, allowed: false })).toEqual({
      apt,
      whyNot: "installing system packages is switched off",
    });
    expect(planChromium({ ...may, osRelease: jammy, allowed: false }).whyNot).toBe(
      "installing is switched off",
    );
  });

  test("the command to type on Debian", () => {
    expect(planAsCommand(apt)).toBe(
      "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium",
    );
  });

  test("the program that downloads is in the pinned package", () => {
    expect(existsSync(`${root}${playwright}`)).toBe(true);
  });
});

describe("whyNoChromium", () => {
  const reason = "neither this system nor Playwright has one that starts";

  test("says what a person can do when the installation did not help", () => {
    expect(whyNoChromium({ dryRun: false, reason })).toBe(
      "browser tests: a Chromium must start, but even after the installation neither this system " +
        "nor Playwright has one that starts. Install Google Chrome or Chromium (not as a snap), or " +
        "name one: PLEURA_CHROMIUM=PROGRAM. npm run test:unit and npm run test:gpu need no browser.",
    );
  });

  test("does not speak of an installation after a dry run", () => {
    expect(whyNoChromium({ dryRun: true, reason })).toBe(
      "browser tests: a Chromium must start, but neither this system nor Playwright has one that " +
        "starts, and a dry run installs nothing. Leave out --dry-run-install.",
    );
  });
});

test("a missing browser ends `npm test` at once, with what to type", () => {
  const script = `
    import { main } from "./scripts/process.mjs";
    import { ensureChromium } from "./scripts/setup.mjs";
    await main(() => ensureChromium({ allowed: false, dryRun: false }));`;
  const nowhere = { PATH: "/nowhere", PLAYWRIGHT_BROWSERS_PATH: "/nowhere", PLEURA_CHROMIUM: "" };
  const env = { ...process.env, ...nowhere };
  const args = ["--input-type=module", "-e", script];
  const ended = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });

  expect(ended.status).toBe(4);
  expect(ended.stderr).toMatch(
    /^pleura: browser tests: a Chromium must start, but neither this system nor Playwright has one that starts, and installing .*is switched off\. Type:\n\n {2}\S/,
  );
});

test("only tests ask for a browser, not the demo or the setup of the commands", () => {
  const asks = (script: string) =>
    readFileSync(`${root}scripts/${script}`, "utf8").includes("ensureChromium(flags)");

  expect(asks("test.mjs")).toBe(true);
  expect(["demo.mjs", "setup.mjs", "build.mjs", "bench.mjs"].filter(asks)).toEqual([]);
});
