// The gallery's update: films that come, go and are answered, the queue, the selection, and who the patient is.
import { expect, test } from "vitest";
import type { OpenedFile } from "../app/opened-file.ts";
import { filmPlace, type GalleryState, initialGalleryState } from "./gallery-state.ts";
import { type GalleryEvent, updateGallery } from "./gallery-update.ts";
import { CELL } from "./grid-layout.ts";

const file = (name: string): OpenedFile => ({ name, bytes: async () => new Uint8Array() });
const after = (state: GalleryState, ...events: GalleryEvent[]) =>
  events.reduce(updateGallery, state);
const added = (...names: string[]): GalleryEvent => ({
  type: "films-added",
  files: names.map(file),
});
const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
const facts = { width: 4, height: 3, source };
const decoded = (id: number, isAsked = true): GalleryEvent => ({
  type: "film-decoded",
  id,
  facts,
  thumbnail: { side: 1, levels: Uint8Array.of(9) },
  isAsked,
  at: 0,
});
const classified = (id: number, round = 0, at = 0): GalleryEvent => ({
  type: "film-classified",
  id,
  round,
  at,
  probabilities: Float32Array.of(0.2, 0.7, 0.1),
});
const failed = (id: number): GalleryEvent => ({
  type: "film-failed",
  id,
  reason: "truncated",
  message: "cut",
  at: 0,
});
const kinds = ({ films }: GalleryState) => films.map(({ status }) => status.kind);

test("films that come wait, the first of them is selected, and names are plain text", () => {
  const state = after(initialGalleryState, added("a"), added("b\u202e.png\n", "\u0000"));

  expect(kinds(state)).toEqual(["waiting", "waiting", "waiting"]);
  expect(state.selectedId).toBe(2);
  expect(state.films.map(({ name }) => name)).toEqual(["a", "b .png", "without a name"]);
  expect(after(state, added()).selectedId).toBe(2);
});

test("a film goes from waiting to its answer, and keeps its thumbnail", () => {
  const started = after(initialGalleryState, added("a"), { type: "film-started", id: 1 });
  const asked = after(started, decoded(1));
  const done = after(asked, classified(1, 0, 5));

  expect([kinds(started), kinds(asked), kinds(done)]).toEqual([
    ["decoding"],
    ["asking"],
    ["classified"],
  ]);
  expect(done.films[0]).toMatchObject({ facts, thumbnail: { side: 1 } });
  expect(done.finishedAt).toEqual([5]);
});

test("another model asks all films again, but not those that cannot be decoded", () => {
  const state = after(
    initialGalleryState,
    added("a", "b", "c", "d"),
    ...[decoded(1), classified(1), failed(2), decoded(3, false), decoded(4), failed(4)],
    { type: "model-changed" },
  );

  expect(kinds(state)).toEqual(["waiting", "failed", "waiting", "waiting"]);
  expect(state.films[0]?.thumbnail).toBeDefined();
});

test("an answer of the model before is asked for again", () => {
  const asked = after(initialGalleryState, added("a"), decoded(1), { type: "model-changed" });

  expect(kinds(after(asked, classified(1, 0)))).toEqual(["waiting"]);
  expect(kinds(after(asked, classified(1, 1)))).toEqual(["classified"]);
});

test("a lost device asks again, but not for ever", () => {
  const lost: GalleryEvent = { type: "film-interrupted", id: 1 };
  const twice = after(initialGalleryState, added("a"), lost, lost);

  expect(kinds(twice)).toEqual(["waiting"]);
  expect(after(twice, lost).films[0]?.status).toEqual({
    kind: "failed",
    reason: "device-lost",
    message:
      "the GPU was lost 3 times while the model was asked about it. Reload the page, or use another GPU.",
  });
});

