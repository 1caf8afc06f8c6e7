// Which films are shown in which order.
import { expect, test } from "vitest";
import { idsByName, shownFilms, topClass } from "./film-order.ts";
import { type GalleryFilm, type GalleryView, initialGalleryState } from "./gallery-state.ts";

const film = (id: number, name: string, status: GalleryFilm["status"]): GalleryFilm => ({
  ...{ id, name, status, thumbnail: undefined, facts: undefined, losses: 0 },
  file: { name, bytes: async () => new Uint8Array() },
});
const said = (...shares: number[]) =>
  ({ kind: "classified", probabilities: Float32Array.from(shares) }) as const;

const films = [
  film(1, "film 10", said(0.5, 0.25, 0.25)),
  film(2, "Film 9", said(0.125, 0.75, 0.125)),
  film(3, "broken", { kind: "failed", reason: "corrupt", message: "" }),
  film(4, "film 2", { kind: "waiting" }),
  film(5, "other", said(0.75, 0.125, 0.125)),
];

function shown(view: Partial<GalleryView>): number[] {
  const state = { ...initialGalleryState, films, namedIds: idsByName(films) };
  return shownFilms({ ...state, view: { ...state.view, ...view } }).map(({ id }) => id);
}

test.each([
  ["opened", [1, 2, 3, 4, 5]],
  ["name", [3, 4, 2, 1, 5]],
  ["most-certain", [2, 5, 1, 3, 4]],
  ["least-certain", [1, 2, 5, 3, 4]],
  ["class-0", [5, 1, 2, 3, 4]],
  ["class-1", [2, 1, 5, 3, 4]],
] as const)("order %s", (order, ids) => {
  expect(shown({ order })).toEqual(ids);
});

test.each([
  ["all", [1, 2, 3, 4, 5]],
  ["failed", [3]],
  ["unfinished", [4]],
  ["class-0", [1, 5]],
  ["class-2", []],
] as const)("filter %s", (filter, ids) => {
  expect(shown({ filter })).toEqual(ids);
});

test("part of a name in any case, and a least share", () => {
  expect(shown({ text: " FILM " })).toEqual([1, 2, 4]);
  expect(shown({ leastShare: 0.75 })).toEqual([2, 5]);
  expect(shown({ text: "film", leastShare: 0.6, order: "name" })).toEqual([2]);
});

test("the largest share", () => {
  expect(topClass(films[1] as GalleryFilm)).toEqual({ classIndex: 1, share: 0.75 });
  expect(topClass(films[3] as GalleryFilm)).toBeUndefined();
});
