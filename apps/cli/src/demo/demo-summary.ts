// Measures the demo's two models on its test films and writes what was found.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClassName, classIndex, type DistortRecipeName, type ManifestRow } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { defaultScore, energyInside, loadNetwork, type Network, scoreCam } from "@pleura/models";
import { explainSome } from "../inference/explain-some.ts";
import { predictRows } from "../inference/predict-rows.ts";
import { type ClassifierFile, openClassifier, readClassifier } from "../node/classifier-file.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { lesionMask } from "../node/lesion-mask.ts";
import { type PreparedImages, prepareImages } from "../node/prepared-images.ts";
import { applyFrozenSplit, hasSplits } from "../node/resolve-splits.ts";
import type { Output } from "../output.ts";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import { type Evaluation, evaluatePredictions, evaluationLine } from "../report/evaluation.ts";
import { evaluationSections, trainingSection } from "../report/evaluation-sections.ts";
import { gallerySection } from "../report/gallery-section.ts";
import { page, paragraph, section } from "../report/page.ts";
import { readMetrics } from "../run-folder/metrics-log.ts";
import { writePredictions } from "../run-folder/predictions-file.ts";
import { writeRestorations } from "../run-folder/restorations-file.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { distortRows, mean, measureRestoration } from "../training/pretext-task.ts";
import { withCleanup } from "../with-cleanup.ts";
import { type Restoration, restorationGallery } from "./restoration-gallery.ts";

/** What to measure with. */
export interface DemoMeasure {
  readonly folders: {
    readonly data: string;
    readonly pretext: string;
    readonly classifier: string;
  };
  readonly recipe: DistortRecipeName;
  readonly seed: number;
  readonly draws: number;
  readonly gallery: number;
  readonly heatmaps: number;
  /** Folder of the prepared images, or `none`; the user's cache folder when absent. */
  readonly cache?: string | undefined;
  readonly device: Device;
  readonly output: Output;
  readonly stop: StopRequest;
  seconds(): number;
}

/** The file scripts read: runs/demo/summary.json. */
export interface DemoSummary {
  readonly seconds: number;
  readonly adapter: string;
  readonly pretext: { readonly ssimBefore: number; readonly ssimAfter: number };
  readonly test: {
    readonly n: number;
    readonly accuracy: { readonly value: number; readonly low: number; readonly high: number };
    readonly auroc: Readonly<Record<ClassName, number>>;
  };
  /** Mean over lesions of (map inside the mask / whole map) / (mask area / film area); null without masks. */
  readonly explain: { readonly energyRatio: number | null };
}

/** The report in its two forms, and the summary. */
export interface DemoFindings {
  readonly html: string;
  readonly report: unknown;
  readonly summary: DemoSummary;
}

/** Images per call of a network. */
const BATCH = 16;

/** Restoration pictures shown in the report. */
const SHOWN = 4;

/**
 * Measures and describes; all test films were kept from both trainings.
 *
 * @throws {StoppedError} after a signal
 */
export function demoSummary(options: DemoMeasure): Promise<DemoFindings> {
  return withCleanup((later) => measure(options, later));
}

async function measure(
  options: DemoMeasure,
  later: (free: () => unknown) => void,
): Promise<DemoFindings> {
  const { folders, output, stop } = options;
  const model = readClassifier(folders.classifier);
  const rows = testRows(folders.data, folders.classifier);
  const cache = preparedCacheFolder(options.cache);
  const images = await prepareImages(folders.data, rows, model, { cache, say: output.say, stop });
  later(() => images.close());
  stop.check();
  const restoration = await restore(options, images);
  const { predictions, ratio, items } = await withCleanup((later) =>
    classify(options, model, images, later),
  );
  writePredictions(folders.classifier, "test", rows, predictions.logits);
  writeRestorations(folders.pretext, restoration.size, restoration.shown);
  const evaluation = evaluatePredictions(predictions, options);
  const summary = summarise(options, restoration, evaluation, ratio);
  const html = page("Demo: from films to heatmaps", [
    introduction(options, summary),
    restorationGallery(restoration),
    ...evaluationSections(evaluation, predictions, "test"),
    heatmapSection(ratio, options.heatmaps),
    gallerySection(items),
    trainingSection("Training: restoration", readMetrics(folders.pretext)),
    trainingSection("Training: classifier", readMetrics(folders.classifier)),
  ]);
  return { html, report: { summary, evaluation }, summary };
}

