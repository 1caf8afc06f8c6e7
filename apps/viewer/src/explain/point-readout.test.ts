// Numbers under the pointer: those of the film and of the map at the same place.
import { expect, test } from "vitest";
import { displayFilm } from "../view/display-film.ts";
import { initialExplainState, type ShownFilm } from "./explain-state.ts";
import { asModelInput } from "./model-input.ts";
import { pointReadout } from "./point-readout.ts";

const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
const display = displayFilm({
  width: 8,
  height: 4,
  data: Uint8Array.from({ length: 32 }, (_, at) => at),
  maxValue: 255,
  source,
});
const input = asModelInput(new Float32Array(16), display, { size: 4, fit: "pad" });
const map = Float32Array.from({ length: 16 }, (_, at) => at / 16);
const film: ShownFilm = {
  ...{ id: 1, name: "a.png", display, input },
  probabilities: { kind: "none" },
  maps: [{ classIndex: 0, map }],
  explained: { kind: "none" },
  restored: { kind: "none" },
};
const { overlay } = initialExplainState;

test("names place, grey value and map value", () => {
  // Row 2 of the film lies in row 2 of the model's square: one row of padding above, half the size.
  expect(pointReadout(film, overlay, { x: 5.5, y: 2.1 })).toBe("x 5 y 2 · grey 21 · map 0.63");
});

test("names the film alone where there is no map", () => {
  const other = { ...overlay, classIndex: 1 };

  expect(pointReadout(film, other, { x: 0, y: 0 })).toBe("x 0 y 0 · grey 0");
});

test("shows greys of a DICOM window as shares of white", () => {
  const data = Float32Array.of(0.25, 1);
  const dicom = displayFilm({ width: 2, height: 1, data, maxValue: 1, source });

  expect(pointReadout({ ...film, display: dicom, maps: [] }, overlay, { x: 0.5, y: 0.5 })).toBe(
    "x 0 y 0 · grey 0.250",
  );
});

test.each([
  [-0.1, 0],
  [8, 0],
  [0, 4],
])("is nothing beside the film, at %d, %d", (x, y) => {
  expect(pointReadout(film, overlay, { x, y })).toBeUndefined();
});

test("follows the layer: restored values and differences", () => {
  const restored = {
    kind: "done",
    value: { restored: new Float32Array(16).fill(0.4), dissimilarity: 0.1, input },
  } as const;
  const done = { ...film, restored };
  const at = { x: 1, y: 1 };

  expect(pointReadout(done, { ...overlay, layer: "restored" }, at)).toContain(
    "restored 0.400 of 1",
  );
  expect(pointReadout(done, { ...overlay, layer: "difference" }, at)).toContain("difference 0.400");
});
