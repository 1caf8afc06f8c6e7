// Grey levels: the nearest of 256, and the way back without a loss.
import { describe, expect, test } from "vitest";
import { levelOfValue, valuesOfLevels } from "./grey-levels.ts";

const all = Uint8Array.from({ length: 256 }, (_, level) => level);

describe("levelOfValue", () => {
  test("gives every level back from its value", () => {
    expect(Uint8Array.from(valuesOfLevels(all), levelOfValue)).toEqual(all);
  });

  test.each([
    [0, 0],
    [-0.2, 0],
    [1, 255],
    [1.7, 255],
    [0.4999 / 255, 0],
    [0.5 / 255, 1],
    [1.4999 / 255, 1],
    [254.5 / 255, 255],
  ])("%f is level %i", (value, level) => {
    expect(levelOfValue(value)).toBe(level);
  });

  test("is never farther than 1/510 from the value", () => {
    for (let step = 0; step <= 5100; step += 1) {
      const value = step / 5100;
      expect(Math.abs(levelOfValue(value) / 255 - value)).toBeLessThanOrEqual(1 / 510 + 1e-12);
    }
  });
});

test("valuesOfLevels writes where it is told to", () => {
  const into = new Float32Array(5).fill(-1);

  const back = valuesOfLevels(Uint8Array.of(0, 51, 255), into.subarray(1, 4));

  expect([...into]).toEqual([-1, 0, Math.fround(0.2), 1, -1]);
  expect(back.buffer).toBe(into.buffer);
});
