// Marks of time are round, few, and tell their step apart.
import { expect, test } from "vitest";
import { durationText, timeMarks, timeText } from "./time-axis.ts";

const texts = (from: number, to: number, most: number) =>
  timeMarks(from, to, most).map(({ text }) => text);

test("marks a step in round milliseconds", () => {
  expect(texts(0, 10_000, 5)).toEqual(["0 ms", "2 ms", "4 ms", "6 ms", "8 ms", "10 ms"]);
});

test("marks a part of a launch in fractions of a microsecond", () => {
  expect(texts(1000.13, 1000.62, 5)).toEqual([
    "1000.2 µs",
    "1000.3 µs",
    "1000.4 µs",
    "1000.5 µs",
    "1000.6 µs",
  ]);
});

test("marks seconds", () => {
  expect(texts(0, 3e6, 3)).toEqual(["0 s", "1 s", "2 s", "3 s"]);
});

test.each([
  [0, 0],
  [5, 5],
  [0, 1e-9],
])("gives few marks for no time at all, from %f to %f", (from, to) => {
  expect(timeMarks(from, to, 8).length).toBeLessThanOrEqual(1);
});

test("writes times to the digits of their step", () => {
  expect(timeText(1234.5, 0.5)).toBe("1234.5 µs");
  expect(timeText(1_234_500, 500)).toBe("1234.5 ms");
});

test.each([
  [0.123, "0.12 µs"],
  [12.34, "12.3 µs"],
  [512.6, "513 µs"],
  [1234, "1.23 ms"],
  [123_456, "123.5 ms"],
  [2_500_000, "2.50 s"],
])("writes a length of %f µs as %s", (us, text) => {
  expect(durationText(us)).toBe(text);
});
