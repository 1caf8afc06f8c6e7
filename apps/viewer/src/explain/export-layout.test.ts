// Saved pictures: everything inside, nothing over anything else, and room for the notice.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Box, type PictureKind, pictureLayout } from "./export-layout.ts";

const sides = fc.integer({ min: 1, max: 6000 });
const kinds = fc.constantFrom<PictureKind>("film", "overlay", "both");

function overlaps(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

test("all parts lie inside and apart from each other", () => {
  fc.assert(
    fc.property(kinds, sides, sides, fc.lorem(), (kind, width, height, caption) => {
      const layout = pictureLayout(kind, { width, height }, caption);

      const boxes = [...layout.films, layout.notice, ...(layout.bar ? [layout.bar] : [])];
      for (const box of boxes) {
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(layout.width);
        expect(box.top + box.height).toBeLessThanOrEqual(layout.height);
      }
      const pairs = boxes.flatMap((one, at) => boxes.slice(at + 1).map((other) => [one, other]));
      expect(pairs.filter(([one, other]) => overlaps(one as Box, other as Box))).toEqual([]);
    }),
  );
});

test.each([
  ["film", 1, false],
  ["overlay", 1, true],
  ["both", 2, true],
] as const)("%s has %i films, and a colour bar: %s", (kind, films, hasBar) => {
  const layout = pictureLayout(kind, { width: 1000, height: 800 }, "one line");

  expect(layout.films.length).toBe(films);
  expect(layout.bar !== undefined).toBe(hasBar);
  expect(layout.films[0]).toMatchObject({ width: 1000, height: 800 });
});

test("a large film is made smaller and a small one larger, in its shape", () => {
  expect(pictureLayout("film", { width: 4000, height: 2000 }, "").films[0]).toMatchObject({
    width: 2048,
    height: 1024,
  });
  expect(pictureLayout("film", { width: 64, height: 64 }, "").films[0]).toMatchObject({
    width: 512,
    height: 512,
  });
});

test("a longer caption takes more lines, all of its words among them", () => {
  const caption = "word ".repeat(60).trim();

  const { lines, notice, letters } = pictureLayout("film", { width: 512, height: 512 }, caption);

  expect(lines.join(" ")).toBe(caption);
  expect(lines.length).toBeGreaterThan(3);
  expect(notice.height).toBeGreaterThanOrEqual(lines.length * letters);
});
