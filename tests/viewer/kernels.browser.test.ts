// The full path of the Kernels room: a profile from a file, and one made here and now.

import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { savedBy } from "./downloads.ts";
import { expectGolden } from "./golden-picture.ts";
import { NO_MISDEEDS } from "./open-page.ts";
import { smallRun } from "./serve-run.ts";
import { openRoom, openViewer, type ViewerPage } from "./viewer-page.ts";

let viewer: ViewerPage;
const main = () => viewer.page.getByRole("main", { name: "Kernels" });
const tab = (name: string) => main().getByRole("tab", { name, exact: true });

beforeAll(async () => {
  viewer = await openViewer();
  await openRoom(viewer.page, "Kernels");
  await openProfile(join(smallRun, "profile", "profile.json"));
  await main().getByRole("region", { name: "Summary" }).waitFor();
}, 120_000);

afterAll(() => viewer.close());

async function openProfile(file: string | { name: string; mimeType: string; buffer: Buffer }) {
  const choosing = viewer.page.waitForEvent("filechooser");
  await main().getByRole("button", { name: "Open profile" }).click();
  await (await choosing).setFiles(file);
}

/** The numbers of a column, from above. */
async function column(name: string): Promise<string[]> {
  const headers = await main().getByRole("columnheader").allTextContents();
  const at = headers.findIndex((text) => text.startsWith(name));
  // Rows out of sight are not drawn: an empty row keeps their place.
  const kernel = viewer.page.getByRole("cell").getByRole("button");
  const rows = main().getByRole("row").filter({ has: kernel });
  return rows.evaluateAll(
    (all, place) => all.map((row) => row.querySelectorAll("td")[place]?.textContent ?? ""),
    at,
  );
}

test("the table is sorted by time, and by any other column when asked", async () => {
  const total = (await column("total ms")).map(Number);
  expect(total.length).toBeGreaterThan(5);
  expect(total).toEqual(total.toSorted((a, b) => b - a));

  await main().getByRole("columnheader", { name: "calls" }).getByRole("button").click();
  const calls = (await column("calls")).map(Number);
  expect(calls).toEqual(calls.toSorted((a, b) => b - a));
  await main().getByRole("columnheader", { name: "total ms" }).getByRole("button").click();
});

test("timeline, table and roofline with its measured ceilings", async () => {
  await tab("Roofline").click();

  await expectGolden(viewer.page, "kernels-roofline");
});

test("a kernel has its WGSL with the tile that was chosen", async () => {
  await main()
    .getByRole("button", { name: /^conv2d 3×3/ })
    .first()
    .click();
  await tab("WGSL").click();
  const text = main().getByRole("region", { name: /^WGSL of conv2d/ });

  expect(await text.textContent()).toContain("var<storage");
  expect(
    await main()
      .getByRole("row", { name: /^conv2d 3×3/ })
      .first()
      .textContent(),
  ).toContain("lanes 8×8");
  await expectGolden(viewer.page, "kernels-wgsl");
});

test("the memory plan says which tensor lives where, and the timeline zooms by keys", async () => {
  await tab("Memory plan").click();
  await expectGolden(viewer.page, "kernels-memory");

  const timeline = main().getByRole("region", { name: "Timeline" });
  const picture = timeline.getByRole("img", { name: /^Timeline from/ });
  const before = await picture.getAttribute("aria-label");
  await timeline.getByRole("application").press("+");
  await expect.poll(() => picture.getAttribute("aria-label")).not.toBe(before);
  await timeline.getByRole("application").press("0");
  await expect.poll(() => picture.getAttribute("aria-label")).toBe(before);
});

test("saves a Chrome trace with every launch", async () => {
  const { name, bytes } = await savedBy(viewer.page, "Save as Chrome trace");
  const trace = JSON.parse(bytes.toString("utf8")) as {
    traceEvents: { ph: string; args?: { kernel?: string } }[];
  };

  expect(name).toMatch(/\.json$/);
  const spans = trace.traceEvents.filter(({ ph }) => ph === "X");
  expect(spans.length).toBeGreaterThan(30);
  expect(spans.filter(({ args }) => args?.kernel?.startsWith("conv2d")).length).toBeGreaterThan(3);
});

test("a file that is no profile is refused by name, and the open one stays", async () => {
  const buffer = Buffer.from("<!doctype html>");
  await openProfile({ name: "broken-profile.json", mimeType: "application/json", buffer });
  await viewer.page.getByRole("alert").filter({ hasText: "broken-profile.json" }).waitFor();

  expect((await column("total ms")).length).toBeGreaterThan(5);
});

test("profiles the loaded model on this GPU, here and now", async () => {
  await main().getByRole("button", { name: "Profile on this GPU" }).click();
  const summary = main().getByRole("region", { name: "Summary" });
  await summary.getByText(/swiftshader/i).waitFor({ timeout: 120_000 });

  const total = (await column("total ms")).map(Number);
  expect(total.length).toBeGreaterThan(5);
  expect(total.every((milliseconds) => milliseconds > 0)).toBe(true);
}, 120_000);

test("nothing went wrong on the way", () => {
  expect(viewer.misdeeds).toEqual(NO_MISDEEDS);
});
