// `pleura evaluate`: a classifier's numbers with intervals, as report.json and a self-contained report.html.
import { dirname, join } from "node:path";
import { CLASSES } from "@pleura/data";
import { classCount } from "@pleura/models";
import { z } from "zod";
import {
  cacheSetting,
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
  workersSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import { predictedClasses } from "../inference/class-scores.ts";
import { explainSome } from "../inference/explain-some.ts";
import { predictRows } from "../inference/predict-rows.ts";
import type { Predictions } from "../inference/predictions.ts";
import type { Invocation } from "../invocation.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { JUDGED_SPLITS, labelledRows, openFilms, validationRows } from "../node/labelled-films.ts";
import { toJson } from "../output.ts";
import { evaluatePredictions, evaluationLine } from "../report/evaluation.ts";
import { evaluationLines } from "../report/evaluation-lines.ts";
import { evaluationSections, trainingSection } from "../report/evaluation-sections.ts";
import { gallerySection } from "../report/gallery-section.ts";
import { page } from "../report/page.ts";
import { withoutValidation } from "../report/validated-words.ts";
import { readMetrics } from "../run-folder/metrics-log.ts";
import { versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { openTunedGpu } from "../tuning/open-tuned-gpu.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  model: textSetting,
  data: textSetting,
  manifest: textSetting.optional(),
  split: z.enum(JUDGED_SPLITS),
  out: textSetting.optional(),
  batch: countSetting.max(1024),
  seed: seedSetting,
  draws: z.int().min(100).max(100_000),
  gallery: z.int().min(0).max(500),
  adapter: textSetting.optional(),
  tune: tuneSetting,
  cache: cacheSetting,
  workers: workersSetting,
});

/** Runs the command. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => evaluate(invocation, later));
}

async function evaluate(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(schema, invocation, {
    split: "test",
    batch: 16,
    seed: 0,
    draws: 2000,
    gallery: 6,
    tune: true,
  });
  const model = readClassifier(settings.model);
  const rows = labelledRows("evaluate", settings, dirname(model.path), output);
  const stop = listenForStop(() => output.say("evaluate: stopping; press again to quit at once"));
  later(() => stop.dispose());
  const device = await openTunedGpu(settings, output);
  later(() => device.destroy());
  const network = openClassifier(model, device, settings.batch);
  later(() => network.destroy());
  const around = { output, stop, later };
  const images = await openFilms("evaluate", settings, rows, model, around);
  const predictions = await predictRows(network, images, output, stop);
  const known = validationRows(settings, dirname(model.path));
  const validation =
    known.length === 0
      ? undefined
      : await predictRows(
          network,
          await openFilms("evaluate: validation", settings, known, model, around),
          output,
          stop,
          "evaluate: validation",
        );
  if (validation === undefined) output.say(`evaluate: ${withoutValidation}`);
  const { seed, draws } = settings;
  const evaluation = evaluatePredictions(predictions, { seed, draws, validation });
  const items = await explainSome(network, images, predictions, settings.gallery, stop);
  const out = settings.out ?? model.folder;
  const report = {
    notice: "Research use. Not for diagnosis.",
    model: model.path,
    data: settings.data,
    split: settings.split,
    view: model.view,
    seed: settings.seed,
    draws: settings.draws,
    versions: versions(),
    adapter: device.adapter,
    classes: CLASSES,
    ...evaluation,
    images: predictionRows(predictions),
  };
  makeFolder(out);
  writeAtomic(join(out, "report.json"), `${toJson(report, 2)}\n`, "output");
  const html = page("Evaluation", [
    ...evaluationSections(evaluation, predictions, settings.split),
    ...trainingCurves(model.folder),
    gallerySection(items),
  ]);
  writeAtomic(join(out, "report.html"), html, "output");
  output.json(evaluationLine(evaluation));
  for (const line of evaluationLines(evaluation)) output.text(line);
  if (model.view !== "whole")
    output.text(`view        the model was trained on, and saw here, the view ${model.view}`);
  output.text(`report      ${join(out, "report.html")}`);
  output.text("Research use. Not for diagnosis.");
  return EXIT.ok;
}

function trainingCurves(folder: string): string[] {
  const lines = readMetrics(folder);
  return lines.length === 0 ? [] : [trainingSection("Training", lines)];
}

function predictionRows({ files, sources, views, sexes, truth, probabilities }: Predictions) {
  const predicted = predictedClasses(probabilities);
  return files.map((file, row) => ({
    file,
    source: sources[row],
    view: views[row],
    sex: sexes[row],
    truth: CLASSES[truth[row] ?? 0],
    predicted: CLASSES[predicted[row] ?? 0],
    probabilities: [...probabilities.subarray(classCount * row, classCount * (row + 1))],
  }));
}
