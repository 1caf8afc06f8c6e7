// The colour bar's place: in a margin where one is wide enough, and never over a film in a narrow pane.
import { expect, test } from "vitest";
import { fitted } from "../view/viewport.ts";
import { barPlace } from "./bar-place.ts";

const square = { width: 100, height: 100 };

test.each([
  ["a wide pane", { width: 800, height: 500 }, fitted, "in-right"],
  ["a tall pane", { width: 500, height: 800 }, fitted, "in-top"],
  ["a pane of the film's shape", { width: 500, height: 500 }, fitted, "over"],
  ["a narrow pane without room", { width: 300, height: 310 }, fitted, undefined],
  ["a zoomed film", { width: 800, height: 500 }, { ...fitted, zoom: 4 }, "over"],
  [
    "a film that was moved to the right",
    { width: 800, height: 500 },
    { ...fitted, focus: { x: 0.1, y: 0.5 } },
    "in-left",
  ],
  ["a turned film", { width: 800, height: 500 }, { ...fitted, turns: 3 }, "in-right"],
] as const)("%s", (_, pane, viewport, expected) => {
  expect(barPlace({ film: square, pane, viewport })).toBe(expected);
});
