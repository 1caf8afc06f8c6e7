// Files are replaced whole; devices are written to and stay devices.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeAtomic } from "./write-atomic.ts";

const folder = mkdtempSync(join(tmpdir(), "pleura-write-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("replaces a file and leaves nothing beside it", () => {
  const path = join(folder, "report.json");
  writeAtomic(path, "old", "output");

  writeAtomic(path, "new", "output");

  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

test("writes to a device without putting a file in its place", () => {
  writeAtomic("/dev/null", "gone", "output");

  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});
