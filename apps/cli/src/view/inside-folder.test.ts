// Paths that would leave a folder, in every disguise, and the nearest ones that stay.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openInside, pathParts } from "./inside-folder.ts";

test("decodes the parts of a path once", () => {
  expect(pathParts("classifier/run.json")).toEqual(["classifier", "run.json"]);
  expect(pathParts("a%20b/%2541")).toEqual(["a b", "%41"]);
});

test.each([
  [""],
  ["a//b"],
  ["/etc/passwd"],
  ["a/"],
  [".."],
  ["../x"],
  ["a/../../x"],
  ["%2e%2e/x"],
  ["%2E%2E%2Fx"],
  ["a/..%2f..%2fx"],
  ["..\\x"],
  ["a%5c..%5cx"],
  ["a%00.json"],
  ["a%0ab"],
  ["."],
  [".git/config"],
  ["C:/x"],
  ["c%3A%5Cx"],
])("refuses the path %j", (path) => {
  expect(() => pathParts(path)).toThrow("each part of the path must be the name of a visible");
});

test("refuses what is no percent-encoding", () => {
  expect(() => pathParts("%")).toThrow("the path must be percent-encoded UTF-8, but it is not");
});

function folders() {
  const root = mkdtempSync(join(tmpdir(), "pleura-inside-"));
  const inner = join(root, "run");
  mkdirSync(join(inner, "sub"), { recursive: true });
  writeFileSync(join(root, "secret.txt"), "secret");
  // A neighbour whose name begins with the folder's.
  mkdirSync(join(root, "run-2"));
  writeFileSync(join(root, "run-2", "other.txt"), "other");
  writeFileSync(join(inner, "sub", "a.txt"), "text");
  symlinkSync(join(root, "secret.txt"), join(inner, "out.txt"));
  symlinkSync(root, join(inner, "up"));
  symlinkSync(join(root, "run-2"), join(inner, "neighbour"));
  symlinkSync(join(inner, "sub", "a.txt"), join(inner, "in.txt"));
  return inner;
}

const read = async (...given: Parameters<typeof openInside>): Promise<string> => {
  const { handle } = await openInside(...given);
  const text = await handle.readFile("utf8");
  await handle.close();
  return text;
};

test("opens files of the folder, also through links that stay in it", async () => {
  const folder = folders();

  expect(await read(folder, ["sub", "a.txt"])).toBe("text");
  expect(await read(folder, ["in.txt"])).toBe("text");
});

test.each([
  [["out.txt"]],
  [["up", "secret.txt"]],
  [["neighbour", "other.txt"]],
  [["..", "secret.txt"]],
])("refuses %j, which leads out", async (parts) => {
  await expect(openInside(folders(), parts)).rejects.toMatchObject({
    status: 403,
    message: `"${parts.join("/")}" must lie in its folder, but it is a link that leads out of it`,
  });
});

test("follows a link out only where it may", async () => {
  expect(await read(folders(), ["out.txt"], true)).toBe("secret");
});

test("refuses folders and what is not there", async () => {
  const folder = folders();

  await expect(openInside(folder, ["sub"])).rejects.toMatchObject({
    status: 403,
    message: '"sub" must be a file, but it is a folder or a device',
  });
  await expect(openInside(folder, ["none"])).rejects.toMatchObject({
    status: 404,
    message: '"none" must be there, but it is not',
  });
});
