// Folders are made with their parents, beside what is there, and no folder is tried for ever.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolders } from "./make-folders.ts";
import { makeFolder } from "./write-atomic.ts";

const folder = mkdtempSync(join(tmpdir(), "pleura-folders-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["a folder", join(folder, "one")],
  ["a folder with its parents", join(folder, "a", "b", "c")],
  ["a name that ends in a slash", `${join(folder, "d", "e")}/`],
  ["a relative path", relative(process.cwd(), join(folder, "f", "g"))],
])("makes %s, and is content when it is there", (_, path) => {
  makeFolders(path);
  makeFolders(path);

  expect(statSync(path).isDirectory()).toBe(true);
});

test("names a file that stands in the way", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const sentence = (path: string): string =>
    `write "${path}": the file must be writable, but a file stands where a folder should be. Free space or give another --out.`;

  for (const path of [file, join(file, "below", "it")])
    expect(() => makeFolder(path)).toThrow(sentence(path));
});

test("ends below /proc, which takes no folder", () => {
  expect(() => makeFolder("/proc/pleura/out")).toThrow(
    'write "/proc/pleura/out": the file must be writable, but writing gave ENOENT. Free space or give another --out.',
  );
});
