// The look: what each event changes, and that nothing else changes with it.
import { describe, expect, test } from "vitest";
import { displayFilm } from "../view/display-film.ts";
import { fitted } from "../view/viewport.ts";
import { initialExplainState, type LookState } from "./explain-state.ts";
import { type LookEvent, updateLook } from "./look-update.ts";

const film = displayFilm({
  width: 200,
  height: 100,
  data: Uint8Array.from({ length: 20_000 }, (_, at) => at % 256),
  maxValue: 255,
  source: { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 },
});
const start: LookState = {
  ...initialExplainState.look,
  pane: { width: 400, height: 400 },
  window: { centre: 127.5, width: 255 },
};
const after = (...events: LookEvent[]): LookState =>
  events.reduce((look, event) => updateLook(look, film, event), start);

describe("a drag", () => {
  const drag = { type: "dragged", by: { x: 10, y: 20 }, start: { x: 200, y: 200 } } as const;

  test("with the window tool changes the window only", () => {
    const look = after({ ...drag, tool: "window" });

    expect(look).toEqual({ ...start, window: look.window });
    expect(look.window.width).toBeCloseTo(255 + (10 * 255) / 512);
    expect(look.window.centre).toBeCloseTo(127.5 + (20 * 255) / 512);
  });

  test("with the pan tool moves the film with the pointer", () => {
    // Two CSS pixels per film pixel: 10 pixels are 5 of 200.
    expect(after({ ...drag, tool: "pan" }).viewport.focus).toEqual({ x: 0.475, y: 0.4 });
  });

  test("with the zoom tool magnifies when it goes up", () => {
    expect(after({ ...drag, tool: "zoom", by: { x: 0, y: -150 } }).viewport.zoom).toBeCloseTo(2);
  });
});

test("space gives back view and grey values, and leaves tool and layout", () => {
  const look = after(
    { type: "tool-chosen", tool: "pan" },
    { type: "layout-chosen", layout: "side" },
    { type: "turned", by: 1 },
    { type: "zoomed", factor: 3 },
    { type: "inverted" },
    { type: "window-preset", preset: 2 },
    { type: "look-reset" },
  );

  expect(look).toEqual({ ...start, tool: "pan", layout: "side", viewport: fitted });
});

test("fit keeps the turn, and gives back place and size", () => {
  const look = after(
    { type: "turned", by: -1 },
    { type: "wheel-turned", pixels: -400, at: { x: 10, y: 10 } },
    { type: "zoom-fit" },
  );

  expect(look.viewport).toEqual({ ...fitted, turns: 3 });
});

test("one film pixel becomes one pixel of the screen", () => {
  expect(after({ type: "zoom-actual", pixelRatio: 2 }).viewport.zoom).toBeCloseTo(0.5 / 2);
});

test("presets follow the film, and an unknown one changes nothing", () => {
  expect(after({ type: "window-preset", preset: 0 }).window).toEqual({ centre: 127.5, width: 255 });
  expect(after({ type: "window-preset", preset: 1 }).window.width).toBeLessThan(255);
  expect(after({ type: "window-preset", preset: 9 })).toEqual(start);
});

test("two fingers pan and zoom together", () => {
  const { viewport } = after({
    type: "pinched",
    before: [
      { x: 150, y: 200 },
      { x: 250, y: 200 },
    ],
    after: [
      { x: 120, y: 220 },
      { x: 320, y: 220 },
    ],
  });

  expect(viewport.zoom).toBeCloseTo(2);
});

test("a second pane of the same size tells nothing new", () => {
  expect(after({ type: "pane-resized", pane: { width: 400, height: 400 } })).toBe(start);
  expect(after({ type: "pane-resized", pane: { width: 200, height: 400 } }).pane.width).toBe(200);
});

test("without a film only what needs none changes", () => {
  const zoomed = updateLook(start, undefined, { type: "zoomed", factor: 2 });
  const inverted = updateLook(start, undefined, { type: "inverted" });

  expect(zoomed).toBe(start);
  expect(inverted.isInverted).toBe(true);
});
