// Progress: a moving line with rate and time left on a terminal, few plain lines elsewhere.
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createProgress, duration } from "./progress.ts";

const output = {
  isJson: false,
  json: () => undefined,
  text: () => undefined,
  say: () => undefined,
  draw: () => undefined,
};

function surface(isTerminal: boolean, columns = 120) {
  const written: string[] = [];
  const clock = { ms: 0 };
  return {
    written,
    clock,
    isTerminal,
    columns,
    now: () => clock.ms,
    write: (text: string) => void written.push(text),
  };
}

test("elsewhere writes at most one plain line in 10 s, with rate and time left", () => {
  const screen = surface(false);
  const rate = { perItem: 8, unit: "images" };
  const progress = createProgress(output, "train", 100, "steps", rate, screen);

  for (let step = 1; step <= 50; step += 1) {
    screen.clock.ms += 500;
    progress.update(step, "loss 0.5");
  }
  progress.end();

  expect(screen.written).toEqual([
    "train 20/100 steps, 16.0 images/s, 40 s left, loss 0.5\n",
    "train 40/100 steps, 16.0 images/s, 30 s left, loss 0.5\n",
  ]);
});

test("on a terminal redraws one line and clears it at the end", () => {
  const screen = surface(true);
  const progress = createProgress(output, "read", 4, "images", undefined, screen);

  screen.clock.ms = 200;
  progress.update(2);
  progress.end();

  expect(screen.written[0]?.startsWith("\r\u001b[2K")).toBe(true);
  expect(screen.written[0]?.endsWith(" read 2/4 images, 10.0 images/s, 0 s left")).toBe(true);
  expect(screen.written[1]).toBe("\r\u001b[2K");
});

test("the time before the first step is left out of the rate", () => {
  const screen = surface(false);
  const rate = { perItem: 1, unit: "steps" };
  const progress = createProgress(output, "train", 100, "steps", rate, screen);

  screen.clock.ms = 9000;
  progress.update(1);
  for (let step = 2; step <= 11; step += 1) {
    screen.clock.ms += 1000;
    progress.update(step);
  }

  expect(screen.written).toEqual(["train 2/100 steps, 1.00 steps/s, 1 min 38 s left\n"]);
});

test("the rate follows the last 30 s", () => {
  const screen = surface(false);
  const progress = createProgress(output, "train", 1000, "steps", undefined, screen);

  for (let step = 1; step <= 20; step += 1) {
    screen.clock.ms += 9000;
    progress.update(step);
  }
  for (let step = 21; step <= 60; step += 1) {
    screen.clock.ms += 1000;
    progress.update(step);
  }

  expect(screen.written.at(-1)).toMatch(/ 1\.00 steps\/s, 15 min 4\d s left\n$/);
});

test.each([
  [120, 10, "pretrain 5000/14400 steps, 8.00 images/s, 2 h 36 min left, loss 0.1234"],
  [80, 10, "pretrain 5000/14400 steps, 2 h 36 min left, loss 0.1234"],
  [60, 10, "pretrain 5000/14400 steps, loss 0.1234"],
  [59, 0, "pretrain 5000/14400 steps, 2 h 36 min left, loss 0.1234"],
  [20, 0, "pretrain 5000/14400"],
])("at %i columns the bar is %i wide and the line does not wrap", (columns, bar, text) => {
  const screen = surface(true, columns);
  const rate = { perItem: 8, unit: "images" };
  const progress = createProgress(output, "pretrain", 14_400, "steps", rate, screen);

  screen.clock.ms = 5_000_000;
  progress.update(5000, "loss 0.1234");

  const line = stripVTControlCharacters(screen.written[0] ?? "").replace("\r", "");
  expect(line.replace(/^[█░]+ /, "")).toBe(text);
  expect(line.match(/[█░]/g) ?? []).toHaveLength(bar);
  expect(line.length).toBeLessThan(columns);
});

test("thousands in a second are written out", () => {
  const screen = surface(false);
  const progress = createProgress(output, "read", 20_000, "images", undefined, screen);

  screen.clock.ms = 10_000;
  progress.update(16_100);

  expect(screen.written).toEqual(["read 16100/20000 images, 1610 images/s, 2 s left\n"]);
});

test("a resumed run's rate counts only its own steps", () => {
  const screen = surface(false);
  const rate = { perItem: 1, unit: "steps", from: 90 };
  const progress = createProgress(output, "train", 100, "steps", rate, screen);

  screen.clock.ms = 10_000;
  progress.update(95);

  expect(screen.written).toEqual(["train 95/100 steps, 0.500 steps/s, 10 s left\n"]);
});

test.each([
  [0, "0 s"],
  [59.4, "59 s"],
  [200, "3 min 20 s"],
  [7500, "2 h 5 min"],
])("%d seconds read %j", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
