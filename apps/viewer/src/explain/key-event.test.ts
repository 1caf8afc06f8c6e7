// Every key of the list does something: an event of the room, or a step through the films.
import { expect, test } from "vitest";
import { KEY_BINDINGS } from "../view/key-bindings.ts";
import { initialExplainState } from "./explain-state.ts";
import { keyEvent } from "./key-event.ts";

const FILM_STEPS = new Set(["previous", "next", "first", "last", "page-back", "page-on"]);

test.each(KEY_BINDINGS.map(({ command }) => command))("%s", (command) => {
  const event = keyEvent(command, initialExplainState, 1);

  expect(event === undefined).toBe(FILM_STEPS.has(command));
});

test("keys 1–5 are the presets in their order", () => {
  expect(keyEvent("window-1", initialExplainState, 1)).toEqual({
    type: "window-preset",
    preset: 0,
  });
  expect(keyEvent("window-5", initialExplainState, 1)).toEqual({
    type: "window-preset",
    preset: 4,
  });
});

test("m switches what is on", () => {
  const off = { ...initialExplainState, overlay: { ...initialExplainState.overlay, isOn: false } };

  expect(keyEvent("heatmap", initialExplainState, 1)).toEqual({
    type: "layer-switched",
    isOn: false,
  });
  expect(keyEvent("heatmap", off, 1)).toEqual({ type: "layer-switched", isOn: true });
});
