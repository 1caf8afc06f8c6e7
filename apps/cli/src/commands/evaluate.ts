// `pleura evaluate`: a classifier's numbers with intervals, as report.json and a self-contained report.html.
import { dirname, join } from "node:path";
import { CLASSES, classIndex, type ManifestRow, patientKey } from "@pleura/data";
import { type Network, scoreCam } from "@pleura/models";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { openGpu } from "../node/open-gpu.ts";
import { type PreparedImages, prepareImages } from "../node/prepared-images.ts";
import { applyFrozenSplit, hasSplits } from "../node/resolve-splits.ts";
import { type Output, toJson } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import {
  type Evaluation,
  evaluatePredictions,
  evaluationLine,
  type Predictions,
} from "../report/evaluation.ts";
import { evaluationSections, interval, trainingSection } from "../report/evaluation-sections.ts";
import { colourLegend, type GalleryItem, gallery } from "../report/gallery.ts";
import { page, paragraph, section } from "../report/page.ts";
import { readMetrics } from "../run-folder/metrics-log.ts";
import { versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { predictions as predictedClasses, softmaxRows } from "../training/classify-task.ts";

const schema = z.strictObject({
  model: textSetting,
  data: textSetting,
  manifest: textSetting.optional(),
  split: z.enum(["pretext", "train", "val", "test", "all"]),
  out: textSetting.optional(),
  batch: countSetting.max(1024),
  seed: seedSetting,
  draws: z.int().min(100).max(100_000),
  gallery: z.int().min(0).max(500),
  adapter: textSetting.optional(),
});

/** Images per call of the network between two looks at the progress. */
const CHUNK = 64;

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(schema, invocation, {
    split: "test",
    batch: 16,
    seed: 0,
    draws: 2000,
    gallery: 6,
  });
  const model = readClassifier(settings.model);
  const rows = chooseRows(settings, dirname(model.path));
  const device = await openGpu(settings.adapter);
  const network = openClassifier(model, device, settings.batch);
  const reading = createProgress(output, "evaluate: reading", rows.length, "images");
  const images = await prepareImages(settings.data, rows, model, {
    onImage: (done) => reading.update(done),
  });
  reading.end();
  const predictions = await predictRows(network, images, output);
  const evaluation = evaluatePredictions(predictions, settings);
  const items = await explainSome(network, images, predictions, settings.gallery);
  const out = settings.out ?? model.folder;
  const report = {
    notice: "Research use. Not for diagnosis.",
    model: model.path,
    data: settings.data,
    split: settings.split,
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
  print(output, evaluation, out);
  await network.destroy();
  device.destroy();
  return EXIT.ok;
}

function chooseRows(
  { data, manifest, split }: z.output<typeof schema>,
  runFolder: string,
): ManifestRow[] {
  const dataset = openDataset(data, manifest);
  const frozen = hasSplits(dataset.rows) ? undefined : applyFrozenSplit(dataset.rows, runFolder);
  const rows = frozen ?? dataset.rows;
  const chosen = rows.filter((row) => row.label !== "" && (split === "all" || row.split === split));
  if (chosen.length > 0) return chosen;
  const advice = hasSplits(rows)
    ? "Choose another --split."
    : "Run pleura data split, or give --split all.";
  throw new CliError(
    "data",
    `evaluate "${data}": split "${split}" must hold at least one labelled image, but it holds none of the ${rows.length}. ${advice}`,
  );
}

/** Predicts every row. */
export async function predictRows(
  network: Network,
  images: PreparedImages,
  output: Output,
): Promise<Predictions> {
  const { rows } = images;
  const progress = createProgress(output, "evaluate", rows.length, "images");
  const logits = new Float32Array(3 * rows.length);
  for (let start = 0; start < rows.length; start += CHUNK) {
    const count = Math.min(CHUNK, rows.length - start);
    const indices = Array.from({ length: count }, (_, index) => start + index);
    logits.set(await network.logits(await images.batch(indices), count), 3 * start);
    progress.update(start + count);
  }
  progress.end();
  return {
    files: rows.map(({ file }) => file),
    sources: rows.map(({ source }) => source),
    patients: rows.map(patientKey),
    truth: rows.map(({ label }) => classIndex(label)),
    probabilities: softmaxRows(logits),
  };
}

/**
 * Explains up to `count` right and `count` wrong images: right ones class by class in manifest
 * order, wrong ones from the most confident, since these teach most.
 */
export async function explainSome(
  network: Network,
  images: PreparedImages,
  { files, truth, probabilities }: Predictions,
  count: number,
): Promise<GalleryItem[]> {
  const predicted = predictedClasses(probabilities);
  const confidence = (row: number): number =>
    probabilities[3 * row + (predicted[row] as number)] as number;
  const rows = [...truth.keys()];
  const right = rows.filter((row) => truth[row] === predicted[row]);
  const rank = (row: number): number =>
    right.filter((other) => other < row && truth[other] === truth[row]).length;
  const chosenRight = [...right].sort((a, b) => rank(a) - rank(b) || a - b).slice(0, count);
  const wrong = rows.filter((row) => truth[row] !== predicted[row]);
  const chosenWrong = wrong.sort((a, b) => confidence(b) - confidence(a) || a - b).slice(0, count);
  const items: GalleryItem[] = [];
  for (const row of [...chosenRight, ...chosenWrong]) {
    const film = await images.image(row);
    const label = predicted[row] as number;
    const found = await scoreCam(network, film, { score: "logit", classes: [label] });
    items.push({
      file: files[row] ?? "",
      film,
      map: found.classes[0]?.map ?? new Float32Array(film.length),
      size: network.model.size,
      truth: truth[row] as number,
      predicted: label,
      probability: confidence(row),
    });
  }
  return items;
}

/** The gallery's section. */
export function gallerySection(items: readonly GalleryItem[]): string {
  const right = items.filter(({ truth, predicted }) => truth === predicted);
  const wrong = items.filter(({ truth, predicted }) => truth !== predicted);
  return section(
    "Gallery",
    paragraph(
      "Film, heatmap (Score-CAM of the predicted class) and overlay. A heatmap shows what raised the score; it does not outline disease.",
    ),
    colourLegend(),
    right.length === 0 ? paragraph("No image was right.") : gallery(right),
    wrong.length === 0 ? paragraph("No image was wrong.") : gallery(wrong),
  );
}

function trainingCurves(folder: string): string[] {
  const lines = readMetrics(folder);
  return lines.length === 0 ? [] : [trainingSection("Training", lines)];
}

function predictionRows({ files, sources, truth, probabilities }: Predictions) {
  const predicted = predictedClasses(probabilities);
  return files.map((file, row) => ({
    file,
    source: sources[row],
    truth: CLASSES[truth[row] ?? 0],
    predicted: CLASSES[predicted[row] ?? 0],
    probabilities: [...probabilities.subarray(3 * row, 3 * row + 3)],
  }));
}

function print(output: Output, evaluation: Evaluation, out: string): void {
  const { n, patients, accuracy, perClass, macro } = evaluation;
  output.text(`images    ${n} of ${patients} patients`);
  output.text(`accuracy  ${interval(accuracy)}, 95 % interval over patients`);
  for (const name of CLASSES) {
    output.text(`${name.padEnd(10)}AUROC ${interval(perClass[name].auroc)}`);
  }
  output.text(`macro     AUROC ${interval(macro.auroc)}, F1 ${interval(macro.f1)}`);
  output.text(`report    ${join(out, "report.html")}`);
  output.text("Research use. Not for diagnosis.");
}
