// What a checkpoint says of its own films: taken when it is a share, left when it is anything else.
import { expect, test } from "vitest";
import { isUnlike, restorationUsual } from "./restoration-usual.ts";

test("a threshold with its number of films", () => {
  expect(restorationUsual({ restorationThreshold: "0.1234", restorationFilms: "120" })).toEqual({
    threshold: 0.1234,
    films: 120,
  });
});

test.each([
  [undefined],
  [{}],
  [{ restorationThreshold: "" }],
  [{ restorationThreshold: "NaN" }],
  [{ restorationThreshold: "-1" }],
  [{ restorationThreshold: "1e9" }],
  [{ restorationThreshold: "<b>" }],
])("%j says nothing", (extra) => {
  expect(restorationUsual(extra)).toBeUndefined();
});

test("a number of films that is none is left out", () => {
  expect(restorationUsual({ restorationThreshold: "0.2", restorationFilms: "many" })).toEqual({
    threshold: 0.2,
    films: undefined,
  });
});

test("a film is unlike the training data above the threshold only, and when there is one", () => {
  const scored = (dissimilarity: number) =>
    ({ kind: "done", value: { restored: new Float32Array(1), dissimilarity } }) as const;
  const usual = { threshold: 0.3, films: 109 };

  expect(isUnlike(scored(0.31), usual)).toBe(true);
  expect(isUnlike(scored(0.3), usual)).toBe(false);
  expect(isUnlike(scored(0.9), undefined)).toBe(false);
  expect(isUnlike({ kind: "none" }, usual)).toBe(false);
});
