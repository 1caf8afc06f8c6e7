// The gallery in a real browser: drops and pastes, the queue, keys, what is hidden, and many films at once.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCsv } from "@pleura/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "../cli/run-cli.ts";
import { axeViolations } from "./axe.ts";
import { savedBy } from "./downloads.ts";
import {
  dicomFilm,
  type FilmFile,
  phantomGrey,
  pngFilm,
  twentyFilms,
  writeFilms,
} from "./films.ts";
import { mainThreadTasks } from "./main-thread-tasks.ts";
import { NO_MISDEEDS } from "./open-page.ts";
import { viewerFolder } from "./viewer-build.ts";
import { modelLine, openViewer, pickFiles, type ViewerPage } from "./viewer-page.ts";

let viewer: ViewerPage;

/** SwiftShader takes a tenth of a second for a film on a calm machine. */
const LONG = { timeout: 30_000 };

beforeAll(async () => {
  viewer = await openViewer();
}, 120_000);

afterAll(() => viewer.close());

const films = (count: number, side = 48): FilmFile[] =>
  Array.from({ length: count }, (_, at) =>
    pngFilm(`film ${at + 1}.png`, phantomGrey(at % 9, side)),
  );

const list = () => viewer.page.getByRole("listbox", { name: "Films" });
const option = (name: string | RegExp) => list().getByRole("option", { name });
const words = () => viewer.page.locator(".queue-words");

/** Lets go of files over the page, as a drag from the desktop does, or pastes them. */
async function give(how: "drop" | "paste", files: readonly FilmFile[]): Promise<void> {
  const plain = files.map(({ name, buffer }) => [name, buffer.toString("base64")] as const);
  await viewer.page.evaluate(
    ([kind, given]) => {
      const transfer = new DataTransfer();
      for (const [name, text] of given) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      const common = { bubbles: true, cancelable: true };
      const event =
        kind === "drop"
          ? new DragEvent("drop", { ...common, dataTransfer: transfer })
          : new ClipboardEvent("paste", { ...common, clipboardData: transfer });
      // Whatever has the pointer: the browser would go to the file if nobody took it.
      document.querySelector(".header")?.dispatchEvent(event);
      if (!event.defaultPrevented) throw new Error("the page let the browser have the files");
    },
    [how, plain] as const,
  );
}

async function closeAll(): Promise<void> {
  if ((await list().count()) === 0) return;
  await viewer.page.locator(".gallery-tools").evaluate((tools) => {
    (tools as HTMLDetailsElement).open = true;
  });
  await viewer.page.getByRole("button", { name: "Close all" }).click();
  const again = viewer.page.getByRole("button", { name: "Really close all" });
  if ((await again.count()) > 0) await again.click();
}

test("dropped and pasted films are asked about, hidden files left out, others refused by name", async () => {
  const text = { mimeType: "text/plain", buffer: Buffer.from("hello") };
  await give("drop", [
    ...films(2),
    { name: ".DS_Store", ...text },
    { name: "broken.png", mimeType: "", buffer: (films(1)[0] as FilmFile).buffer.subarray(0, 400) },
  ]);
  await give("paste", [pngFilm("pasted.png", phantomGrey(4, 48))]);

  await expect.poll(() => words().textContent(), LONG).toBe("4 of 4 done, 1 failed");
  expect(await option(/^film 1\.png .* %$/).count()).toBe(1);
  expect(await option("broken.png failed: file is cut off").count()).toBe(1);
  expect(await option("pasted.png").getAttribute("aria-selected")).toBe("true");
  await give("drop", [{ name: "notes.txt", ...text }]);
  const notices = viewer.page.locator(".notices");
  await notices.getByText("Left out: 1 hidden file.").waitFor();
  await notices.getByText('"notes.txt": a file must be a film').waitFor();
  expect(await axeViolations(viewer.page)).toEqual([]);
  await closeAll();
});

test("keys move among the films, Delete closes one, the search narrows them", async () => {
  await pickFiles(viewer.page, films(30));
  await list().focus();
  const { page } = viewer;
  const selected = () => list().locator('[aria-selected="true"] .film-name').textContent();

  await page.keyboard.press("End");
  expect(await selected()).toBe("film 30.png");
  expect(await list().getAttribute("aria-activedescendant")).toMatch(/^film-\d+$/);
  await page.keyboard.press("ArrowUp");
  expect(await selected()).toBe("film 28.png");
  await page.keyboard.press("Delete");
  expect(await selected()).toBe("film 29.png");
  await page.keyboard.press("Home");
  expect(await selected()).toBe("film 1.png");
  await page.locator(".gallery-tools").evaluate((tools) => {
    (tools as HTMLDetailsElement).open = true;
  });
  await page.getByRole("searchbox", { name: "Name" }).fill("film 2");
  await page.getByText("10 of 29 shown").waitFor();
  await page.getByRole("searchbox", { name: "Name" }).fill("");
  await closeAll();
});

