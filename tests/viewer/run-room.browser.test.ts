// The Run room where things go on or go wrong: a run that grows, several folders, a study, hostile and endless files.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { axeViolations } from "./axe.ts";
import { NO_MISDEEDS, type OpenedPage, openPageForTest } from "./open-page.ts";
import { type ServedRun, serveRuns, smallRun } from "./serve-run.ts";

const root = mkdtempSync(join(tmpdir(), "pleura-run-room-"));
const demo = join(root, "demo");

/** Logits that make a confusion matrix with a film in a wrong cell. */
const PREDICTIONS = `file,label,logit_covid19,logit_pneumonia,logit_normal
images/p0000-0.png,covid19,3,0,0
images/p0000-1.png,covid19,0,2,0
images/p0001-0.png,normal,0,0,1
images/p0001-1.png,normal,0,0,4
`;

/** Serves the demo for all tests that change nothing in it. */
let server: ServedRun;

beforeAll(async () => {
  cpSync(smallRun, demo, { recursive: true });
  writeFileSync(join(demo, "classifier", "predictions-test.csv"), PREDICTIONS);
  server = await serveRuns(demo);
}, 120_000);

afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const openDemo = () => openPageForTest(`${server.url}#run`);

/** Opens the room with what `pleura view` serves. */
async function openRun(...paths: readonly string[]): Promise<OpenedPage> {
  const served = await serveRuns(...paths);
  onTestFinished(() => served.stop());
  return openPageForTest(`${served.url}#run`);
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true }).click();

test("every tab of a demo's run is in order for axe, and the page does nothing that it must not", async () => {
  const { page, misdeeds } = await openDemo();
  await page.getByRole("slider", { name: /^Cursor over loss/ }).waitFor();
  const found: string[] = [];
  for (const tab of ["Curves", "Predictions", "Restorations", "Settings", "Compare"]) {
    await press(page, tab);
    await page.getByRole("region", { name: tab, exact: true }).waitFor();
    if (tab === "Predictions") await page.getByRole("region", { name: "Films" }).waitFor();
    found.push(...(await axeViolations(page)));
  }

  expect(found).toEqual([]);
  expect(misdeeds).toEqual(NO_MISDEEDS);
});

test("a cell of the confusion matrix shows its film by Enter, and the film opens in Explain", async () => {
  const { page } = await openDemo();
  await press(page, "Predictions");
  const cell = page.getByRole("button", { name: /^truth covid19, predicted pneumonia: 1 image/ });
  await cell.focus();
  await page.keyboard.press("Enter");

  const films = page.getByRole("region", { name: "Films" });
  await films.getByText("Films 1 to 1 of 1").waitFor();
  expect(await cell.getAttribute("aria-pressed")).toBe("true");
  await films.locator("canvas").waitFor();
  await films.getByRole("button", { name: /^images\/p0000-1\.png truth covid19/ }).click();
  await page.getByRole("main", { name: "Explain" }).waitFor();
  await page.getByText("p0000-1.png").first().waitFor();
});

test("curves follow a training, its end, and a file that is begun anew", async () => {
  const folder = join(root, "growing");
  mkdirSync(folder);
  const metrics = join(folder, "metrics.jsonl");
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, at) => `{"step":${from + at},"loss":1}\n`).join("");
  writeFileSync(metrics, lines(1, 10));
  const { page } = await openRun(folder);
  const said = (text: string) => page.getByText(text).waitFor({ timeout: 20_000 });
  await said("10 lines;");

  writeFileSync(join(folder, "run.lock"), JSON.stringify({ pid: process.pid, host: hostname() }));
  appendFileSync(metrics, `${lines(11, 15)}{"step":16,"lo`);
  await said("15 lines;");
  await said("training now");
  appendFileSync(metrics, 'ss":2}\n');
  await said("16 lines;");
  expect(await page.getByText("were left out").count()).toBe(0);

  writeFileSync(`${metrics}.new`, lines(1, 4));
  renameSync(`${metrics}.new`, metrics);
  rmSync(join(folder, "run.lock"));
  await said("4 lines;");
  await page.getByText("training now").waitFor({ state: "detached", timeout: 20_000 });
});

test("the cursor of a chart goes by keyboard and says its step and values", async () => {
  const { page } = await openDemo();
  const cursor = page.getByRole("slider", { name: /^Cursor over loss/ });
  await cursor.focus();
  await page.keyboard.press("Home");
  await expect.poll(() => cursor.getAttribute("aria-valuetext")).toBe("step 1");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => cursor.getAttribute("aria-valuetext")).toBe("step 2");

  await page.getByRole("combobox", { name: "Axis" }).selectOption("time");
  await expect
    .poll(() => cursor.getAttribute("aria-valuetext"))
    .toMatch(/^time \d+(\.\d)? (s|min)$/);
});

