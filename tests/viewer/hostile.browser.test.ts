// Hostile texts in every place where a file names something: shown as text, and nothing of them runs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCsv } from "@pleura/data";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { savedBy } from "./downloads.ts";
import { dragIn } from "./drag-in.ts";
import { phantomGrey, pngFilm } from "./films.ts";
import {
  hostileCheckpoint,
  hostileDicom,
  hostileProfile,
  writeHostileRun,
} from "./hostile-files.ts";
import { openPageForTest } from "./open-page.ts";
import { expectNothingRan, expectShown, PAYLOADS } from "./payloads.ts";
import { serveFolder } from "./static-server.ts";
import {
  dropMade,
  modelLine,
  openRoom,
  openViewer,
  pickFiles,
  type ViewerPage,
} from "./viewer-page.ts";

const payloads = Object.values(PAYLOADS);
let viewer: ViewerPage;
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pleura-hostile-"));
  viewer = await openViewer();
}, 120_000);

afterEach(() => expectNothingRan(viewer.page, viewer.misdeeds));

afterAll(async () => {
  await viewer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A name that the page would not open as a hidden file. */
const isOpened = (name: string) => !name.split("/").some((part) => part.startsWith("."));

/** The words are said twice: in sight, and for a screen reader, to whom not every step is told. */
const queueIsDone = (films: number) =>
  viewer.page.getByText(`${films} of ${films} done`).first().waitFor({ timeout: 60_000 });

test("there are at least thirty payloads, and a page that writes them as markup is caught", async () => {
  expect(payloads.length).toBeGreaterThanOrEqual(30);
  const bare = await serveFolder(new URL("bare-page/", import.meta.url).pathname);
  const { page, misdeeds } = await openPageForTest(bare.url);
  await page.evaluate(
    (texts) => {
      for (const text of texts) document.body.insertAdjacentHTML("beforeend", `<p>${text}</p>`);
    },
    payloads.slice(0, 12),
  );
  await page.waitForFunction(() => "hostile" in window);

  await expect(expectNothingRan(page, misdeeds)).rejects.toThrow();
  await bare.stop();
});

test("names of files", async () => {
  const png = pngFilm("x.png", phantomGrey(1, 16)).buffer.toString("base64");
  const names = payloads.filter(isOpened);
  await dropMade(
    viewer.page,
    `() => {
      const bytes = Uint8Array.from(atob("${png}"), (letter) => letter.charCodeAt(0));
      return ${JSON.stringify(names)}.map((name) => new File([bytes], name));
    }`,
  );
  const list = viewer.page.getByRole("listbox", { name: "Films" });
  await queueIsDone(names.length);
  await viewer.page.getByText("Film record").click();
  await list.press("Home");
  for (const name of names) {
    await expectShown(viewer.page, [name]);
    await list.press("ArrowRight");
  }
});

test("the table of shares holds no formula", async () => {
  const { bytes } = await savedBy(viewer.page, "Shares CSV");
  const { rows } = readCsv(bytes);

  expect(rows.length).toBe(payloads.filter(isOpened).length);
  for (const { cells } of rows) expect(cells["file"]).not.toMatch(/^[=+\-@\t\r]/);
});

test("patients, studies and institutions of DICOM files", async () => {
  await viewer.page.getByText("Sort and filter").click();
  await viewer.page.getByRole("button", { name: "Close all" }).click();
  await viewer.page.getByRole("button", { name: /^Really close all/ }).click();
  const groups = Array.from({ length: Math.ceil(payloads.length / 3) }, (_, at) =>
    payloads.slice(3 * at, 3 * at + 3),
  );
  const films = groups.map((group, at) => hostileDicom(`film-${at}.dcm`, group));
  await pickFiles(viewer.page, films);
  const list = viewer.page.getByRole("listbox", { name: "Films" });
  await queueIsDone(films.length);
  await list.press("Home");
  const record = viewer.page.getByRole("group").filter({ hasText: "Film record" });
  if ((await record.getAttribute("open")) === null) await record.getByText("Film record").click();
  expect(await viewer.page.getByText("Patient ID").count(), "hidden until asked").toBe(0);
  for (const [at, group] of groups.entries()) {
    await viewer.page
      .getByRole("option", { name: new RegExp(`^film-${at}\\.dcm`), selected: true })
      .waitFor();
    // Hidden again for every film.
    await viewer.page.getByRole("button", { name: /^Show the patient/ }).click();
    await viewer.page.getByText("Patient ID").waitFor();
    // A value ends at a backslash, a line or a NUL.
    await expectShown(
      viewer.page,
      group.map((text) => text.split(/[\\\r\n]/)[0] ?? ""),
    );
    await list.press("ArrowRight");
  }
});

test("an address after the hash, in an open page and in a new one", async () => {
  for (const text of payloads) {
    await viewer.page.evaluate((hash) => {
      location.hash = hash;
    }, text);
    await viewer.page.evaluate((hash) => {
      location.hash = encodeURIComponent(hash);
    }, text);
  }
  await viewer.page.goto(`${viewer.server.url}#${payloads[3]}`);
  await viewer.page.reload();
  await modelLine(viewer.page).getByText("trained on").waitFor({ timeout: 60_000 });
});

describe("checkpoints", () => {
  test("names of files, and values of their headers", async () => {
    const texts = payloads.filter((one) => isOpened(`${one}.safetensors`) && one.length < 500);
    // As many as the page tells at once.
    const batches = Array.from({ length: Math.ceil(texts.length / 4) }, (_, at) =>
      texts.slice(4 * at, 4 * at + 4),
    );
    for (const batch of batches) {
      await pickFiles(
        viewer.page,
        batch.map((text) => ({
          name: `${text}.safetensors`,
          mimeType: "application/octet-stream",
          buffer: hostileCheckpoint("run.inputView", text),
        })),
      );
      const told = viewer.page.getByRole("alert");
      await expectShown(viewer.page, batch);
      const close = told.getByRole("button", { name: "Close this notice" });
      while ((await close.count()) > 0) await close.first().click();
    }
  });

  test("a model of a hostile name is named in the line that is always in sight", async () => {
    const name = `${PAYLOADS["picture that fails"]}.safetensors`;
    const buffer = hostileCheckpoint("run.task", PAYLOADS["script"] ?? "");
    await pickFiles(viewer.page, [{ name, mimeType: "application/octet-stream", buffer }]);
    await modelLine(viewer.page).getByText(name).waitFor({ timeout: 30_000 });
  });
});

test("a run: settings, curves, films, labels, sources, and its folder's name", async () => {
  const run = join(folder, `${PAYLOADS["picture that fails"]}`);
  writeHostileRun(run, payloads);
  await dragIn(viewer.page, run);
  const room = viewer.page.getByRole("main", { name: "Run" });
  await room.getByRole("button", { name: "run", exact: true }).click();
  await room.getByText(/^\d lines;/).waitFor();
  await expectShown(viewer.page, [PAYLOADS["picture that fails"] ?? ""]);
  for (const part of ["Curves", "Predictions", "Settings"]) {
    const parts = room.getByRole("navigation", { name: "Parts of the run" });
    await parts.getByRole("button", { name: part, exact: true }).click();
    const panel = room.getByRole("region", { name: part, exact: true });
    await panel
      .getByText(part === "Predictions" ? /^Films 1 to/ : /\w/)
      .first()
      .waitFor();
    await expectShown(viewer.page, part === "Predictions" ? payloads.slice(0, 30) : payloads);
    await expectNothingRan(viewer.page, viewer.misdeeds);
  }
});

test("a profile: kernels, layers, tensors, adapter and WGSL", async () => {
  const path = [
    { name: "profile.json", mimeType: "application/json", buffer: hostileProfile(payloads) },
  ];
  await openRoom(viewer.page, "Kernels");
  const room = viewer.page.getByRole("main", { name: "Kernels" });
  const choosing = viewer.page.waitForEvent("filechooser");
  await room.getByRole("button", { name: "Open profile" }).click();
  await (await choosing).setFiles(path);
  await room.getByRole("region", { name: "Summary" }).waitFor();
  for (const rows of ["kernels", "layers", "launches"]) {
    await room.getByRole("combobox", { name: "Rows" }).selectOption({ label: rows });
    await room.getByRole("cell").getByRole("button").first().click();
    for (const tab of ["Roofline", "Memory plan", "WGSL", "Step"]) {
      await room.getByRole("tab", { name: tab, exact: true }).click();
      await expectNothingRan(viewer.page, viewer.misdeeds);
    }
    await room.getByRole("tab", { name: "WGSL", exact: true }).click();
    await expectShown(viewer.page, payloads.slice(0, 5));
  }
});
