// `pleura demo`: the whole path, from films to heatmaps, ending with one report and one summary.
import { existsSync, realpathSync, rmSync } from "node:fs";
import { join, sep } from "node:path";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import {
  cacheSetting,
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
  workersSetting,
} from "../config/command-settings.ts";
import { loadSettings, type SettingsTree } from "../config/load-settings.ts";
import {
  finetuneDefaults,
  finetuneSettings,
  pretrainDefaults,
  pretrainSettings,
} from "../config/training-settings.ts";
import { countNoun } from "../count-noun.ts";
import { demoSummary } from "../demo/demo-summary.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { openGpu } from "../node/open-gpu.ts";
import { writePhantoms } from "../node/write-phantoms.ts";
import { oneLine, toJson } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { collapsedNote } from "../report/result-words.ts";
import { lockRunFolder } from "../run-folder/lock.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { finetune } from "../training/finetune-run.ts";
import { pretrain } from "../training/pretrain-run.ts";
import { variantChoice } from "../tuning/variant-choice.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  out: textSetting,
  /** A data set to use instead of phantoms. */
  data: textSetting.optional(),
  /** Number of phantom films. */
  count: countSetting.min(24),
  seed: seedSetting,
  preset: textSetting,
  size: countSetting.optional(),
  adapter: textSetting.optional(),
  tune: tuneSetting,
  cache: cacheSetting,
  workers: workersSetting,
  draws: z.int().min(100).max(100_000),
  /** Right and wrong test images in the gallery. */
  gallery: z.int().min(0),
  /** Test films whose heatmaps are compared with the lesion masks. */
  heatmaps: countSetting,
  /** Settings of the two trainings that differ from the preset's. */
  pretrain: z.record(z.string(), z.unknown()),
  finetune: z.record(z.string(), z.unknown()),
});

/** What the demo writes; only these are replaced when it runs again. */
const PARTS = ["data", "pretext", "classifier", "summary.json", "report.html", "report.json"];

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const start = performance.now();
  const settings = commandSettings(schema, invocation, {
    out: "runs/demo",
    count: 720,
    seed: 0,
    preset: "demo",
    draws: 2000,
    gallery: 6,
    heatmaps: 24,
    pretrain: {},
    finetune: {},
    tune: true,
  });
  const { output } = invocation;
  const { out, seed, preset, size, cache, workers } = settings;
  // Settings of the trainings are checked before minutes are spent on anything.
  const paths = {
    data: settings.data ?? join(out, "data"),
    pretext: join(out, "pretext"),
    classifier: join(out, "classifier"),
  };
  const shared: SettingsTree = {
    preset,
    seed,
    data: paths.data,
    ...(size !== undefined && { size }),
    ...(cache !== undefined && { cache }),
    ...(workers !== undefined && { workers }),
  };
  const first = trainingSettings(pretrainSettings, pretrainDefaults, {
    ...shared,
    ...settings.pretrain,
    out: paths.pretext,
  });
  const second = trainingSettings(finetuneSettings, finetuneDefaults, {
    ...shared,
    ...settings.finetune,
    out: paths.classifier,
  });
  refuseOthersFolder(out);
  if (settings.data !== undefined) refuseToClear(out, settings.data);
  return withCleanup(async (later) => {
    const variants = variantChoice(settings.tune ? "cache" : "built-in", output.say);
    const device = await openGpu(settings.adapter, variants.chooseFor);
    later(() => device.destroy());
    const stop = listenForStop(() => output.say("demo: stopping; press again to quit at once"));
    later(() => stop.dispose());
    // Only now, when nothing that can be known beforehand stands in the way of a new demo.
    makeFolder(out);
    const lock = lockRunFolder(out);
    later(() => lock.release());
    clearOldDemo(out);
    if (settings.data === undefined) {
      const progress = createProgress(output, "demo: making films", settings.count, "films");
      const films = { count: settings.count, size: first.size, seed };
      await writePhantoms(paths.data, films, (done) => progress.update(done));
      progress.end();
      output.say(`demo: ${settings.count} made-up films in ${paths.data}`);
    }
    const around = { device, variants, stop };
    await pretrain(first, false, quiet(output), around);
    if (stop.exitCode !== undefined) return stop.exitCode;
    const tuned = { ...second, init: paths.pretext };
    await finetune(tuned, false, quiet(output), around, true);
    if (stop.exitCode !== undefined) return stop.exitCode;
    const { html, report, summary } = await demoSummary({
      ...settings,
      folders: paths,
      recipe: first.recipe,
      device,
      output,
      stop,
      seconds: () => (performance.now() - start) / 1000,
    });
    writeAtomic(join(out, "report.json"), `${toJson(report, 2)}\n`, "output");
    writeAtomic(join(out, "report.html"), html, "output");
    writeAtomic(join(out, "summary.json"), `${toJson(summary, 2)}\n`, "output");
    output.json(summary);
    const { pretext, test, explain } = summary;
    output.text(
      `restoration  SSIM ${pretext.ssimBefore.toFixed(3)} before, ${pretext.ssimAfter.toFixed(3)} after`,
    );
    const { value, low, high } = test.accuracy;
    output.text(
      `test         accuracy ${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}) on ${countNoun(test.n, "film")}`,
    );
    const collapsed = collapsedNote(test.accuracy, test.n);
    if (collapsed !== undefined) output.text(`             ${collapsed}`);
    if (explain.energyRatio !== null) {
      output.text(
        `heatmaps     ${explain.energyRatio.toFixed(1)} times more energy in the lesions than chance`,
      );
    }
    output.text(`report       ${join(out, "report.html")} (${summary.seconds.toFixed(0)} s)`);
    output.text(`look         ./pleura view ${oneLine(out)}`);
    output.text("Research use. Not for diagnosis.");
    return EXIT.ok;
  });
}