test("two runs side by side: settings that differ, numbers of both, dashed curves", async () => {
  const { page } = await openRun(join(demo, "classifier"), join(demo, "pretext"));
  await press(page, "Compare");
  await page.getByRole("combobox", { name: "Compare with" }).selectOption({ index: 1 });

  await page.getByRole("row", { name: /^command finetune pretrain$/ }).waitFor();
  await page.getByRole("row", { name: /^test: accuracy 0\.750 \(/ }).waitFor();
  await press(page, "Curves");
  await page.getByRole("row", { name: /^loss pretext / }).waitFor();
});

test("a study's table opens its trainings", async () => {
  const study = join(root, "study");
  cpSync(join(demo, "classifier"), join(study, "finetune", "a"), { recursive: true });
  const number = { mean: 0.75, sd: 0.1, low: 0.5, high: 0.9 };
  const row = { title: "from scratch", loss: null, split: "clean", labelFraction: 0.1, n: 4 };
  const rows = [
    { ...row, seeds: [1, 2], cells: ["finetune/a", "finetune/b"], metrics: { accuracy: number } },
  ];
  writeFileSync(join(study, "study.json"), JSON.stringify({ rows, notes: ["A note."] }));
  writeFileSync(join(study, "study.html"), "<p>page</p>");
  const { page } = await openRun(study);

  await page.getByText("A note.").waitFor();
  await page.getByRole("cell", { name: "0.750 ± 0.100 (0.500–0.900)" }).waitFor();
  const [opened] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: "study.html" }).click(),
  ]);
  expect(await opened.locator("p").textContent()).toBe("page");
  await press(page, "Open from scratch, seed 1");
  await page.getByRole("heading", { name: "study/finetune/a" }).waitFor();
});

test("a folder that is picked opens without a server, and its data set gives it its films", async () => {
  const other = join(root, "other");
  mkdirSync(other);
  writeFileSync(join(other, "metrics.jsonl"), '{"step":1,"loss":1}\n');
  const { page } = await openRun(other);
  const pick = page.getByLabel("Open a folder");
  await pick.setInputFiles(join(demo, "classifier"));
  await page.getByRole("heading", { name: "classifier", exact: true }).waitFor();
  await press(page, "Predictions");
  await page.getByText("The films themselves cannot be opened").waitFor();

  await pick.setInputFiles(join(demo, "data"));
  await page.getByText(/^4 films of 2 patients\./).waitFor();
  await page.getByRole("region", { name: "Films" }).locator("canvas").first().waitFor();
});

test("damaged, hostile, huge and long files: named, shown as text, refused by size, read in pieces", async () => {
  const folder = join(root, "files");
  const file = (path: string, content: string | Buffer): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const script = "<img src=x onerror=alert(1)>";
  file("hostile/run.json", '{\n  "command": "finetune",\n  "seed": oops\n}\n');
  file(
    "hostile/metrics.jsonl",
    `{"step":1,"loss":NaN,"__proto__":1,"${script}":2}\nnonsense ${script}\n{"step":2,"loss":1}\n`,
  );
  const names = [
    script,
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "../../etc/passwd",
    "x".repeat(999),
  ];
  const rows = names.map((name) => `"${name}.png",normal,0,1,2\n`);
  file(
    "hostile/predictions-test.csv",
    `file,label,logit_covid19,logit_pneumonia,logit_normal\n${rows.join("")}`,
  );
  file("huge/metrics.jsonl", Buffer.alloc((64 << 20) + (1 << 19)));
  const line = (step: number): string => `{"step":${step},"epoch":1,"loss":${1 / step}}\n`;
  file("long/metrics.jsonl", Array.from({ length: 100_000 }, (_, at) => line(at + 1)).join(""));
  const { page, misdeeds } = await openRun(folder);

  await page.getByText("run.json line 3: the file must be JSON").first().waitFor();
  await page.getByText("1 lines are no JSON objects with a step").waitFor();
  await page.getByText("1 values are no finite numbers").waitFor();
  await press(page, "huge");
  await page
    .getByText(
      "huge/metrics.jsonl: the page reads files of at most 64 MiB, but it has 64.5. Look at it with another program.",
    )
    .waitFor();
  await press(page, "long");
  await page.getByText("100,000 lines;").waitFor();
  // Smoothed, and as it is read.
  await page.getByRole("row", { name: /^loss 1\.000e-5 \(1\.000e-5\)$/ }).waitFor();
  await press(page, "hostile");
  await press(page, "Predictions");
  await page.getByRole("button", { name: `${script}.png truth normal` }).waitFor();
  expect(await page.locator("img").count()).toBe(0);
  const widths = await page.evaluate(() => [document.body.scrollWidth, document.body.clientWidth]);
  expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
  expect(misdeeds).toMatchObject({ errors: [], reports: [], dialogs: [], foreign: [] });
});
