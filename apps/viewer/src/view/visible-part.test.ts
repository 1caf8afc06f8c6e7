// The part to draw: small enough to be quick, and exactly where the whole film would lie.
import { describe, expect, test } from "vitest";
import { displayFilm } from "./display-film.ts";
import { fitted, flipped, panBy, toPane, turned, zoomAbout } from "./viewport.ts";
import { hurriedCopies, visiblePart } from "./visible-part.ts";

const source = { format: "png", bits: 16, channels: 1, inverted: false, orientation: 1 } as const;
const data = new Uint16Array(3000 * 2500);
const film = displayFilm({ width: 3000, height: 2500, data, maxValue: 65_535, source });
const pane = { width: 900, height: 700 };

describe("visiblePart", () => {
  test("takes the smallest copy that is as fine as the screen", () => {
    const place = { viewport: fitted, film, pane };

    expect(visiblePart(place, film.copies, 1)?.copy.width).toBe(1500);
    expect(visiblePart(place, film.copies, 2)?.copy.width).toBe(3000);
  });

  test.each([1, 1.5, 2, 3, 8, 30])(
    "draws at most 4 times the screen's pixels at zoom %d",
    (zoom) => {
      const place = {
        viewport: zoomAbout({ viewport: fitted, film, pane }, zoom, { x: 450, y: 350 }),
        film,
        pane,
      };

      const part = visiblePart(place, film.copies, 1);

      expect(part).toBeDefined();
      const { width = 0, height = 0 } = part?.crop ?? {};
      // Two pixels more at each end.
      expect(width * height).toBeLessThanOrEqual(4 * 900 * 700 + 4 * (900 + 700) * 2);
    },
  );

  test("of a film one pixel wide is as fine as its height asks", () => {
    const line = displayFilm({
      ...{ width: 1, height: 4000, maxValue: 65_535, source },
      data: new Uint16Array(4000),
    });
    const place = {
      viewport: zoomAbout({ viewport: fitted, film: line, pane }, 4, { x: 450, y: 350 }),
      ...{ film: line, pane },
    };

    // 0.7 screen pixels per film pixel.
    expect(visiblePart(place, line.copies, 1)?.copy.height).toBe(4000);
  });

  test("lies where the whole film lies, turned and mirrored too", () => {
    const viewport = zoomAbout(
      { viewport: flipped(turned(fitted, 1), "horizontal"), film, pane },
      5,
      { x: 100, y: 600 },
    );
    const place = { viewport, film, pane };

    const part = visiblePart(place, film.copies, 1);

    expect(part).toBeDefined();
    if (part === undefined) return;
    const { matrix, crop, copy } = part;
    const corner = { x: (crop.left * 3000) / copy.width, y: (crop.top * 2500) / copy.height };
    expect(matrix.e).toBeCloseTo(toPane(place, corner).x);
    expect(matrix.f).toBeCloseTo(toPane(place, corner).y);
    const end = {
      x: ((crop.left + crop.width) * 3000) / copy.width,
      y: ((crop.top + crop.height) * 2500) / copy.height,
    };
    const { a, b, c, d, e, f } = matrix;
    expect(a * crop.width + c * crop.height + e).toBeCloseTo(toPane(place, end).x);
    expect(b * crop.width + d * crop.height + f).toBeCloseTo(toPane(place, end).y);
  });

  test("keeps to the film when it is pushed to a corner", () => {
    const place = {
      viewport: panBy({ viewport: fitted, film, pane }, { x: 9999, y: 9999 }),
      film,
      pane,
    };

    const part = visiblePart(place, film.copies, 1);

    expect(part?.crop).toMatchObject({ left: 0, top: 0 });
  });
});

describe("hurriedCopies", () => {
  test("leaves a part that is quick as it is", () => {
    expect(hurriedCopies({ viewport: fitted, film, pane }, film.copies, 1)).toBe(film.copies);
  });

  test("takes a coarser copy on a fine screen", () => {
    const place = { viewport: fitted, film, pane };

    const hurried = hurriedCopies(place, film.copies, 2);

    expect(visiblePart(place, film.copies, 2)?.copy.width).toBe(3000);
    expect(visiblePart(place, hurried, 2)?.copy.width).toBe(1500);
  });

  test("has nothing coarser than the last copy", () => {
    const only = film.copies.slice(0, 1);

    expect(hurriedCopies({ viewport: fitted, film, pane }, only, 2)).toBe(only);
  });
});