/** The trainings' data lines belong to their own commands; the demo's stdout is its summary. */
function quiet(output: Invocation["output"]): Invocation["output"] {
  return { ...output, json: () => undefined };
}

function trainingSettings<S extends z.ZodType>(
  of: S,
  defaults: (given: SettingsTree) => SettingsTree,
  given: SettingsTree,
): z.output<S> {
  return loadSettings(of, { flags: given, sets: [], defaults });
}

/** @throws {CliError} tag `usage` when a demo's parts stand in a folder that no demo made */
function refuseOthersFolder(out: string): void {
  if (existsSync(join(out, MARK)) || !PARTS.some((name) => existsSync(join(out, name)))) return;
  throw new CliError(
    "usage",
    `--out "${out}": the folder must be new or a demo's, but it holds something else. Give another folder.`,
  );
}

/** @throws {CliError} tag `usage` when a film or the folder of `--data` would be cleared */
function refuseToClear(out: string, data: string): void {
  const { path, manifestPath, rows } = openDataset(data);
  const files = [path, manifestPath, ...rows.map(({ file }) => join(path, file))];
  const needed = files.filter((file) => existsSync(file)).map((file) => realpathSync(file));
  for (const name of PARTS.filter((part) => existsSync(join(out, part)))) {
    const part = realpathSync(join(out, name));
    if (!needed.some((file) => file === part || file.startsWith(`${part}${sep}`))) continue;
    throw new CliError(
      "usage",
      `--data "${data}": it must lie outside what the demo replaces, but it needs "${join(out, name)}". Give another --out.`,
    );
  }
}

function clearOldDemo(out: string): void {
  writeAtomic(
    join(out, MARK),
    "This folder is written by pleura demo, which replaces it.\n",
    "output",
  );
  for (const name of PARTS) rmSync(join(out, name), { recursive: true, force: true });
}

/** Says that a folder is the demo's to replace. */
const MARK = "demo.txt";
