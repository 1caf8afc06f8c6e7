// Shows that ./pleura finds its bundle from anywhere, and says how to build a missing one.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const launcher = fileURLToPath(new URL("../../pleura", import.meta.url));

let folder = "";
let copy = "";

beforeEach(() => {
  // A space in the path, because people have them.
  folder = mkdtempSync(join(tmpdir(), "pleura launcher-"));
  copy = join(folder, "pleura");
  cpSync(launcher, copy);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program in the bundle's place that prints its arguments and ends with exit code 3. */
function plantBundle(): void {
  const dist = join(folder, "apps", "cli", "dist");
  mkdirSync(dist, { recursive: true });
  const program = "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;\n";
  writeFileSync(join(dist, "main.js"), program);
}

const start = (path: string, args: readonly string[], cwd: string) =>
  spawnSync(path, args, { cwd, encoding: "utf8" });

test("passes arguments and the exit code through, from another directory", () => {
  plantBundle();

  const result = start(copy, ["predict", "a b.png", "--json"], tmpdir());

  expect(JSON.parse(result.stdout)).toEqual(["predict", "a b.png", "--json"]);
  expect(result.status).toBe(3);
});

test("follows a chain of symbolic links", () => {
  plantBundle();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync("../pleura", join(bin, "first"));
  symlinkSync(join(bin, "first"), join(bin, "second"));

  const result = start(join(bin, "second"), ["doctor"], tmpdir());

  expect(JSON.parse(result.stdout)).toEqual(["doctor"]);
});

test("says in one line how to build, and ends with the code of wrong use", () => {
  const result = start(copy, ["doctor"], tmpdir());

  expect(result.status).toBe(2);
  expect(result.stderr.trim().split("\n")).toHaveLength(1);
  expect(result.stderr).toContain("apps/cli/dist/main.js is missing. Run: cd ");
});