test("cancelling leaves what is done and what runs, resuming takes the rest up again", () => {
  const cancelled = after(
    initialGalleryState,
    added("a", "b", "c"),
    ...[decoded(1), classified(1)],
    { type: "film-started", id: 2 },
    { type: "queue-cancelled" },
  );

  expect(kinds(cancelled)).toEqual(["classified", "decoding", "cancelled"]);
  expect(kinds(after(cancelled, { type: "queue-resumed" }))).toEqual([
    "classified",
    "decoding",
    "waiting",
  ]);
});

test("a film that was closed while it was worked on stays closed", () => {
  const state = after(initialGalleryState, added("a", "b"), { type: "film-removed", id: 1 });

  expect(after(state, decoded(1), classified(1), failed(1)).films).toHaveLength(1);
  expect(filmPlace(state.films, 2)).toBe(0);
});

test("closing the selected film selects its neighbour, closing all selects none", () => {
  const three = after(initialGalleryState, added("a", "b", "c"), { type: "film-selected", id: 2 });
  const two = after(three, { type: "film-removed", id: 2 });
  const one = after(two, { type: "film-removed", id: 3 });

  expect([two.selectedId, one.selectedId]).toEqual([3, 1]);
  expect(after(one, { type: "film-removed", id: 1 }).selectedId).toBeUndefined();
  expect(after(two, { type: "films-removed" })).toMatchObject({ films: [], selectedId: undefined });
});

test("the patient of every film is hidden until asked for", () => {
  const shown = after(
    initialGalleryState,
    added("a", "b"),
    { type: "record-read", id: 1, facts: [] },
    { type: "patient-shown", isShown: true },
  );

  expect([shown.isPatientShown, shown.record?.id]).toEqual([true, 1]);
  expect(after(shown, { type: "film-stepped", to: "next" })).toMatchObject({
    isPatientShown: false,
    record: undefined,
  });
  expect(after(shown, added("c")).isPatientShown).toBe(false);
});

test("a record that comes late for another film is dropped", () => {
  const state = after(initialGalleryState, added("a", "b"), { type: "film-selected", id: 2 });

  expect(after(state, { type: "record-read", id: 1, facts: [] }).record).toBeUndefined();
});

test("steps go among the films that are shown, and the list follows", () => {
  const frame = { top: 0, width: 2 * CELL.width, height: 2 * CELL.height };
  const names = Array.from({ length: 20 }, (_, at) => `film ${at + 1}`);
  const state = after(initialGalleryState, added(...names), { type: "frame-changed", frame });

  expect(after(state, { type: "film-stepped", to: "last" })).toMatchObject({
    selectedId: 20,
    frame: { top: 8 * CELL.height },
  });
  const found = after(
    state,
    { type: "view-changed", view: { text: "FILM 1" } },
    { type: "film-stepped", to: "next" },
  );
  // film 1, film 10, film 11, …
  expect(found.selectedId).toBe(10);
});

test("many films are closed by a second press only, and another deed takes the first one back", () => {
  const many = after(initialGalleryState, added(...Array.from({ length: 11 }, (_, at) => `${at}`)));
  const close: GalleryEvent = { type: "films-removed" };

  expect(after(many, close)).toMatchObject({ isClosingAll: true, films: { length: 11 } });
  expect(after(many, close, close)).toMatchObject({ isClosingAll: false, films: [] });
  expect(after(many, close, { type: "film-selected", id: 3 }, close).films.length).toBe(11);
  expect(after(initialGalleryState, added("a"), close).films).toEqual([]);
});

test("another order or filter begins at the top, wherever the selected film is", () => {
  const names = Array.from({ length: 40 }, (_, at) => `film ${at}`);
  const frame = { top: 0, width: CELL.width, height: CELL.height };
  const down = after(
    initialGalleryState,
    added(...names),
    { type: "frame-changed", frame },
    { type: "film-stepped", to: "last" },
  );

  expect(down.frame.top).toBeGreaterThan(0);
  expect(after(down, { type: "view-changed", view: { order: "name" } }).frame.top).toBe(0);
});
