// Compares a screenshot with a golden PNG, and writes what differs when they do.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, encode } from "fast-png";
import pixelmatch from "pixelmatch";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const goldens = new URL("goldens/", import.meta.url);

/** Pixels as `[height, width, 4]`. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** How far a screenshot may be from its golden picture. */
export interface Tolerance {
  /**
   * Distance of colours at which a pixel counts, 0 … 1 (OKLab). Another build of Chromium rounds
   * the edges of letters and of scaled films differently by a few per cent.
   */
  readonly pixel: number;
  /**
   * Pixels that may count in any square of {@link WINDOW} by {@link WINDOW}: one glyph drawn half
   * a pixel aside is within, a missing control, a mark or a warm spot of a heatmap is not.
   */
  readonly perWindow: number;
}

const WINDOW = 32;
const USUAL: Tolerance = { pixel: 0.08, perWindow: 48 };

/** Reads a PNG of 8 bits into RGBA. */
export function readPng(bytes: Uint8Array): Picture {
  const { width, height, channels, data } = decode(bytes);
  if (channels === 4) return { width, height, rgba: Uint8Array.from(data) };
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      rgba[pixel * 4 + channel] = data[pixel * channels + (channels < 3 ? 0 : channel)] ?? 0;
    }
  }
  return { width, height, rgba };
}

/** What two pictures of one size differ in. */
export function comparePictures(
  expected: Picture,
  actual: Picture,
  { pixel, perWindow }: Tolerance = USUAL,
): { readonly equal: boolean; readonly worst: number; readonly difference: Uint8Array } {
  const { width, height } = expected;
  const rgba = new Uint8Array(width * height * 4);
  const worst = pixelmatch(expected.rgba, actual.rgba, rgba, width, height, {
    threshold: pixel,
    windowSize: WINDOW,
  });
  const difference = encode({ width, height, data: rgba, channels: 4, depth: 8 });
  return { equal: worst <= perWindow, worst, difference };
}

/**
 * Takes a screenshot and compares it with `goldens/NAME.png`.
 *
 * UPDATE_GOLDENS=1 writes the golden picture instead. When they differ, NAME.actual.png and
 * NAME.difference.png lie beside it.
 *
 * @param masked parts whose look is not this test's business: measured times, names of adapters
 */
export async function expectGolden(
  target: Page | Locator,
  name: string,
  masked: readonly Locator[] = [],
  tolerance: Tolerance = USUAL,
): Promise<void> {
  const file = (ending: string) => fileURLToPath(new URL(`${name}${ending}.png`, goldens));
  const golden = file("");
  const actualFile = file(".actual");
  const differenceFile = file(".difference");
  const shot = await target.screenshot({
    animations: "disabled",
    caret: "hide",
    scale: "css",
    mask: [...masked],
    maskColor: "#808080",
  });
  rmSync(actualFile, { force: true });
  rmSync(differenceFile, { force: true });
  if (process.env["UPDATE_GOLDENS"] === "1") {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, shot);
    return;
  }
  const test = relative(root, expect.getState().testPath ?? "");
  const command = `If the new look is right: UPDATE_GOLDENS=1 npm run test:browser -- ${test}`;
  const actual = readPng(shot);
  const fail = (what: string) => {
    writeFileSync(actualFile, shot);
    return new Error(`${name}: ${what}; see ${relative(root, actualFile)}. ${command}`);
  };
  if (!existsSync(golden)) throw fail("there must be a golden picture, but there is none");
  const expected = readPng(readFileSync(golden));
  if (expected.width !== actual.width || expected.height !== actual.height) {
    const sizes = `${actual.width}×${actual.height} instead of ${expected.width}×${expected.height}`;
    throw fail(`the screenshot must have the golden picture's size, but it is ${sizes}`);
  }
  const { equal, worst, difference } = comparePictures(expected, actual, tolerance);
  if (equal) return;
  writeFileSync(differenceFile, difference);
  throw fail(
    `at most ${tolerance.perWindow} pixels in a square of ${WINDOW} may differ from the golden ` +
      `picture, but ${worst} do (red in ${relative(root, differenceFile)})`,
  );
}
