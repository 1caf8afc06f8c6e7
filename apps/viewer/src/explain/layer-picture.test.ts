// Layers as pixels: the heatmap's colours and alpha, the restored film in the film's window, the difference's scale.
import { COLOUR_MAPS } from "@pleura/pictures";
import { describe, expect, test } from "vitest";
import { displayFilm } from "../view/display-film.ts";
import { initialExplainState, type LayerState, type ShownFilm } from "./explain-state.ts";
import { differenceMap, layerAlpha, layerGrid, layerPicture } from "./layer-picture.ts";
import { asModelInput } from "./model-input.ts";

const display = displayFilm({
  width: 4,
  height: 2,
  data: new Uint8Array(8).fill(100),
  maxValue: 255,
  source: { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 },
});
const input = asModelInput(new Float32Array(16).fill(0.5), display, { size: 4, fit: "pad" });
// A film twice as wide as high lies in rows 1 and 2 of the model's 4×4.
const rows = (upper: number, lower: number) =>
  Float32Array.from({ length: 16 }, (_, at) => (at < 4 || at >= 12 ? 9 : at < 8 ? upper : lower));
const film: ShownFilm = {
  ...{ id: 1, name: "a.png", display, input },
  probabilities: { kind: "none" },
  maps: [{ classIndex: 1, map: rows(0.5, 1) }],
  explained: { kind: "none" },
  restored: {
    kind: "done",
    value: { restored: rows(0.5, 0.9), dissimilarity: 0.2, input },
  },
};
const overlay: LayerState = { ...initialExplainState.overlay, classIndex: 1 };
const look = { window: { centre: 127.5, width: 255 }, isInverted: false };
const pixel = (data: Uint8ClampedArray | undefined, at: number) => [
  ...(data ?? []).slice(4 * at, 4 * at + 4),
];

describe("a heatmap", () => {
  test("covers the film alone, with alpha = map and the map's colours", () => {
    const picture = layerPicture(film, overlay, look);

    expect([picture?.pixels.width, picture?.pixels.height]).toEqual([4, 2]);
    const top = COLOUR_MAPS.viridis.table.slice(-3);
    expect(pixel(picture?.pixels.data, 4)).toEqual([...top, 255]);
    expect(pixel(picture?.pixels.data, 0)[3]).toBe(128);
    expect(picture?.scale).toEqual({ colourMap: COLOUR_MAPS.viridis, top: 1 });
  });

  test("without fading has one opacity wherever it is shown", () => {
    const picture = layerPicture(film, { ...overlay, isFading: false, threshold: 0.8 }, look);

    expect([0, 4].map((at) => pixel(picture?.pixels.data, at)[3])).toEqual([0, 255]);
  });

  test("is clear below the threshold", () => {
    const picture = layerPicture(film, { ...overlay, threshold: 0.8, colourMap: "jet" }, look);

    expect(pixel(picture?.pixels.data, 0)[3]).toBe(0);
    expect(pixel(picture?.pixels.data, 4)[3]).toBeGreaterThan(0);
    expect(picture?.scale?.colourMap.name).toBe("jet");
  });

  test("of a class without a map is nothing", () => {
    expect(layerPicture(film, { ...overlay, classIndex: 0 }, look)).toBeUndefined();
  });
});

test("the restored film is grey in the film's window", () => {
  const restored = { ...overlay, layer: "restored" } as const;

  const plain = layerPicture(film, restored, look);
  const inverted = layerPicture(film, restored, { ...look, isInverted: true });

  expect(pixel(plain?.pixels.data, 0)).toEqual([128, 128, 128, 255]);
  expect(pixel(inverted?.pixels.data, 0)).toEqual([127, 127, 127, 255]);
  expect(plain?.scale).toBeUndefined();
});

test("the restored film of a negative is as bright as the film's own window makes it", () => {
  const window = { low: 1000, high: 3000 };
  const negative = { ...display, low: 0, high: 4000, isNegative: true, given: window };
  const restored = { ...overlay, layer: "restored" } as const;

  const own = layerPicture({ ...film, display: negative }, restored, {
    window: { centre: 2000, width: 2000 },
    isInverted: false,
  });

  // Restored 0.9, the lower row: 229.5.
  expect(pixel(own?.pixels.data, 4)[0]).toBe(229);
});

test("the difference is opaque, and its bar ends at the largest difference", () => {
  const picture = layerPicture(film, { ...overlay, layer: "difference" }, look);

  // Outside of the film the made-up restoration is 8.5 off, which nobody sees; inside 0 and 0.4.
  expect(picture?.scale?.top).toBeCloseTo(0.4);
  expect(pixel(picture?.pixels.data, 0)).toEqual([...COLOUR_MAPS.viridis.table.slice(0, 3), 255]);
});

test("the opacity is the heatmap's; a restoration covers the film", () => {
  expect(layerAlpha({ ...overlay, opacity: 0.3 })).toBe(0.3);
  expect(layerAlpha({ ...overlay, opacity: 0.3, layer: "restored" })).toBe(1);
});

test("a difference has no sign", () => {
  expect([...differenceMap(Float32Array.of(0.2, 0.9), Float32Array.of(0.7, 0.4))]).toEqual(
    [0.5, 0.5].map((value) => expect.closeTo(value)),
  );
});

test("a layer has the film's shape and at most 512 pixels a side", () => {
  expect(layerGrid({ width: 3000, height: 2500 })).toEqual({ width: 512, height: 427 });
  expect(layerGrid({ width: 64, height: 64 })).toEqual({ width: 64, height: 64 });
});
