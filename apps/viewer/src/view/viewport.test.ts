// Viewport maths: points that stay, turns and mirrors as a group, and a film that cannot be lost.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  atActualSize,
  fitted,
  flipped,
  type Place,
  panBy,
  scaleOf,
  toFilm,
  toPane,
  turned,
  type Viewport,
  zoomAbout,
} from "./viewport.ts";

const film = { width: 3000, height: 2500 };
const pane = { width: 800, height: 600 };
const placed = (viewport: Viewport): Place => ({ viewport, film, pane });

const viewports = fc.record({
  zoom: fc.double({ min: 0.4, max: 20, noNaN: true }),
  focus: fc.record({
    x: fc.double({ min: 0, max: 1, noNaN: true }),
    y: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  turns: fc.integer({ min: 0, max: 3 }),
  isMirrored: fc.boolean(),
});
const points = fc.record({
  x: fc.double({ min: 0, max: 800, noNaN: true }),
  y: fc.double({ min: 0, max: 600, noNaN: true }),
});

describe("a fitted film", () => {
  test("fills the shorter side and is centred", () => {
    expect(scaleOf(placed(fitted))).toBeCloseTo(0.24);
    expect(toPane(placed(fitted), { x: 0, y: 0 })).toEqual({ x: 40, y: 0 });
    expect(toPane(placed(fitted), { x: 3000, y: 2500 })).toEqual({ x: 760, y: 600 });
  });

  test("is measured lying down after a quarter turn", () => {
    expect(scaleOf(placed(turned(fitted, 1)))).toBeCloseTo(0.2);
    // The upper left corner goes to the upper right.
    expect(toPane(placed(turned(fitted, 1)), { x: 0, y: 0 })).toEqual({ x: 650, y: 0 });
    expect(toPane(placed(turned(fitted, -1)), { x: 0, y: 0 })).toEqual({ x: 150, y: 600 });
  });
});

test("the way to the pane and back is the identity", () => {
  fc.assert(
    fc.property(viewports, points, (viewport, point) => {
      const back = toPane(placed(viewport), toFilm(placed(viewport), point));

      expect(back.x).toBeCloseTo(point.x, 6);
      expect(back.y).toBeCloseTo(point.y, 6);
    }),
  );
});

describe("zoom", () => {
  test("keeps the point under the pointer", () => {
    const at = { x: 300, y: 200 };
    const before = toFilm(placed(fitted), at);

    const after = zoomAbout(placed(fitted), 2, at);

    expect(after.zoom).toBe(2);
    expect(toFilm(placed(after), at).x).toBeCloseTo(before.x);
    expect(toFilm(placed(after), at).y).toBeCloseTo(before.y);
  });

  test("stops at a third of the pane and at pixels of 32", () => {
    const middle = { x: 400, y: 300 };

    expect(zoomAbout(placed(fitted), 0.001, middle).zoom).toBeCloseTo(1 / 3);
    expect(scaleOf(placed(zoomAbout(placed(fitted), 1e9, middle)))).toBeCloseTo(32);
  });

  test("shows a pixel of the film as a pixel of the screen", () => {
    expect(scaleOf(placed(atActualSize(placed(fitted), 1)))).toBeCloseTo(1);
    expect(scaleOf(placed(atActualSize(placed(fitted), 2)))).toBeCloseTo(0.5);
  });
});

describe("pan", () => {
  test("moves the film with the pointer", () => {
    const viewport = { ...fitted, zoom: 4 };
    const before = toPane(placed(viewport), { x: 1500, y: 1250 });

    const after = toPane(placed(panBy(placed(viewport), { x: 30, y: -20 })), { x: 1500, y: 1250 });

    expect(after.x - before.x).toBeCloseTo(30);
    expect(after.y - before.y).toBeCloseTo(-20);
  });

  test("never loses the film, wherever it is dragged and zoomed", () => {
    const far = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(viewports, far, far, points, (viewport, x, y, at) => {
        const gone = zoomAbout(placed(panBy(placed(viewport), { x, y })), 0.3, at);

        const middle = toFilm(placed(gone), { x: 400, y: 300 });
        expect(middle.x).toBeGreaterThanOrEqual(-1e-6);
        expect(middle.x).toBeLessThanOrEqual(3000 + 1e-6);
        expect(middle.y).toBeGreaterThanOrEqual(-1e-6);
        expect(middle.y).toBeLessThanOrEqual(2500 + 1e-6);
      }),
    );
  });
});

describe("turns and mirrors", () => {
  test("mirror what is seen, however the film is turned", () => {
    fc.assert(
      fc.property(viewports, points, (viewport, point) => {
        const at = toPane(placed(viewport), point);
        const sideways = toPane(placed(flipped(viewport, "horizontal")), point);
        const upside = toPane(placed(flipped(viewport, "vertical")), point);

        expect(sideways.x).toBeCloseTo(800 - at.x, 6);
        expect(sideways.y).toBeCloseTo(at.y, 6);
        expect(upside.x).toBeCloseTo(at.x, 6);
        expect(upside.y).toBeCloseTo(600 - at.y, 6);
      }),
    );
  });

  test("done twice, or four times, are undone", () => {
    fc.assert(
      fc.property(viewports, (viewport) => {
        expect(flipped(flipped(viewport, "vertical"), "vertical")).toEqual(viewport);
        expect(flipped(flipped(viewport, "horizontal"), "horizontal")).toEqual(viewport);
        expect(turned(turned(turned(turned(viewport, 1), 1), 1), 1)).toEqual(viewport);
        expect(turned(turned(viewport, 1), -1)).toEqual(viewport);
      }),
    );
  });
});
