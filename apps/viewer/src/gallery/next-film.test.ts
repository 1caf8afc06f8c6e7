// Which film the queue takes next.
import { expect, test } from "vitest";
import { type GalleryState, initialGalleryState } from "./gallery-state.ts";
import { updateGallery } from "./gallery-update.ts";
import { CELL } from "./grid-layout.ts";
import { nextFilm } from "./next-film.ts";

const files = Array.from({ length: 40 }, (_, at) => ({
  name: `film ${at + 1}`,
  bytes: async () => new Uint8Array(),
}));
const opened = updateGallery(initialGalleryState, { type: "films-added", files });
const scrolled = (top: number): GalleryState => ({
  ...opened,
  frame: { top: top * CELL.height, width: CELL.width, height: CELL.height },
});

test("the first that waits while the gallery is not drawn, or not scrolled", () => {
  const started = updateGallery(opened, { type: "film-started", id: 1 });

  expect([opened, started, scrolled(0)].map((state) => nextFilm(state)?.id)).toEqual([1, 2, 1]);
});

test("what is in sight goes first, and the rest when all of that is done", () => {
  // Row 20, and two to spare above and below.
  let state = scrolled(20);
  const taken: (number | undefined)[] = [];
  for (let at = 0; at < 7; at += 1) {
    const id = nextFilm(state)?.id;
    taken.push(id);
    state = updateGallery(state, { type: "film-started", id: id ?? 0 });
  }

  expect(taken).toEqual([19, 20, 21, 22, 23, 1, 2]);
});

test("none when none waits", () => {
  expect(nextFilm(updateGallery(opened, { type: "queue-cancelled" }))).toBeUndefined();
});
