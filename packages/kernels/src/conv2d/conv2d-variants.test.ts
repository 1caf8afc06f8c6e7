// The tables of convolution variants: which kernel and tile which sizes get.
import { type AdapterFacts, baselineAdapter } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { nameOf } from "../contract/named-variants.ts";
import { convVariants, filterGradientVariants } from "./conv2d-candidates.ts";
import { splitPixels } from "./conv2d-shared-tile.ts";
import {
  chooseConvTile,
  chooseFilterGradientLanes,
  chooseFilterGradientTile,
  chooseLanes,
  splitRows,
} from "./conv2d-variants.ts";
import { type ConvSizes, convSizes } from "./conv2d-window.ts";

const sizes = (co: number, ci: number, size: number, k = 3) =>
  convSizes("test", [16, ci, size, size], [co, ci, k, k], { stride: 1, pad: [1, 1, 1, 1] });
const software = { ...baselineAdapter, subgroupSize: 8, isSoftware: true };
const hardware = { ...baselineAdapter, subgroupSize: 32 };

describe("the tile of a convolution", () => {
  test.each([
    ["wide maps get the largest tile", sizes(64, 64, 56), software, [8, 8]],
    ["4×4 maps get a tile of their size", sizes(64, 64, 4), software, [4, 4]],
    ["hardware gets a smaller tile", sizes(64, 64, 56), hardware, [4, 8]],
  ])("%s", (_, given, adapter, [rows, columns]) => {
    expect(chooseLanes(given, adapter)).toMatchObject({ lanes: "channels", rows, columns });
  });

  test("lanes are pixels when most lanes would have no output channel", () => {
    expect(chooseLanes(sizes(8, 8, 64), hardware)).toMatchObject({ lanes: "pixels" });
    expect(chooseLanes(sizes(32, 8, 64), hardware)).toMatchObject({ lanes: "channels" });
  });

  test("lanes are strips for few output channels, unless the stride or the filter forbids it", () => {
    const strided = { ...sizes(2, 8, 64), stride: 2, oh: 32, ow: 32 };

    expect(chooseConvTile(sizes(2, 8, 64), software)).toMatchObject({
      lanes: "strips",
      channels: 2,
    });
    expect(chooseConvTile(strided, software)).toMatchObject({ lanes: "pixels", channels: 2 });
    expect(chooseConvTile(sizes(2, 8, 64, 1), software)).toMatchObject({ lanes: "pixels" });
  });

  test("lanes are pixels without subgroups of a size that kernels are written for", () => {
    const odd = { ...software, subgroupSize: 128 };

    expect(chooseLanes(sizes(64, 64, 56), baselineAdapter)).toMatchObject({
      lanes: "pixels",
      subgroupSize: undefined,
    });
    expect(chooseConvTile(sizes(64, 64, 56), odd)).toMatchObject({ subgroupSize: undefined });
    expect(chooseConvTile(sizes(64, 64, 56), software)).toMatchObject({ subgroupSize: 8 });
  });

  test("a 7×7 filter with many products per channel loops over its rows", () => {
    expect(chooseConvTile(sizes(1, 2, 64, 7), software)).toMatchObject({
      lanes: "strips",
      rows: 8,
    });
    expect(chooseConvTile(sizes(64, 2, 64, 7), software)).toMatchObject({ tapRows: 1 });
  });
});

describe("shared tiles", () => {
  const big = sizes(64, 64, 56);
  const namesOf = (given: ConvSizes, adapter: AdapterFacts) =>
    convVariants(given, adapter).map(nameOf);

  test("are a GPU's choice for big shapes, and never a CPU's", () => {
    const shared = { tile: { rows: 64, columns: 64, columnsEach: 4 } };

    expect(chooseConvTile(big, hardware)).toEqual({ lanes: "shared", ...shared });
    expect(chooseFilterGradientTile(big, hardware)).toEqual({ way: "shared", ...shared });
    expect(chooseConvTile(sizes(64, 64, 4), hardware)).toMatchObject({ lanes: "channels" });
    expect(chooseConvTile(sizes(16, 64, 56), hardware)).toMatchObject({ lanes: "pixels" });
    expect(chooseConvTile(big, software)).toMatchObject({ lanes: "channels" });
    expect(chooseFilterGradientTile(big, software)).toMatchObject({ way: "lanes" });
  });

  test("are offered where at most half of their rows would idle, and fit the adapter's memory", () => {
    const small = { ...hardware, maxComputeWorkgroupStorageSize: 8192 };

    expect(namesOf(sizes(128, 64, 56), hardware)).toContain("shared tile 128×128");
    expect(namesOf(sizes(128, 64, 56), small)).not.toContain("shared tile 128×128");
    expect(namesOf(sizes(128, 64, 56), small)).toContain("shared tile 64×64");
    expect(namesOf(sizes(8, 64, 56), hardware)).toContain("shared tile 16×128");
    expect(namesOf(sizes(7, 64, 56), hardware).join()).not.toContain("shared");
  });

  test("sum whole loads of pixels per split, enough of them to fill the adapter", () => {
    const tile = { rows: 64, columns: 64, columnsEach: 4 } as const;

    expect(splitPixels(25_088, 9, tile, software)).toEqual({ depth: 25_088, splits: 1 });
    expect(splitPixels(25_088, 9, tile, hardware)).toEqual({ depth: 432, splits: 59 });
    expect(splitPixels(17, 1, tile, hardware)).toEqual({ depth: 16, splits: 2 });
  });
});

