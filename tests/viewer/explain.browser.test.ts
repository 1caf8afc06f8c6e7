// The full path of the Explain room, with the demo's sample: shares, heatmap, layouts, grey values, restoration, files.

import { CLASSES, readCsv, readNpy } from "@pleura/data";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pngChunks, savedBy } from "./downloads.ts";
import { expectGolden, readPng } from "./golden-picture.ts";
import { NO_MISDEEDS } from "./open-page.ts";
import { openViewer, type ViewerPage } from "./viewer-page.ts";
import { lastExplanation, tapWorkers } from "./worker-tap.ts";

let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer({ hash: "sample", before: tapWorkers });
  await heatmapIsDone();
}, 120_000);

afterAll(() => viewer.close());

/** "Increase" is measured last, when every map is there. */
const heatmapIsDone = () =>
  viewer.page.getByRole("term").filter({ hasText: "Increase" }).waitFor({ timeout: 60_000 });

const press = (name: string) => viewer.page.getByRole("button", { name, exact: true }).click();
const slider = (name: string) => viewer.page.getByRole("slider", { name, exact: true });
const film = () => viewer.page.getByRole("img", { name: /^Film / });

beforeEach(async () => {
  await press("Reset view and grey values");
  await press("Overlay");
});

test("one click shows a film with a share per class, which add up to one", async () => {
  const shares = viewer.page.getByRole("group", { name: "The model's share per class" });
  // As a screen reader reads them: `radio "Pneumonia 12.3 %"`, with < and > for what rounds to an end.
  const read = (await shares.ariaSnapshot()).matchAll(/radio "[^"]+? [<>]? ?([\d.]+) %"/g);
  const numbers = [...read].map(([, number]) => Number(number));

  expect(numbers).toHaveLength(CLASSES.length);
  expect(numbers.reduce((a, b) => a + b)).toBeCloseTo(100, 0);
  const { probabilities } = await lastExplanation(viewer.page);
  for (const [at, share] of probabilities.entries())
    expect(numbers[at]).toBeCloseTo(100 * share, 0);
});

test("the heatmap lies over the film, with its colour bar", async () => {
  await expectGolden(viewer.page, "explain-overlay");
});

test("side by side and swipe", async () => {
  await press("Side by side");
  await expect.poll(() => film().count()).toBe(2);
  await expectGolden(viewer.page, "explain-side-by-side");

  await press("Swipe");
  const line = slider("Swipe between film and layer");
  const before = Number(await line.getAttribute("aria-valuenow"));
  await line.press("ArrowRight");
  expect(Number(await line.getAttribute("aria-valuenow"))).toBeGreaterThan(before);
  await expectGolden(viewer.page, "explain-swipe");
});

test("zoom and pan move both panes together", async () => {
  await press("Side by side");
  await viewer.page.keyboard.press("m");
  await expect.poll(() => film().count()).toBe(2);
  const panes = () =>
    film().evaluateAll((canvases) => canvases.map((one) => (one as HTMLCanvasElement).toDataURL()));
  const before = await panes();
  const box = await film().first().boundingBox();
  const [x, y] = [(box?.x ?? 0) + 100, (box?.y ?? 0) + 200];

  await viewer.page.mouse.move(x, y);
  await viewer.page.mouse.wheel(0, -400);
  await expect.poll(panes).not.toEqual(before);
  const zoomed = await panes();
  await press("Drag moves");
  await viewer.page.mouse.move(x, y);
  await viewer.page.mouse.down();
  await viewer.page.mouse.move(x + 60, y + 30, { steps: 3 });
  await viewer.page.mouse.up();
  await expect.poll(panes).not.toEqual(zoomed);
  const moved = await panes();

  // Without the heatmap both show the same film: drawn alike, they are at the same place.
  for (const [left, right] of [before, zoomed, moved]) expect(left === right).toBe(true);
  await press("Drag sets window and level");
});

describe("the heatmap's controls", () => {
  test("opacity, threshold and colours change the picture and say their numbers", async () => {
    await slider("Opacity").fill("1");
    await slider("Threshold").fill("0.5");
    await viewer.page.getByRole("combobox", { name: "Colours" }).selectOption({ label: "Inferno" });

    await expectGolden(viewer.page, "explain-inferno");

    await viewer.page.getByRole("combobox", { name: "Colours" }).selectOption({ label: "Viridis" });
    await slider("Opacity").fill("0.65");
    await slider("Threshold").fill("0");
  });

  test("another class has another map", async () => {
    const { maps } = await lastExplanation(viewer.page);
    expect(maps[0]).not.toEqual(maps[2]);
    await viewer.page.getByRole("radio", { name: /Normal/ }).check();
    await viewer.page.getByRole("img", { name: /with Heatmap: Normal$/ }).waitFor();
    await viewer.page.getByRole("radio", { name: /COVID-19/ }).check();
  });
});