async function classify(
  options: DemoMeasure,
  model: ClassifierFile,
  images: PreparedImages,
  later: (free: () => unknown) => void,
) {
  const { device, output, gallery, stop } = options;
  const network = openClassifier(model, device, BATCH);
  later(() => network.destroy());
  const predictions = await predictRows(network, images, output, stop);
  const ratio = await lesionEnergy(network, images, options, model);
  const items = await explainSome(network, images, predictions, gallery, stop);
  return { predictions, ratio, items };
}

function testRows(data: string, runFolder: string): ManifestRow[] {
  const { rows } = openDataset(data);
  const split = hasSplits(rows) ? rows : (applyFrozenSplit(rows, runFolder) ?? rows);
  return split.filter((row) => row.split === "test" && row.label !== "");
}

function restore(options: DemoMeasure, images: PreparedImages): Promise<Restoration> {
  const { folders, device, stop } = options;
  return withCleanup(async (later) => {
    const bytes = readFileSync(join(folders.pretext, "best.safetensors"));
    const { network } = loadNetwork(device, bytes, BATCH);
    later(() => network.destroy());
    const { size } = network.model;
    const all = [...images.rows.keys()];
    const distortion = { ...options, size };
    const scores = await measureRestoration(network, images, all, distortion, () => stop.check());
    // Evenly over the test films, which stand patient by patient.
    const count = Math.min(SHOWN, all.length);
    const shown = Array.from({ length: count }, (_, at) => Math.floor((at * all.length) / count));
    const pairs = await distortRows(images, shown, 0, distortion);
    const { restored } = await network.restoration(pairs.images, pairs.targets, count);
    const cut = (values: Float32Array, at: number): Float32Array =>
      values.slice(at * size * size, (at + 1) * size * size);
    return {
      size,
      n: all.length,
      ssimBefore: mean(scores.ssimBefore),
      ssimAfter: mean(scores.ssimAfter),
      improved: scores.ssimAfter.filter((after, row) => after > (scores.ssimBefore[row] as number))
        .length,
      shown: shown.map((row, at) => ({
        file: images.rows[row]?.file ?? "",
        original: cut(pairs.targets, at),
        distorted: cut(pairs.images, at),
        restored: cut(restored, at),
        before: scores.ssimBefore[row] as number,
        after: scores.ssimAfter[row] as number,
      })),
    };
  });
}

/** Mean energy ratio of the true class's map over test films that have a lesion mask. */
async function lesionEnergy(
  network: Network,
  images: PreparedImages,
  { folders, heatmaps, stop }: DemoMeasure,
  model: ClassifierFile,
): Promise<number | null> {
  const ratios: number[] = [];
  for (const [index, row] of images.rows.entries()) {
    if (ratios.length === heatmaps) break;
    stop.check();
    const mask = await lesionMask(folders.data, row, model);
    if (mask === undefined) continue;
    const image = await images.image(index);
    const classes = [classIndex(row.label)];
    const found = await scoreCam(network, image, { score: defaultScore, classes });
    const energy = energyInside(found.classes[0]?.map ?? new Float32Array(0), mask);
    if (energy !== undefined) ratios.push(energy.enrichment);
  }
  return ratios.length === 0 ? null : mean(ratios);
}

function summarise(
  { device, seconds }: DemoMeasure,
  { ssimBefore, ssimAfter }: Restoration,
  evaluation: Evaluation,
  ratio: number | null,
): DemoSummary {
  const { n, accuracy, auroc } = evaluationLine(evaluation);
  const { covid19, pneumonia, normal } = auroc;
  return {
    seconds: seconds(),
    adapter: device.adapter.description,
    pretext: { ssimBefore, ssimAfter },
    test: { n, accuracy, auroc: { covid19, pneumonia, normal } },
    explain: { energyRatio: ratio },
  };
}

function introduction({ device, folders }: DemoMeasure, { seconds }: DemoSummary): string {
  return section(
    "What this is",
    paragraph(
      "A UNet-CBAM learned to restore distorted films (loss 1 − SSIM), then its encoder learned three classes, and Score-CAM shows what raised each score. All numbers below are from test patients that neither training saw.",
    ),
    paragraph(
      `Computed on ${device.adapter.description} in ${seconds.toFixed(0)} s, films from ${folders.data}.`,
    ),
  );
}

function heatmapSection(ratio: number | null, most: number): string {
  if (ratio === null) return "";
  return section(
    "Heatmaps against the truth",
    paragraph(
      `Phantoms have known lesions. Over up to ${most} test films, the share of a heatmap's energy inside the lesion is on average ${ratio.toFixed(2)} times the lesion's share of the film (1 = no better than an even map).`,
    ),
  );
}
