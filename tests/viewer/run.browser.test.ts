// The full path of the Run room: `pleura view` of a run, its curves, predictions, films, comparison; and a folder dragged in.
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dragIn } from "./drag-in.ts";
import { expectGolden } from "./golden-picture.ts";
import { NO_MISDEEDS, type OpenedPage, openPage } from "./open-page.ts";
import { type ServedRun, serveRuns, smallRun } from "./serve-run.ts";
import { modelLine, openRoom, openViewer } from "./viewer-page.ts";

let folder = "";
let served: ServedRun;
let viewer: OpenedPage;
const main = () => viewer.page.getByRole("main", { name: "Run" });
/** It stays in sight on a layer of its own, whose letters lie on other parts of a pixel from time to time. */
const runs = () => main().getByRole("complementary", { name: "Runs" });
const part = async (name: string) => {
  const parts = main().getByRole("navigation", { name: "Parts of the run" });
  await parts.getByRole("button", { name, exact: true }).click();
  return main().getByRole("region", { name, exact: true });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pleura-run-"));
  cpSync(smallRun, join(folder, "small-run"), { recursive: true });
  served = await serveRuns(join(folder, "small-run"));
  viewer = await openPage(served.url);
  await modelLine(viewer.page).getByText("classifier").waitFor({ timeout: 60_000 });
  await openRoom(viewer.page, "Run");
  await runs().getByRole("button", { name: "classifier", exact: true }).click();
}, 120_000);

afterAll(async () => {
  await viewer.close();
  await served.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the model of the run is there, with what it was trained on", async () => {
  expect(await modelLine(viewer.page).textContent()).toMatch(/classifier.*51 films/);
});

test("curves with their last values; a line that is added while it trains appears", async () => {
  const curves = await part("Curves");
  await curves.getByText("186 lines").waitFor();
  await expectGolden(viewer.page, "run-curves", [runs()]);

  appendFileSync(
    join(folder, "small-run", "classifier", "metrics.jsonl"),
    `${JSON.stringify({ step: 161, loss: 0.5 })}\n`,
  );
  await viewer.page.reload();
  await openRoom(viewer.page, "Run");
  await main().getByText("187 lines").waitFor();
});

test("a cell of the confusion matrix shows its films, and a film opens in Explain", async () => {
  const predictions = await part("Predictions");
  await predictions.getByText("80 films of 44 patients").waitFor();
  await predictions.getByRole("img", { name: /^ROC/ }).waitFor();
  const cell = predictions.getByRole("button", { name: /^truth normal, predicted covid19/ });
  const count = Number(await cell.textContent());
  await cell.click();
  const films = predictions.getByRole("region", { name: "Films" });
  const items = films.getByRole("listitem");
  await expect.poll(() => items.count()).toBe(count);
  for (const text of await items.allTextContents()) {
    expect(text).toMatch(/truth normal.*wrong: covid19/);
  }

  await films.getByRole("combobox", { name: "Source" }).selectOption("phantom-a");
  await expect.poll(() => items.count()).toBeLessThan(count);
  const name = /[\w-]+\.png/.exec(String(await items.first().textContent()))?.[0] ?? "none";
  await items.first().getByRole("button").click();
  const explain = viewer.page.getByRole("main", { name: "Explain" });
  await explain.getByRole("option", { name: new RegExp(name) }).waitFor();
  await openRoom(viewer.page, "Run");
});

test("right and wrong, confidence and name narrow the films", async () => {
  const predictions = await part("Predictions");
  const films = predictions.getByRole("region", { name: "Films" });
  await films.getByRole("button", { name: "Show all" }).click();
  await films.getByText("Films 1 to 30 of 80").waitFor();
  await films.getByRole("combobox", { name: "Answer" }).selectOption({ label: "right" });
  await films.getByText(/of 33$/).waitFor();
  await films.getByRole("slider", { name: "Confidence from" }).fill("0.5");
  await expect.poll(() => films.getByRole("listitem").count()).toBeLessThan(30);
  await films.getByRole("button", { name: "Show all" }).click();
  await films.getByRole("searchbox", { name: "Name" }).fill("p0001");
  await expect.poll(() => films.getByRole("listitem").count()).toBe(2);
  await films.getByRole("button", { name: "Show all" }).click();
});

test("settings are found by a part of their name", async () => {
  const settings = await part("Settings");
  await settings.getByRole("searchbox", { name: "Search" }).fill("learningRate");

  await settings.getByText("0.002").waitFor();
});

test("two runs are compared: values that differ, and curves in one picture", async () => {
  const compare = await part("Compare");
  await compare
    .getByRole("combobox", { name: "Compare with" })
    .selectOption({ label: "small-run/pretext" });
  const rows = compare.getByRole("row");

  await rows.filter({ hasText: "finetune" }).filter({ hasText: "pretrain" }).waitFor();
});

test("the restoration model restores films of the run", async () => {
  const restorations = await part("Restorations");
  await restorations.getByRole("button", { name: "Restore four films now" }).click();
  await restorations.getByRole("img", { name: "restored" }).first().waitFor({ timeout: 60_000 });

  expect(await restorations.getByRole("figure").count()).toBe(4);
});

test("a run's folder that is dragged onto the page opens here", async () => {
  const other = await openViewer();
  try {
    await dragIn(other.page, smallRun);
    const room = other.page.getByRole("main", { name: "Run" });
    await room.getByRole("button", { name: "classifier", exact: true }).click();
    await room.getByText("186 lines").waitFor();
    expect(other.misdeeds.errors).toEqual([]);
  } finally {
    await other.close();
  }
});

test("nothing went wrong on the way", () => {
  expect(viewer.misdeeds).toEqual(NO_MISDEEDS);
});
