// Progress: a moving line with rate and time left on a terminal, few plain lines elsewhere.
import { expect, test } from "vitest";
import { createProgress, duration } from "./progress.ts";

const output = {
  isJson: false,
  json: () => undefined,
  text: () => undefined,
  say: () => undefined,
};

function surface(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  return {
    written,
    clock,
    isTerminal,
    columns: 120,
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
