// The GPU is taken away under the page, as a crash of its driver does.
import { expect, onTestFinished, test } from "vitest";
import { phantomGrey, pngFilm } from "./films.ts";
import { modelLine, openViewer, pickFiles } from "./viewer-page.ts";
import {
  answered,
  destroyDevice,
  lastExplanation,
  tapWorkers,
  workerEvents,
} from "./worker-tap.ts";

/** What the page promises, milliseconds. */
const BACK_WITHIN = 3000;

test("a lost device is back within three seconds, with the films and the same numbers", async () => {
  const viewer = await openViewer({ before: tapWorkers });
  onTestFinished(() => viewer.close());
  const { page } = viewer;
  await pickFiles(page, [pngFilm("kept-film.png", phantomGrey(3, 90))]);
  await expect.poll(() => answered(page, "explain"), { timeout: 30_000 }).toBe(1);
  const before = await lastExplanation(page);

  const lostAt = await destroyDevice(page);
  await expect
    .poll(async () => (await workerEvents(page)).map(({ type }) => type), { timeout: 10_000 })
    .toEqual(["lost", "restored"]);

  const [, restored] = await workerEvents(page);
  expect((restored?.at ?? Number.POSITIVE_INFINITY) - lostAt).toBeLessThan(BACK_WITHIN);
  await expect.poll(() => modelLine(page).textContent()).not.toContain("lost");
  await page.getByText("The GPU was lost and is back: your films are still here.").waitFor();
  expect(await page.getByText("kept-film.png").first().isVisible()).toBe(true);

  await pickFiles(page, [pngFilm("kept-film.png", phantomGrey(3, 90))]);
  await expect.poll(() => answered(page, "explain"), { timeout: 30_000 }).toBe(2);
  expect(await lastExplanation(page)).toEqual(before);
});
