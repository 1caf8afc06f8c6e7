// Makes the pictures of docs/viewer.md and README: UPDATE_DOCS=1 writes them. Phantoms only, never a patient.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readPng } from "./golden-picture.ts";
import { openPageForTest } from "./open-page.ts";
import { serveRuns, smallRun } from "./serve-run.ts";
import { modelLine, openRoom } from "./viewer-page.ts";

const images = fileURLToPath(new URL("../../docs/images", import.meta.url));

/** Writes the picture when that is asked for; it must be there, and of the page's size. */
async function picture(page: Page, name: string): Promise<void> {
  const file = join(images, name);
  if (process.env["UPDATE_DOCS"] !== undefined) {
    writeFileSync(file, await page.screenshot({ animations: "disabled", caret: "hide" }));
  }
  const { width, height } = readPng(readFileSync(file));

  expect([width, height]).toEqual([1280, 800]);
}

test("the three rooms, as docs/viewer.md shows them", async () => {
  const served = await serveRuns();
  const { page } = await openPageForTest(`${served.url}`);
  await modelLine(page).getByText("trained on").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Samples", exact: true }).first().click();
  await page.getByRole("term").filter({ hasText: "Increase" }).waitFor({ timeout: 60_000 });
  await picture(page, "viewer-explain.png");
  await served.stop();

  const run = await serveRuns(smallRun);
  const opened = await openPageForTest(run.url);
  await modelLine(opened.page).getByText("trained on").waitFor({ timeout: 60_000 });
  await openRoom(opened.page, "Run");
  const room = opened.page.getByRole("main", { name: "Run" });
  await room.getByRole("button", { name: "classifier", exact: true }).click();
  await room.getByText("186 lines").waitFor();
  await picture(opened.page, "viewer-run.png");

  await openRoom(opened.page, "Kernels");
  const kernels = opened.page.getByRole("main", { name: "Kernels" });
  const choosing = opened.page.waitForEvent("filechooser");
  await kernels.getByRole("button", { name: "Open profile" }).click();
  await (await choosing).setFiles(join(smallRun, "profile", "profile.json"));
  await kernels.getByRole("region", { name: "Summary" }).waitFor();
  await picture(opened.page, "viewer-kernels.png");
  await run.stop();
}, 120_000);
