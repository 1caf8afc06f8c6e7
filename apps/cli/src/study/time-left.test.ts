// The time a study still takes.
import { expect, test } from "vitest";
import { secondsLeft } from "./time-left.ts";

test("counts each kind of training by its own time per step", () => {
  const done = [
    { kind: "pretext", steps: 10, seconds: 30 },
    { kind: "finetune", steps: 20, seconds: 20 },
    { kind: "finetune", steps: 20, seconds: 60 },
  ] as const;

  expect(
    secondsLeft(done, [
      { kind: "pretext", steps: 5 },
      { kind: "finetune", steps: 7 },
    ]),
  ).toBe(5 * 3 + 7 * 2);
});

test("takes the other kind's time where there is none, and knows nothing before the first", () => {
  const done = [{ kind: "pretext", steps: 10, seconds: 30 }] as const;

  expect(secondsLeft(done, [{ kind: "finetune", steps: 2 }])).toBe(6);
  expect(secondsLeft([], [{ kind: "finetune", steps: 2 }])).toBeUndefined();
});