describe("Winograd", () => {
  test("is offered for 3×3 with stride 1 whose transformed maps one binding holds", () => {
    const has = (given: ConvSizes, adapter: AdapterFacts) =>
      convVariants(given, adapter).map(nameOf).includes("winograd 2×2");
    // 16 places × 64 channels × 16 images of 28 × 28 tiles.
    const bytes = 4 * 16 * 64 * 16 * 28 * 28;
    const fits = { ...software, maxStorageBufferBindingSize: bytes };

    expect(has(sizes(64, 64, 56), fits)).toBe(true);
    expect(has(sizes(64, 64, 56), { ...fits, maxStorageBufferBindingSize: bytes - 4 })).toBe(false);
    expect(has(sizes(64, 64, 56, 1), software)).toBe(false);
    expect(has({ ...sizes(64, 64, 56), stride: 2 }, software)).toBe(false);
  });
});

test.each([
  ["one output channel", sizes(1, 2, 64, 7)],
  ["few output channels", sizes(2, 8, 64)],
  ["many output channels", sizes(64, 64, 56)],
])("the first variant offered is the table's: %s", (_, given) => {
  const [conv] = convVariants(given, software);
  const [filter] = filterGradientVariants(given, software);

  expect(conv?.choice).toEqual(chooseConvTile(given, software));
  expect(filter?.choice).toEqual(chooseFilterGradientTile(given, software));
});

describe("the tile of a filter gradient", () => {
  test("uses subgroups when most lanes have an input channel", () => {
    expect(chooseFilterGradientLanes(sizes(8, 8, 64), software).subgroupSize).toBe(8);
    expect(chooseFilterGradientLanes(sizes(8, 1, 64), software).subgroupSize).toBeUndefined();
    expect(
      chooseFilterGradientLanes(sizes(8, 8, 64), baselineAdapter).subgroupSize,
    ).toBeUndefined();
  });

  test("has a short window on SwiftShader, whose compiler takes minutes for a long one", () => {
    const chrome = { ...software, subgroupSize: 4, architecture: "swiftshader" };
    const tapRows = (given: ConvSizes, adapter: AdapterFacts) =>
      filterGradientVariants(given, adapter).flatMap(({ choice }) =>
        choice.way === "lanes" ? [`${choice.tapRows} of ${choice.rows}`] : [],
      );

    expect(chooseFilterGradientLanes(sizes(8, 8, 64), software)).toMatchObject({
      ...{ rows: 2, tapRows: 3 },
    });
    expect(chooseFilterGradientLanes(sizes(8, 8, 64), chrome)).toMatchObject({
      ...{ rows: 2, tapRows: 1 },
    });
    expect(chooseFilterGradientLanes(sizes(8, 8, 64, 2), chrome)).toMatchObject({ tapRows: 2 });
    expect(chooseFilterGradientLanes(sizes(8, 8, 64, 7), chrome)).toMatchObject({
      ...{ rows: 1, tapRows: 1 },
    });
    expect(new Set(tapRows(sizes(8, 8, 64), chrome))).toEqual(new Set(["1 of 2", "1 of 1"]));
    expect(tapRows(sizes(8, 8, 64), software)).toContain("3 of 4");
  });

  test("splits rows evenly and never into more parts than rows", () => {
    expect(splitRows(512, 64, software)).toEqual({ rowsPerSplit: 32, splits: 16 });
    expect(splitRows(3, 1, software)).toEqual({ rowsPerSplit: 1, splits: 3 });
    expect(splitRows(3, 100_000, hardware)).toEqual({ rowsPerSplit: 3, splits: 1 });
    expect(splitRows(512, 64, software, 5)).toEqual({ rowsPerSplit: 103, splits: 5 });
  });
});
