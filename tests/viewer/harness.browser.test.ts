// Shows that the browser tests would notice: each thing they forbid is done once by a made-up page.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeViolations } from "./axe.ts";
import { expectGolden } from "./golden-picture.ts";
import { NO_MISDEEDS, openPageForTest } from "./open-page.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
let folder = "";
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pleura-harness-"));
  const page = (body: string) =>
    `<!doctype html><html lang="en"><head><title>t</title><link rel="stylesheet" href="a.css">` +
    `</head><body><main>${body}</main><script src="a.js"></script></body></html>`;
  writeFileSync(join(folder, "index.html"), page("<h1>Fonts: Ag 012</h1><code>mono 012</code>"));
  writeFileSync(join(folder, "naughty.html"), page("<img src='/x.png'><button></button>"));
  writeFileSync(
    join(folder, "a.css"),
    "body { font-family: system-ui } code { font-family: monospace }",
  );
  writeFileSync(
    join(folder, "a.js"),
    `if (location.pathname === "/naughty.html") {
       fetch("https://example.invalid/beacon").catch(() => {});
       try { eval("1") } catch {}
       console.warn("naughty");
       setTimeout(() => { throw new Error("not caught") }, 0);
       setTimeout(() => alert("boo"), 0);
     }`,
  );
  server = await serveFolder(folder, { "content-security-policy": policy });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a page that does nothing wrong has no misdeeds, and WebGPU opens the software adapter", async () => {
  const { page, misdeeds } = await openPageForTest(server.url);
  const architecture = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    return adapter?.info.architecture;
  });

  expect(architecture).toBe("swiftshader");
  expect(await axeViolations(page)).toEqual([]);
  expect(misdeeds).toEqual(NO_MISDEEDS);
});

test("each misdeed is written down", async () => {
  const { page, misdeeds } = await openPageForTest(`${server.url}naughty.html`);
  await expect.poll(() => misdeeds.dialogs).toEqual(["boo"]);
  await expect.poll(() => misdeeds.errors).toEqual(["Error: not caught"]);
  await expect
    .poll(() => misdeeds.reports.toSorted())
    .toEqual([`img-src ${server.url}x.png`, "require-trusted-types-for trusted-types-sink"]);

  expect(misdeeds.console).toContain("naughty");
  // Once as the page asked, once as it reached the network.
  await expect
    .poll(() => misdeeds.foreign)
    .toEqual(["https://example.invalid/beacon", "CONNECT example.invalid:443"]);
  const rules = (await axeViolations(page)).map((line) => line.split(":")[0]);
  expect(rules).toEqual(expect.arrayContaining(["button-name", "image-alt"]));
});

test("a picture like the golden one passes; another leaves the difference and the command", async () => {
  const { page } = await openPageForTest(server.url, { width: 320, height: 120 });
  await expectGolden(page, "harness");
  await page.locator("h1").evaluate((heading) => heading.append(" more"));
  const file = (ending: string) =>
    fileURLToPath(new URL(`goldens/harness${ending}.png`, import.meta.url));

  if (process.env["UPDATE_GOLDENS"] === "1") return;
  const error = await expectGolden(page, "harness").catch(String);

  expect(error).toMatch(
    /^Error: harness: at most 48 pixels in a square of 32 may differ from the golden picture, but \d+ do \(red in tests\/viewer\/goldens\/harness\.difference\.png\); see tests\/viewer\/goldens\/harness\.actual\.png\. If the new look is right: UPDATE_GOLDENS=1 npm run test:browser -- tests\/viewer\/harness\.browser\.test\.ts$/,
  );
  expect(existsSync(file(".difference"))).toBe(true);
  expect(readFileSync(file(".actual")).length).toBeGreaterThan(0);
  for (const ending of [".actual", ".difference"]) rmSync(file(ending));
});
