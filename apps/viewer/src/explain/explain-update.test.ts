// The room's state: films that come and go, answers that come late, and what stays as it was chosen.
import { describe, expect, test } from "vitest";
import { displayFilm } from "../view/display-film.ts";
import { type ExplainState, initialExplainState, type ShownFilm } from "./explain-state.ts";
import { type ExplainEvent, updateExplain } from "./explain-update.ts";

const none = { kind: "none" } as const;
const filmOf = (id: number): ShownFilm => ({
  ...{ id, name: `${id}.png`, input: undefined, maps: [] },
  ...{ probabilities: none, explained: none, restored: none },
  display: displayFilm({
    width: 2,
    height: 2,
    data: Uint8Array.of(1, 2, 3, 4),
    maxValue: 255,
    source: { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 },
  }),
});
const after = (...events: ExplainEvent[]): ExplainState =>
  events.reduce(updateExplain, initialExplainState);
const shares = { kind: "done", value: Float32Array.of(0.1, 0.2, 0.7) } as const;
const map = { classIndex: 1, map: Float32Array.of(0, 1) };

describe("a new film", () => {
  test("begins upright with its own window, and keeps tool, layout and layer", () => {
    const state = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "tool-chosen", tool: "zoom" },
      { type: "layout-chosen", layout: "swipe" },
      { type: "opacity-set", opacity: 0.3 },
      { type: "turned", by: 1 },
      { type: "inverted" },
      { type: "film-shown", film: filmOf(2) },
    );

    expect(state.film?.id).toBe(2);
    expect(state.look).toMatchObject({ tool: "zoom", layout: "swipe", isInverted: false });
    expect(state.look.viewport.turns).toBe(0);
    expect(state.look.window).toEqual({ centre: 127.5, width: 255 });
    expect(state.overlay.opacity).toBe(0.3);
  });

  test("that is the same one, asked about by another model, stays as it was looked at", () => {
    const state = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "turned", by: 1 },
      { type: "film-shown", film: filmOf(1) },
    );

    expect(state.look.viewport.turns).toBe(1);
  });

  test("leaves the one before in sight while it is read", () => {
    const state = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "film-opening", id: 2, name: "2.dcm" },
    );

    expect(state.film?.id).toBe(1);
    expect(state.news).toEqual({ id: 2, name: "2.dcm", reason: undefined });
  });

  test("that is refused says why, in the place of the one before", () => {
    const state = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "film-opening", id: 2, name: "2.dcm" },
      { type: "film-refused", id: 2, reason: "decode: …" },
    );

    expect(state.film).toBeUndefined();
    expect(state.news?.reason).toBe("decode: …");
  });
});

describe("answers", () => {
  test("choose the class with the largest share", () => {
    const state = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "classified", id: 1, found: shares },
    );

    expect(state.overlay.classIndex).toBe(2);
    expect(state.film?.probabilities).toBe(shares);
  });

  test("sharpen the maps until they are done", () => {
    const explained = { ...map, averageDrop: 0.5, increase: false };
    const under = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "explaining", id: 1, done: 8, total: 32, maps: [map] },
    );
    const done = updateExplain(under, {
      type: "explained",
      id: 1,
      found: { kind: "done", value: [explained] },
    });

    expect(under.film?.explained).toEqual({ kind: "running", done: 8, total: 32 });
    expect(under.film?.maps).toEqual([map]);
    expect(done.film?.maps).toEqual([explained]);
  });

  test("that were stopped leave the map so far", () => {
    const state = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "explaining", id: 1, done: 8, total: 32, maps: [map] },
      { type: "explained", id: 1, found: none },
    );

    expect(state.film?.maps).toEqual([map]);
    expect(state.film?.explained).toEqual(none);
  });

  test("for a film that is no longer there change nothing", () => {
    const before = after({ type: "film-shown", film: filmOf(2) });

    expect(updateExplain(before, { type: "classified", id: 1, found: shares })).toBe(before);
    expect(
      updateExplain(before, { type: "explaining", id: 1, done: 1, total: 2, maps: [map] }),
    ).toBe(before);
  });
});

describe("the layer", () => {
  test("steps through the classes in a circle", () => {
    const forward = after(
      { type: "class-chosen", classIndex: 2 },
      { type: "class-stepped", by: 1 },
    );
    const back = after({ type: "class-stepped", by: -1 });

    expect(forward.overlay.classIndex).toBe(0);
    expect(back.overlay.classIndex).toBe(2);
  });

  test("stays within 0 and 1, and steps of a tenth end on them", () => {
    const down = Array.from({ length: 8 }, (_, step) => step).reduce(
      (state) =>
        updateExplain(state, { type: "opacity-set", opacity: state.overlay.opacity - 0.1 }),
      initialExplainState,
    );

    expect(down.overlay.opacity).toBe(0);
    expect(after({ type: "threshold-set", threshold: 7 }).overlay.threshold).toBe(1);
  });

  test("is the heatmap again when a class is chosen, and on the next film", () => {
    const restored = after(
      { type: "film-shown", film: filmOf(1) },
      { type: "layer-chosen", layer: "restored" },
    );

    const chosen = updateExplain(restored, { type: "class-stepped", by: 1 });
    const next = updateExplain(restored, { type: "film-shown", film: filmOf(2) });

    expect(restored.overlay.layer).toBe("restored");
    expect([chosen.overlay.layer, next.overlay.layer]).toEqual(["heatmap", "heatmap"]);
  });

  test("is shown when it is chosen, and can be switched off", () => {
    const chosen = after(
      { type: "layer-switched", isOn: false },
      { type: "layer-chosen", layer: "difference" },
    );

    expect(chosen.overlay).toMatchObject({ layer: "difference", isOn: true });
    expect(updateExplain(chosen, { type: "layer-switched", isOn: false }).overlay.isOn).toBe(false);
  });
});

test("help opens and closes", () => {
  const open = after({ type: "help-opened", isOpen: true });

  expect(open.isHelpOpen).toBe(true);
  expect(updateExplain(open, { type: "help-opened", isOpen: false }).isHelpOpen).toBe(false);
});
