// A lock keeps living processes out and gives way when its process is gone.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockRunFolder } from "./lock.ts";

const folderOf = (lock?: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-lock-"));
  if (lock !== undefined) writeFileSync(join(folder, "run.lock"), lock);
  return folder;
};
const holder = (pid: number, host = hostname()): string => JSON.stringify({ pid, host });

test("names its process while it is held, and leaves nothing", () => {
  const folder = folderOf();

  const lock = lockRunFolder(folder);
  const held = readFileSync(join(folder, "run.lock"), "utf8");
  const names = readdirSync(folder);
  lock.release();

  expect(JSON.parse(held)).toEqual({ pid: process.pid, host: hostname() });
  expect(names).toEqual(["run.lock"]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  // No process has the largest id that Linux allows.
  ["a dead process", holder(4_194_304)],
  ["a process with our own id, as in a container that was started again", holder(process.pid)],
  ["nobody, because its writing was cut off", '{"pid":'],
])("takes over a lock of %s", (_, content) => {
  const folder = folderOf(content);

  lockRunFolder(folder);

  expect(readFileSync(join(folder, "run.lock"), "utf8")).toBe(holder(process.pid));
});

test.each([
  ["a living process", holder(process.ppid)],
  ["another machine", holder(process.pid, "another")],
])("refuses a lock of %s and leaves it", (_, content) => {
  const folder = folderOf(content);

  expect(() => lockRunFolder(folder)).toThrow("one run at a time may write it");
  expect(readFileSync(join(folder, "run.lock"), "utf8")).toBe(content);
  expect(readdirSync(folder)).toEqual(["run.lock"]);
});
