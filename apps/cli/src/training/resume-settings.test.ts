// Settings of a resumed run: what it keeps, what it drops, what it refuses.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pretrainDefaults, pretrainSettings } from "../config/training-settings.ts";
import { createOutput } from "../output.ts";
import { trainingSettings } from "./resume-settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pleura-resume-"));
  const config = { ...pretrainDefaults({}), data: "films", out: folder, minutes: 1, epochs: 3 };
  writeFileSync(join(folder, "run.json"), JSON.stringify({ command: "pretrain", config }));
});
afterEach(() => rmSync(folder, { recursive: true }));

const resume = (flags: Readonly<Record<string, unknown>>) =>
  trainingSettings(
    pretrainSettings,
    "pretrain",
    { files: [], flags: { resume: folder, ...flags }, output: createOutput(false) },
    pretrainDefaults,
  ).settings;

test("drops the time limit that has passed and keeps the rest", () => {
  const settings = resume({});

  expect(settings.minutes).toBeUndefined();
  expect(settings.epochs).toBe(3);
  expect(settings.data).toBe("films");
});

test("takes a new time limit, and refuses a setting that would change the steps", () => {
  expect(resume({ minutes: "5" }).minutes).toBe(5);
  expect(() => resume({ batch: "7" })).toThrow(
    `resume "${folder}": "batch" must stay 16, but 7 is given. Leave it out, or start a new run.`,
  );
});