describe("window and level", () => {
  test("a drag over the film, the sliders and a preset set them", async () => {
    const values = async () => [
      Number(await slider("Width").inputValue()),
      Number(await slider("Level").inputValue()),
    ];
    const [width = 0, level = 0] = await values();
    const box = await film().boundingBox();
    const [x, y] = [(box?.x ?? 0) + 300, (box?.y ?? 0) + 300];
    await viewer.page.mouse.move(x, y);
    await viewer.page.mouse.down();
    await viewer.page.mouse.move(x + 40, y - 40, { steps: 4 });
    await viewer.page.mouse.up();
    const [wider = 0, moved = 0] = await values();
    expect(wider).toBeGreaterThan(width);
    expect(moved).not.toBe(level);

    await press("3 Dark parts");
    expect(await values()).not.toEqual([wider, moved]);
    await slider("Width").fill("100");
    expect((await values())[0]).toBeCloseTo(100, 0);
  });

  test("inverting, turning and mirroring are told on the film", async () => {
    await press("Invert");
    await press("Turn right");
    await press("Flip left to right");

    await viewer.page.getByText("inverted").waitFor();
    await viewer.page.getByText(/turned \d+°, mirrored/).waitFor();
    await expectGolden(film(), "explain-turned");
  });
});

describe("files", () => {
  test("pictures hold the film and the notice, and no text that could name anybody", async () => {
    const saved = [
      await savedBy(viewer.page, "Film PNG"),
      await savedBy(viewer.page, "Overlay PNG"),
      await savedBy(viewer.page, "Both PNG"),
    ];

    expect(saved.map(({ name }) => name)).toEqual([
      "film-001-film.png",
      "film-001-overlay-heatmap-covid-19.png",
      "film-001-both-heatmap-covid-19.png",
    ]);
    for (const { name, bytes } of saved) {
      const texts = pngChunks(bytes).filter((chunk) => /^(tEXt|zTXt|iTXt|eXIf)$/.test(chunk));
      expect(texts, name).toEqual([]);
      expect(bytes.includes("phantom-0"), name).toBe(false);
    }
    const [plain, , both] = saved.map(({ bytes }) => readPng(bytes));
    expect(both?.width).toBeGreaterThan(1.8 * (plain?.width ?? 0));
  });

  test("the raw map has the very numbers of the worker", async () => {
    const { name, bytes } = await savedBy(viewer.page, "Map npy");
    const { shape, data } = readNpy(bytes);
    const { maps } = await lastExplanation(viewer.page);

    expect(name).toBe("film-001-heatmap-covid-19.npy");
    expect(shape).toEqual([Math.sqrt(data.length), Math.sqrt(data.length)]);
    expect([...data]).toEqual(maps[CLASSES.indexOf("covid19")]);
  });

  test("the table has a line per film with the shares", async () => {
    const { name, bytes } = await savedBy(viewer.page, "Shares CSV");
    const { rows } = readCsv(bytes.toString("utf8"));
    const { probabilities } = await lastExplanation(viewer.page);

    expect(name).toBe("pleura-shares.csv");
    expect(rows).toHaveLength(1);
    const cells = rows[0]?.cells as Record<string, string>;
    for (const [at, label] of CLASSES.entries()) {
      expect(Math.abs(Number(cells[`p_${label}`]) - (probabilities[at] ?? 0))).toBeLessThan(1e-7);
    }
  });
});

test("the restoration comes on request, with 1 − SSIM as a number", async () => {
  await press("Restore the film");
  await viewer.page.getByRole("group", { name: "Layer" }).waitFor({ timeout: 60_000 });
  const score = viewer.page.getByRole("term").filter({ hasText: "1 − SSIM" }).locator("+ dd");

  expect(Number(await score.textContent())).toBeGreaterThan(0);
  await expectGolden(viewer.page, "explain-restored");
  await press("|Difference|");
  await viewer.page.getByRole("button", { name: "Heatmap", exact: true }).click();
});

test("nothing went wrong on the way", () => {
  expect(viewer.misdeeds).toEqual(NO_MISDEEDS);
});
