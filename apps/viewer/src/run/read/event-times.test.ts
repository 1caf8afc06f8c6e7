// Times of steps, read back from the event files that a run writes.
import { encodeTensorBoardEvent } from "@pleura/data";
import { expect, test } from "vitest";
import { secondsAt, stepTimes } from "./event-times.ts";

function eventFile(start: number, steps: readonly (readonly [step: number, at: number])[]) {
  const parts = [
    encodeTensorBoardEvent({ kind: "version", wallTime: start }),
    encodeTensorBoardEvent({ kind: "start", wallTime: start, step: steps[0]?.[0] ?? 1 }),
    ...steps.map(([step, at]) =>
      encodeTensorBoardEvent({ kind: "scalars", wallTime: at, step, scalars: { "train/loss": 1 } }),
    ),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test("counts seconds of training: a pause before a resume is left out, what it repeats is replaced", () => {
  const first = eventFile(1000, [
    [1, 1010],
    [2, 1020],
    [300, 1030],
  ]);
  const second = eventFile(9000, [
    [3, 9005],
    [4, 9007],
  ]);

  const { steps, seconds } = stepTimes([first, second]);

  expect([...steps]).toEqual([1, 2, 3, 4]);
  expect([...seconds]).toEqual([10, 20, 25, 27]);
});

test("reads a file up to the frame that is being written", () => {
  const file = eventFile(0, [
    [1, 1],
    [2, 2],
  ]);

  expect([...stepTimes([file.subarray(0, file.length - 3)]).steps]).toEqual([1]);
});

test.each([
  ["nothing", new Uint8Array(0)],
  ["noise", Uint8Array.from({ length: 200 }, (_, at) => (at * 97) % 256)],
  ["a frame of 2^63 bytes", Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 128, ...new Array(40).fill(1)])],
])("%s has no times", (_, file) => {
  expect(stepTimes([file]).steps).toHaveLength(0);
});

test("steps between known ones lie on a straight line, others have no time", () => {
  const times = stepTimes([
    eventFile(0, [
      [2, 10],
      [4, 20],
    ]),
  ]);

  expect([1, 2, 3, 4, 5].map((step) => secondsAt(times, step))).toEqual([NaN, 10, 15, 20, NaN]);
});
