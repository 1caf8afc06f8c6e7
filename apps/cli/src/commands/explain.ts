// `pleura explain`: Score-CAM heatmaps of image files with their measures.

import { join } from "node:path";
import {
  CLASSES,
  fitSquare,
  type GreyImage,
  modelInput,
  resize,
  toSourceGrid,
  writeNpy,
} from "@pleura/data";
import {
  type ClassExplanation,
  defaultLayer,
  defaultScore,
  isModelError,
  leastSteps,
  scoreCam,
} from "@pleura/models";
import { overlayPixels, type Plane, withColourBar } from "@pleura/pictures";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import {
  cacheSetting,
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import { measureCommand } from "../explanation/measure-command.ts";
import { DEFAULT_FILMS } from "../explanation/measure-explanations.ts";
import { announceView } from "../inference/announce-view.ts";
import { describePrediction, requireFinite } from "../inference/class-scores.ts";
import { failureCode, requireFiles } from "../inference/file-list.ts";
import type { Invocation } from "../invocation.ts";
import { type ClassifierFile, openClassifier, readClassifier } from "../node/classifier-file.ts";
import { decodeFile, refusalOf } from "../node/decode-file.ts";
import { JUDGED_SPLITS } from "../node/labelled-films.ts";
import { outputName } from "../node/output-names.ts";
import { oneLine, toJson } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { encodePng } from "../report/encode-png.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { openTunedGpu } from "../tuning/open-tuned-gpu.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  model: textSetting,
  out: textSetting,
  batch: countSetting.max(1024),
  score: z.enum(["logit", "probability"]),
  layer: textSetting,
  classes: z.array(z.enum(CLASSES)).min(1),
  adapter: textSetting.optional(),
  tune: tuneSetting,
  seed: seedSetting,
  /** Measures the heatmaps, on the data set when one is given, else on the files. */
  measures: z.boolean(),
  data: textSetting.optional(),
  manifest: textSetting.optional(),
  split: z.enum(JUDGED_SPLITS),
  cache: cacheSetting,
  films: countSetting,
  steps: countSetting,
  draws: z.int().min(100).max(100_000),
  gallery: z.int().min(0).max(100),
});

/** Longest side of an overlay picture, pixels: enough to look at, small enough to send. */
const OVERLAY_SIDE = 512;

/** Runs the command: exit 3 when any file failed, after all were tried. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => explain(invocation, later));
}

async function explain(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const { files, output } = invocation;
  const settings = commandSettings(schema, invocation, {
    batch: 16,
    score: defaultScore,
    layer: defaultLayer,
    classes: [...CLASSES],
    tune: true,
    seed: 0,
    measures: false,
    split: "test",
    films: DEFAULT_FILMS,
    steps: leastSteps,
    draws: 2000,
    gallery: 6,
  });
  const { out, score, layer, data, measures } = settings;
  requireMeasurable(settings);
  if (!(measures && data !== undefined)) requireFiles(files, "explain");
  const model = readClassifier(settings.model);
  if (files.length > 0) announceView("explain", model, output.say);
  const stop = listenForStop(() => output.say("explain: stopping after this image"));
  later(() => stop.dispose());
  const device = await openTunedGpu(settings, output);
  later(() => device.destroy());
  const network = openClassifier(model, device, settings.batch);
  later(() => network.destroy());
  makeFolder(out);
  const classes = settings.classes.map((name) => CLASSES.indexOf(name));
  const taken = new Set<string>(["explain"]);
  const entries: unknown[] = [];
  let failed = 0;
  const progress = createProgress(output, "explain", files.length, "images");
  for (const file of files) {
    if (stop.exitCode !== undefined) break;
    let entry: Record<string, unknown>;
    try {
      const image = await decodeFile(file);
      const data = modelInput(image, model);
      const found = await scoreCam(network, data, { score, classes, layer });
      requireFinite(found.logits, file);
      for (const { map } of found.classes) requireFinite(map, file);
      const name = outputName(file, taken);
      const maps = found.classes.map((one) => writeMap(out, name, image, one, model));
      entry = { file, ...describePrediction(found.logits), maps: Object.fromEntries(maps) };
      output.text(`${oneLine(file)}  ${entry["predicted"]}  → ${join(out, name)}.*.png`);
    } catch (error) {
      if (isModelError(error, "config")) throw new CliError("config", error.message, error);
      failed += 1;
      entry = { file, error: refusalOf(error) };
      output.text(`${oneLine(file)}  error: ${oneLine((error as Error).message)}`);
    }
    entries.push(entry);
    output.json(entry);
    progress.update(entries.length);
  }
  progress.end();
  const report = {
    notice: "Research use. Not for diagnosis.",
    model: model.path,
    method: { name: "Score-CAM", score, layer, baseline: "black", size: model.size },
    files: entries,
  };
  const write = (found: object): void =>
    writeAtomic(join(out, "explain.json"), `${toJson({ ...report, ...found }, 2)}\n`, "output");
  // Written before the measures too, which take longer: stopping them keeps what the files gave.
  write({});
  if (stop.exitCode !== undefined) return stop.exitCode;
  if (failed > 0) return failureCode("explain", failed, files.length, output.say);
  if (!measures) return EXIT.ok;
  const choice = data === undefined ? undefined : { ...settings, data };
  const command = { ...settings, model, network, files, choice };
  const found = await measureCommand(command, { output, stop, later });
  write({ measures: found });
  output.json({ measures: found });
  return EXIT.ok;
}

/** @throws {CliError} tag `usage` for settings of the measures that do not go together */
function requireMeasurable({
  measures,
  data,
  steps,
}: Pick<z.output<typeof schema>, "measures" | "data" | "steps">): void {
  if (data !== undefined && !measures) {
    throw new CliError(
      "usage",
      "--data: it must stand with --measures, but --measures is not given. Name image files, or add --measures.",
    );
  }
  if (steps < leastSteps) {
    throw new CliError(
      "usage",
      `--steps: it must be at least ${leastSteps}, but it is ${steps}. Give more steps.`,
    );
  }
}

/** Writes one class's overlay and raw map; gives its entry for explain.json. */
function writeMap(
  out: string,
  name: string,
  image: GreyImage,
  { classIndex, map, averageDrop, increase }: ClassExplanation,
  { size, fit }: ClassifierFile,
): [string, Record<string, unknown>] {
  const label = CLASSES[classIndex] ?? "";
  const film = shrink(image);
  const geometry = fitSquare(film.width, film.height, size, fit);
  const overlay = overlayPixels(film, { ...film, data: toSourceGrid(map, geometry) });
  const png = `${name}.${label}.png`;
  const npy = `${name}.${label}.npy`;
  writeAtomic(join(out, png), encodePng(withColourBar(overlay)), "output");
  writeAtomic(join(out, npy), writeNpy({ shape: [size, size], data: map }), "output");
  return [label, { png, npy, averageDrop, increase: increase === 1 }];
}

/** The film in [0, 1], no side longer than the overlay's limit; small films are enlarged to it. */
function shrink({ width, height, data, maxValue }: GreyImage): Plane {
  const scale = OVERLAY_SIDE / Math.max(width, height);
  const to = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const picture = resize(data, { width, height }, to);
  return { ...to, data: picture.map((value) => value / maxValue) };
}
