// Event files of a run folder: one per start, whole after every line, and never one over another.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTensorBoardEvents } from "@pleura/testing";
import { beforeEach, expect, test } from "vitest";
import { CliError } from "../cli-error.ts";
import { openTensorBoardLog } from "./tensorboard-log.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pleura-events-"));
});

const names = () => readdirSync(folder).sort();

const eventsOf = (name = "") => readTensorBoardEvents(readFileSync(join(folder, name)));

test("steps and validations are in the file before it is closed", () => {
  const before = Date.now() / 1000;
  const log = openTensorBoardLog(folder, 0);

  log.append({ step: 1, epoch: 1, loss: 0.5, gradientNorm: 2, learningRate: 0.25 });
  log.append({ step: 1, epoch: 1, validation: { ssimAfter: 0.75, ssimBefore: 0.125 } });

  const [name] = names();
  const events = eventsOf(name);
  log.close();
  expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\.pleura$/);
  expect(events).toMatchObject([
    { step: 0, fileVersion: "brain.Event:2" },
    { step: 1, sessionStatus: 1 },
    {
      step: 1,
      scalars: [
        ["train/loss", 0.5],
        ["train/gradientNorm", 2],
        ["train/learningRate", 0.25],
      ],
    },
    {
      step: 1,
      scalars: [
        ["validation/ssimAfter", 0.75],
        ["validation/ssimBefore", 0.125],
      ],
    },
  ]);
  for (const { wallTime } of events) {
    expect(wallTime).toBeGreaterThanOrEqual(before);
    expect(wallTime).toBeLessThanOrEqual(Date.now() / 1000);
  }
});

test("a start within the same second makes a later file that purges after the checkpoint", () => {
  const first = openTensorBoardLog(folder, 0);
  first.append({ step: 1, loss: 1, gradientNorm: 1, learningRate: 1 });
  first.close();
  const bytes = readFileSync(join(folder, names()[0] ?? ""));

  openTensorBoardLog(folder, 7).close();

  expect(names()).toHaveLength(2);
  expect(readFileSync(join(folder, names()[0] ?? "")).equals(bytes)).toBe(true);
  expect(eventsOf(names()[1])[1]).toMatchObject({ step: 8, sessionStatus: 1 });
});

test("a clock set back does not move a start before the earlier ones", () => {
  const ahead = Math.floor(Date.now() / 1000) + 1000;
  writeFileSync(join(folder, `events.out.tfevents.${ahead}.pleura`), "");

  openTensorBoardLog(folder, 0).close();

  expect(names()[1]).toBe(`events.out.tfevents.${ahead + 1}.pleura`);
});

test("a folder that is gone is an error of the checkpoint's exit code", () => {
  const gone = join(folder, "gone");

  expect(() => openTensorBoardLog(gone, 0)).toThrow(
    new CliError(
      "checkpoint",
      `write "${gone}": the file must be writable, but writing gave ENOENT. What was saved before is intact. Free space or give another --out.`,
    ),
  );
});
