// audit as a process, and views: what was planted on the border is found there, and nowhere else.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodePng } from "@pleura/data";
import { beforeAll, expect, test } from "vitest";
import { greyPng } from "./grey-png.ts";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import {
  requireOk,
  smallClassifier,
  smallDataset,
  smallNetwork,
  smallPretrain,
} from "./small-run.ts";

let data = "";
let model = "";

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  model = await smallClassifier(data);
});

/** 90 phantoms. */
async function phantoms(): Promise<string> {
  const folder = join(emptyFolder(), "set");
  const films = ["--count", "90", "--size", "32", "--seed", "1"];
  requireOk(await runCli(["data", "synth", "--out", folder, ...films]));
  return folder;
}

/** Phantoms whose border tells the class by its brightness. */
async function borderedDataset(): Promise<string> {
  const folder = await phantoms();
  const lines = readFileSync(join(folder, "manifest.csv"), "utf8").trim().split("\n").slice(1);
  const greys: Record<string, number> = { covid19: 20, pneumonia: 120, normal: 240 };
  for (const line of lines) {
    const [file = "", , , label = ""] = line.split(",");
    const { data: film } = decodePng(readFileSync(join(folder, file)));
    const bordered = Uint8Array.from(film, (value, pixel) => {
      const [x, y] = [pixel % 32, Math.floor(pixel / 32)];
      const isBorder = Math.min(x, y, 31 - x, 31 - y) < 2;
      return isBorder ? (greys[label] ?? 0) : value;
    });
    writeFileSync(join(folder, file), greyPng(32, bordered));
  }
  return folder;
}

interface Audit {
  readonly name: string;
  readonly n: number;
  readonly accuracy: { readonly value: number };
  readonly macroAuroc: { readonly value: number };
}

/** Macro AUROC, on its test films, of a network that was trained on a view. */
async function areaOf(films: string, view: string): Promise<number> {
  const out = join(emptyFolder(), view);
  const short = ["--input-view", view, "--steps", "60", "--batch", "8", "--set", "augment=none"];
  const rate = ["--learning-rate", "0.01", "--set", "unet.dropout=0", "--init", "scratch"];
  const train = ["finetune", "--data", films, "--out", out, ...smallNetwork, ...short, ...rate];
  requireOk(await runCli(train));
  const evaluate = ["evaluate", "--model", out, "--data", films, "--gallery", "0"];
  const found = requireOk(await runCli([...evaluate, "--draws", "100", "--json"]));
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as { view: string };
  expect(report.view).toBe(view);
  const [line] = found.json() as [{ auroc: { macro: number } }];
  return line.auroc.macro;
}

test("a border that tells the class is found without the lungs, and no border tells nothing", async () => {
  const [plain, bordered] = [await phantoms(), await borderedDataset()];

  expect(await areaOf(bordered, "ring")).toBeGreaterThan(0.9);
  expect(await areaOf(bordered, "lungs-out")).toBeGreaterThan(0.9);
  expect(await areaOf(plain, "ring")).toBeLessThan(0.75);
});

test("audit writes its page and its numbers, once and again the same", async () => {
  const pretext = join(emptyFolder(), "pretext");
  requireOk(await smallPretrain(data, pretext, "--steps", "4"));
  const foreign = join(emptyFolder(), "foreign");
  mkdirSync(foreign);
  const white = greyPng(8, new Uint8Array(64).fill(255));
  writeFileSync(join(foreign, "white.png"), white);
  writeFileSync(join(foreign, "broken.png"), "no picture");
  const args = ["audit", "--model", model, "--data", data, "--pretext", pretext, "--json"];
  const more = ["--draws", "100", "--foreign", `walls=${foreign}`, "--retrain", "thumbnail"];
  const out = emptyFolder();

  const first = requireOk(await runCli([...args, ...more, "--out", out]));
  const again = requireOk(await runCli([...args, ...more, "--out", out]));

  const [line] = first.json() as [
    {
      headline: Audit;
      audits: Audit[];
      foreign: { kinds: { name: string; n: number; unreadable: number; auroc: unknown }[] };
    },
  ];
  expect(again.stdout).toBe(first.stdout);
  expect(line.audits.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "shown-lungs-out",
      "shown-lungs-only",
      "shown-ring",
      "shown-thumbnail",
      "trained-thumbnail",
      "histogram",
      "thumbnail-linear",
      "metadata",
      "source-known",
      "source-from-features",
    ]),
  );
  expect(
    new Set(line.audits.filter(({ name }) => !name.startsWith("source-from")).map(({ n }) => n)),
  ).toEqual(new Set([line.headline.n]));
  const [walls, ...others] = line.foreign.kinds;
  expect(walls).toMatchObject({ name: "walls", n: 1, unreadable: 1 });
  expect(others.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["inverted", "upside-down", "synthetic-ct", "synthetic-noise"]),
  );
  expect(first.stderr).toContain("audit: left out of walls: ");
  expect(readdirSync(out).sort()).toEqual(["audit.html", "audit.json", "views"]);
  const html = readFileSync(join(out, "audit.html"), "utf8");
  expect(html).toContain("Research use. Not for diagnosis.");
  expect(html).not.toContain("<script");
});

test("a run on a split by patient shows no leak of the published one, exit 2", async () => {
  const out = emptyFolder();

  const found = await runCli([
    ...["audit", "--model", model, "--data", data, "--out", out, "--published", model],
  ]);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain(
    `--published "${model}": the run must be trained on a split of the published protocol, but its split is another one.`,
  );
});

test("a classifier is no restoration model, exit 6; a view that is none, or foreign images without a model, exit 2", async () => {
  const args = ["audit", "--model", model, "--data", data, "--out", emptyFolder()];

  const pretext = await runCli([...args, "--pretext", model]);
  const view = await runCli([...args, "--retrain", "rings"]);
  const foreign = await runCli([...args, "--foreign", "ct=films"]);

  expect(pretext.code).toBe(6);
  expect(pretext.stderr).toContain(
    `pleura: --pretext "${model}": it must be a restoration model, but it is a classifier. Give a run of pleura pretrain.`,
  );
  expect(view.code).toBe(2);
  expect(view.stderr).toMatch(/^pleura: --retrain.*ring/);
  expect(foreign.code).toBe(2);
  expect(foreign.stderr).toBe(
    "pleura: --foreign: a restoration model must score foreign images, but there is no --pretext. Give a run of pleura pretrain.\n",
  );
});
