// The table and the picture of a run: their lines, their resume, and bounded work.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCsv } from "@pleura/data";
import { beforeEach, expect, test } from "vitest";
import { CliError } from "../cli-error.ts";
import { openCsvLog } from "./metrics-csv.ts";
import type { MetricsLine } from "./metrics-log.ts";
import { openRunLogs } from "./run-logs.ts";
import { MOST_POINTS, ThinnedPoints } from "./thinned-points.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pleura-logs-"));
});

const columns = { isMixed: false, validation: ["loss", "accuracy", "auroc"] };
const lines: readonly MetricsLine[] = [
  { step: 1, epoch: 1, loss: 1.25, gradientNorm: 0.5, learningRate: 1e-3 },
  { step: 2, epoch: 1, loss: 1, gradientNorm: 0.25, learningRate: 1e-3 },
  { step: 2, epoch: 1, validation: { loss: 1.5, accuracy: 0.75 } },
  { step: 3, epoch: 2, loss: 0.5, gradientNorm: 2, learningRate: 5e-4 },
];

function log(from: number, some: readonly MetricsLine[]): void {
  const logs = openRunLogs(folder, from, columns);
  for (const line of some) logs.append(line);
  logs.flush();
  logs.close();
}

const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

test("the table has a row for every line and an empty cell for what a line lacks", () => {
  log(0, lines);

  expect(textOf("metrics.csv")).toBe(
    "step,epoch,loss,gradientNorm,learningRate,validation.loss,validation.accuracy,validation.auroc\n" +
      "1,1,1.25,0.5,0.001,,,\n" +
      "2,1,1,0.25,0.001,,,\n" +
      "2,1,,,,1.5,0.75,\n" +
      "3,2,0.5,2,0.0005,,,\n",
  );
  expect(readCsv(textOf("metrics.csv"), { name: "metrics", required: ["step"] }).rows).toHaveLength(
    4,
  );
});

test("a resumed run has the table and the picture of one that was not stopped", () => {
  log(0, lines);
  const [table, picture] = [textOf("metrics.csv"), textOf("curves.svg")];
  const straight = folder;
  folder = mkdtempSync(join(tmpdir(), "pleura-logs-"));

  log(0, lines);
  log(2, lines.slice(3));

  expect(folder).not.toBe(straight);
  expect(textOf("metrics.csv")).toBe(table);
  expect(textOf("curves.svg")).toBe(picture);
});

test("mixed precision has columns of its own", () => {
  const mixed = { step: 1, epoch: 1, loss: 1, learningRate: 1, lossScale: 65536, skippedSteps: 1 };

  openCsvLog(folder, [mixed], { ...columns, isMixed: true }).close();

  expect(textOf("metrics.csv").split("\n")[1]).toBe("1,1,1,,1,65536,1,,,");
});

test("the picture stands alone and shows losses, validation and the rate", () => {
  log(0, lines);

  const svg = textOf("curves.svg");
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
  for (const word of [
    "Loss",
    "Validation",
    "Learning rate",
    "> train<",
    "> validation<",
    "> accuracy<",
  ]) {
    expect(svg).toContain(word);
  }
  expect(svg.match(/<svg/g)).toHaveLength(4);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test("a folder that cannot be written is refused with its reason", () => {
  expect(() => openCsvLog(join(folder, "none"), [], columns)).toThrow(CliError);
});

test("a curve keeps all its points until they are too many, then means of equally many", () => {
  const few = new ThinnedPoints();
  const many = new ThinnedPoints();
  for (let x = 0; x < 10; x += 1) few.add(x, 2 * x);
  for (let x = 0; x < 10 * MOST_POINTS; x += 1) many.add(x, 3 * x);

  expect(few.points()).toEqual(Array.from({ length: 10 }, (_, x) => [x, 2 * x]));
  const points = many.points();
  expect(points).toHaveLength((10 * MOST_POINTS) / 16);
  expect(points.every(([x, y]) => y === 3 * x)).toBe(true);
  expect(points[0]).toEqual([7.5, 22.5]);
  expect(points.at(-1)?.[0]).toBe(10 * MOST_POINTS - 8.5);
});
