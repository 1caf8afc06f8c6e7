// Wheel, drag and pinch: what lies under pointer and fingers stays under them.
import { expect, test } from "vitest";
import { dragZoom, pinch, wheelPixels, wheelZoom } from "./pointer-gesture.ts";
import { fitted, type Place, toFilm, type Viewport } from "./viewport.ts";

const place = (viewport: Viewport): Place => ({
  viewport,
  film: { width: 1000, height: 1000 },
  pane: { width: 500, height: 500 },
});

test("a wheel zooms about the pointer, away from the person magnifies", () => {
  const at = { x: 100, y: 400 };

  const after = wheelZoom(place(fitted), -400, at);

  expect(after.zoom).toBe(2);
  expect(toFilm(place(after), at).x).toBeCloseTo(200);
  expect(wheelZoom(place(fitted), 200, at).zoom).toBeCloseTo(Math.SQRT1_2);
});

test.each([
  [100, 0, 100],
  [3, 1, 48],
  [-1, 2, -400],
  [90_000, 0, 400],
])("a wheel's %d in mode %d is %d pixels", (delta, mode, pixels) => {
  expect(wheelPixels(delta, mode)).toBe(pixels);
});

test("a drag up with the zoom tool magnifies", () => {
  expect(dragZoom(place(fitted), -150, { x: 250, y: 250 }).zoom).toBeCloseTo(2);
});

test("two fingers keep the film under both", () => {
  const before = [
    { x: 200, y: 250 },
    { x: 300, y: 250 },
  ] as const;
  const after = [
    { x: 150, y: 300 },
    { x: 350, y: 300 },
  ] as const;

  const viewport = pinch(place(fitted), before, after);

  expect(viewport.zoom).toBeCloseTo(2);
  after.forEach((finger, index) => {
    const held = toFilm(place(fitted), before[index] as { x: number; y: number });
    expect(toFilm(place(viewport), finger).x).toBeCloseTo(held.x);
    expect(toFilm(place(viewport), finger).y).toBeCloseTo(held.y);
  });
});

test("two fingers on one spot do not break the zoom", () => {
  const spot = { x: 250, y: 250 };

  const { zoom } = pinch(place(fitted), [spot, spot], [spot, { x: 260, y: 250 }]);

  expect(Number.isFinite(zoom)).toBe(true);
});
