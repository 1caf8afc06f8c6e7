// What a checkpoint says of its own films: taken when it is a share, left when it is anything else.
import { expect, test } from "vitest";
import { restorationUsual } from "./restoration-usual.ts";

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
