// Runs vitest on planted skips and shows what the reporter says, counts and fails.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

let folder = "";

beforeEach(() => {
  // Inside the repository, so that the planted file finds vitest.
  mkdirSync(join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(join(root, ".cache", "skips-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs one planted test file in a process of its own. */
function runPlanted(body: string, env: Readonly<Record<string, string>>) {
  const totalsFile = join(folder, "totals.json");
  writeFileSync(join(folder, "planted.test.ts"), `import { expect, test } from "vitest";\n${body}`);
  writeFileSync(join(folder, "vitest.config.ts"), "export default {};\n");
  const result = spawnSync(
    process.execPath,
    [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      ...["run", "--root", folder, "--reporter", join(root, "scripts", "no-silent-skips.mjs")],
    ],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], PLEURA_TOTALS_FILE: totalsFile, NO_COLOR: "1", ...env },
    },
  );
  return {
    status: result.status,
    out: result.stdout,
    totals: JSON.parse(readFileSync(totalsFile, "utf8")) as unknown,
  };
}

const passes = 'test("holds", () => expect(1).toBe(1));\n';

test("a skipped test without a reason fails CI and is named", () => {
  const run = runPlanted(`${passes}test.skip("is left out", () => {});\n`, { CI: "true" });

  expect(run.status).toBe(1);
  expect(run.out).toContain("1 TESTS WERE SKIPPED");
  expect(run.out).toContain("is left out: skipped: skip");
  expect(run.totals).toEqual({ passed: 1, failed: 0, skipped: 1 });
});

test("outside CI a skipped test is named and does not fail", () => {
  const run = runPlanted(`${passes}test.skip("is left out", () => {});\n`, {});

  expect(run.status).toBe(0);
  expect(run.out).toContain("is left out: skipped: skip");
});

test("a test that lacks ../shared is named and does not fail CI", () => {
  const body = `${passes}test("reads", (t) => t.skip("needs ../shared/raw-samples"));\n`;

  const run = runPlanted(body, { CI: "true" });

  expect(run.status).toBe(0);
  expect(run.out).toContain("reads: skipped: needs ../shared");
  expect(run.totals).toEqual({ passed: 1, failed: 0, skipped: 1 });
});

test("a run without skips says nothing and counts", () => {
  const run = runPlanted(`${passes}test("breaks", () => expect(1).toBe(2));\n`, { CI: "true" });

  expect(run.status).toBe(1);
  expect(run.out).not.toContain("SKIPPED");
  expect(run.totals).toEqual({ passed: 1, failed: 1, skipped: 0 });
});
