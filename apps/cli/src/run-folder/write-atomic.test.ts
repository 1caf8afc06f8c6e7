// Files are replaced whole; devices are written to and stay devices.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { isAlive, isDeadState, writeAtomic } from "./write-atomic.ts";

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

test.each([
  ["7 (node) S 1 7 7 0", false],
  ["7 (node) R 1 7 7 0", false],
  ["7 (node) Z 1 7 7 0", true],
  ["7 (node) X 1 7 7 0", true],
  ["7 (a) Z (b) S 1 7 7 0", false],
  ["7 (a) S (b)) Z 1 7 7 0", true],
  ["", false],
])("tells from the state %j whether a process has ended", (stat, isDead) => {
  expect(isDeadState(stat)).toBe(isDead);
});

test("a process that has ended is dead before its parent knows", async () => {
  // The shell becomes a program that never asks how its child ended.
  const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"]);
  try {
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once("data", (chunk) => resolve(Number(chunk)));
    });

    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 30_000);

    // It still has its id: a signal finds it.
    expect(process.kill(pid, 0)).toBe(true);
    expect(isAlive(parent.pid as number)).toBe(true);
  } finally {
    parent.kill();
  }
});
