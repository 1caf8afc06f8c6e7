// Captions of saved pictures: what is shown and how, in whole sentences, and no name of a file.
import { expect, test } from "vitest";
import { displayFilm } from "../view/display-film.ts";
import { firstWindow } from "../view/grey-window.ts";
import { fitted } from "../view/viewport.ts";
import { initialExplainState, type LayerState } from "./explain-state.ts";
import { type CaptionFacts, captionLines, pictureCaption } from "./picture-caption.ts";

const display = displayFilm({
  width: 4,
  height: 2,
  data: new Uint8Array(8).fill(100),
  maxValue: 255,
  source: { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 },
});
const facts: CaptionFacts = {
  kind: "overlay",
  film: { display, explained: { kind: "done", value: [] } },
  look: { window: firstWindow(display), isInverted: false, viewport: fitted },
  overlay: initialExplainState.overlay,
  model: "best.safetensors",
};
const overlay = (change: Partial<LayerState>): LayerState => ({ ...facts.overlay, ...change });

test.each([
  [
    {},
    "Research use. Not for diagnosis. Heatmap: COVID-19, opacity 65 %, fading with the map, Viridis. Model: best.safetensors.",
  ],
  [
    { overlay: overlay({ opacity: 1, isFading: false, threshold: 0.2, colourMap: "jet" }) },
    "Research use. Not for diagnosis. Heatmap: COVID-19, opacity 100 %, nothing below 0.20, Jet (not perceptually even). Model: best.safetensors.",
  ],
  [
    { kind: "film", look: { ...facts.look, viewport: { ...fitted, turns: 1, isMirrored: true } } },
    "Research use. Not for diagnosis. Turned 90°. Mirrored.",
  ],
  [
    {
      overlay: overlay({ layer: "restored" }),
      look: { ...facts.look, window: { centre: 40, width: 100 }, isInverted: true },
      model: undefined,
    },
    "Research use. Not for diagnosis. Restored by the model. W 100 L 40. Inverted.",
  ],
] as const)("%j", (change, expected) => {
  expect(pictureCaption({ ...facts, ...change })).toBe(expected);
});

test("lines break between words, and within one that is longer than a line", () => {
  expect(captionLines("one two three", 7)).toEqual(["one two", "three"]);
  expect(captionLines("a abcdefgh b", 4)).toEqual(["a", "abcd", "efgh", "b"]);
  expect(captionLines("", 4)).toEqual([]);
});
