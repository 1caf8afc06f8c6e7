// The tables of convolution variants: which kernel and tile which sizes get.
import { baselineAdapter } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { convVariants, filterGradientVariants } from "./conv2d-candidates.ts";
import { chooseConvTile, chooseFilterGradientTile, splitRows } from "./conv2d-variants.ts";
import { convSizes } from "./conv2d-window.ts";

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
    expect(chooseConvTile(given, adapter)).toMatchObject({ lanes: "channels", rows, columns });
  });

  test("lanes are pixels when most lanes would have no output channel", () => {
    expect(chooseConvTile(sizes(8, 8, 64), hardware)).toMatchObject({ lanes: "pixels" });
    expect(chooseConvTile(sizes(32, 8, 64), hardware)).toMatchObject({ lanes: "channels" });
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

    expect(chooseConvTile(sizes(64, 64, 56), baselineAdapter)).toMatchObject({
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
    expect(chooseFilterGradientTile(sizes(8, 8, 64), software).subgroupSize).toBe(8);
    expect(chooseFilterGradientTile(sizes(8, 1, 64), software).subgroupSize).toBeUndefined();
    expect(chooseFilterGradientTile(sizes(8, 8, 64), baselineAdapter).subgroupSize).toBeUndefined();
  });

  test("splits rows evenly and never into more parts than rows", () => {
    expect(splitRows(512, 64, software)).toEqual({ rowsPerSplit: 32, splits: 16 });
    expect(splitRows(3, 1, software)).toEqual({ rowsPerSplit: 1, splits: 3 });
    expect(splitRows(3, 100_000, hardware)).toEqual({ rowsPerSplit: 3, splits: 1 });
    expect(splitRows(512, 64, software, 5)).toEqual({ rowsPerSplit: 103, splits: 5 });
  });
});
