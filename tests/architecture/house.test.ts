// Rules of the house that no linter has: first sentences, file names, machine paths, doc comments.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Paths of all files that are committed or could be. */
function projectFiles(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const result = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`git ls-files must work, but: ${result.stderr}`);
  return result.stdout.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const files = projectFiles();
const sources = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path));

test("the list of files is not empty", () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(sources).toContain("tests/architecture/house.test.ts");
});

test("every source file says in its first line what it is for", () => {
  const without = sources.filter((path) => !/^\/\/ \S.{8}/u.test(read(path)));

  expect(without).toEqual([]);
});

/** Exported declarations of a source text without a doc comment right above; overloads share one. */
function undocumented(text: string): string[] {
  const declares = /^export (async )?(abstract )?(function|const|class|interface|type) \w/;
  const lines = text.split("\n");
  return lines.filter((line, index) => {
    const above = lines[index - 1] ?? "";
    return declares.test(line) && !above.trimEnd().endsWith("*/") && !declares.test(above);
  });
}

test("everything exported has a doc comment", () => {
  const rooms = sources.filter((path) => /^(packages|apps)\/.*\.tsx?$/.test(path));
  const code = rooms.filter((path) => !/\.(test|bench|d)\.ts$/.test(path));

  expect(code.length).toBeGreaterThan(50);
  expect(
    code.flatMap((path) => undocumented(read(path)).map((line) => `${path}: ${line}`)),
  ).toEqual([]);
});

test("an export without a doc comment is seen", () => {
  expect(undocumented("// File.\nexport const size = 3;\n")).toEqual(["export const size = 3;"]);
  expect(undocumented("/** Side, pixels. */\nexport const size = 3;\n")).toEqual([]);
});

test("no file has a name that says nothing", () => {
  const empty = /^(utils?|helpers?|common|misc|shared)\.(tsx?|mjs|py)$/;

  expect(files.filter((path) => empty.test(basename(path)))).toEqual([]);
});

test("no file names a path or host of somebody's machine", () => {
  // Spelt in pieces, so that this file does not find itself.
  const machine = new RegExp(
    ["/wo" + "rk/", "/ho" + "me/[a-z]", "/ro" + "ot/", "/Us" + "ers/[a-z]"].join("|"),
  );
  const texts = files.filter((path) =>
    /\.(tsx?|mjs|json|ya?ml|md|py|sh|toml|html|css)$|(^|\/)(run|pleura)$/.test(path),
  );

  expect(texts.filter((path) => machine.test(read(path)))).toEqual([]);
});

test("the lock file takes packages from no other registry", () => {
  expect(read("pnpm-lock.yaml").match(/tarball:|https?:\/\/[^\s]+/g) ?? []).toEqual([]);
});