test("who the patient is stays hidden until asked for, and again with the next film", async () => {
  const patient = {
    "00100010 PN": "Doe^Jane",
    "00100020 LO": "id-4711",
    "00080080 LO": "Clinic Z",
  };
  await pickFiles(viewer.page, [
    dicomFilm("one.dcm", phantomGrey(1, 48), patient),
    dicomFilm("two.dcm", phantomGrey(2, 48), patient),
  ]);
  const { page } = viewer;
  await page.getByText("Film record").click();
  const show = page.getByRole("button", { name: /^Show the patient/ });
  await show.waitFor();
  const record = page.locator(".film-record");
  await record.getByText("Modality").waitFor();
  const all = () =>
    page.evaluate(() => document.documentElement.outerHTML + document.title + location.href);

  expect(await all()).not.toMatch(/Doe|4711|Clinic Z/);
  await show.click();
  await record.getByText("Doe, Jane").waitFor();
  await record.getByText("id-4711").waitFor();
  await option(/^two/).click();
  await show.waitFor();
  expect(await all()).not.toMatch(/Doe|4711|Clinic Z/);
  await closeAll();
});

test("the queue asks about many films at once and gets the program's numbers", async () => {
  const { page } = viewer;
  await bundleCli();
  const folder = emptyFolder();
  const paths = writeFilms(folder, await twentyFilms());
  const { classifier } = JSON.parse(
    readFileSync(join(viewerFolder, "demo", "manifest.json"), "utf8"),
  ) as { classifier: string };
  const model = join(viewerFolder, "demo", classifier);
  const told = await runCli(["predict", "--model", model, "--json", "--no-tune", ...paths]);
  expect(told.code, told.stderr).toBe(0);

  await pickFiles(page, paths);
  await expect.poll(() => words().textContent(), LONG).toBe("20 of 20 done");
  const table = readCsv((await savedBy(page, "Shares CSV")).bytes);
  await closeAll();

  const byFile = new Map(table.rows.map((row) => [row.cells["file"], row.cells]));
  for (const line of told.stdout.trim().split("\n")) {
    const { file, probabilities } = JSON.parse(line) as {
      file: string;
      probabilities: Readonly<Record<string, number>>;
    };
    const row = byFile.get(basename(file));
    for (const [name, share] of Object.entries(probabilities)) {
      const tolerance = /jpg|wrongly/.test(file) ? 1e-3 : 1e-4;
      expect(Math.abs(Number(row?.[`p_${name}`]) - share), file).toBeLessThanOrEqual(tolerance);
    }
  }
}, 120_000);

const fixture = (path: string) =>
  fileURLToPath(new URL(`fixtures/small-run/${path}`, import.meta.url));

test("a run's folder goes to its room, a profile to its own, a checkpoint takes its place", async () => {
  const { page } = viewer;
  await page.getByLabel("Open a folder").setInputFiles(fixture("classifier"));
  await page.getByRole("main", { name: "Run" }).waitFor();
  await page.getByRole("button", { name: "Explain" }).click();
  await pickFiles(page, fixture("profile/profile.json"));
  await page.getByRole("main", { name: "Kernels" }).waitFor();
  await page.getByRole("button", { name: "Explain" }).click();
  await pickFiles(page, fixture("classifier/best.safetensors"));
  await modelLine(page).getByText("best.safetensors").waitFor(LONG);
});

test("500 films: no task over 200 ms, pause and cancel work", async () => {
  const { page } = viewer;
  // Made beforehand: a desktop's files are there already when they are dropped.
  const plain = films(9, 32).map(({ buffer }) => buffer.toString("base64"));
  await page.evaluate((pictures) => {
    const transfer = new DataTransfer();
    for (let at = 0; at < 500; at += 1) {
      const text = atob(pictures[at % pictures.length] as string);
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], `film ${at + 1}.png`));
    }
    Object.assign(window, { pleuraDrop: transfer });
  }, plain);
  let drawn = 0;
  const tasks = await mainThreadTasks(page, async () => {
    await page.evaluate(() => {
      const dataTransfer = (window as unknown as { pleuraDrop: DataTransfer }).pleuraDrop;
      dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
    });
    await expect
      .poll(async () => Number.parseInt((await words().textContent()) ?? "0", 10), LONG)
      .toBeGreaterThan(15);
    await list().focus();
    for (const key of ["PageDown", "PageDown", "End", "Home"]) await page.keyboard.press(key);
    await page.getByRole("button", { name: "Pause" }).click();
    await words().getByText("paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await words().getByText("cancelled").waitFor();
    drawn = await list().getByRole("option").count();
  });
  await closeAll();

  expect(tasks.slice(0, 3)).toSatisfy((longest: number[]) => (longest[0] ?? 0) <= 200);
  expect(drawn).toBeLessThan(60);
});

test("nothing of all this was reported, logged or sent", () => {
  expect(viewer.misdeeds).toEqual(NO_MISDEEDS);
});
