// Measures the demo's two models on its test films and writes what was found.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ClassName,
  classIndex,
  type DistortRecipeName,
  type ManifestRow,
  prepareImage,
} from "@pleura/data";
import type { Device } from "@pleura/engine";
import { loadNetwork, type Network, scoreCam } from "@pleura/models";
import { explainSome, gallerySection, predictRows } from "../commands/evaluate.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { decodeFile } from "../node/decode-file.ts";
import { type PreparedImages, prepareImages } from "../node/prepared-images.ts";
import { applyFrozenSplit, hasSplits } from "../node/resolve-splits.ts";
import type { Output } from "../output.ts";
import { type Evaluation, evaluatePredictions, evaluationLine } from "../report/evaluation.ts";
import { evaluationSections, trainingSection } from "../report/evaluation-sections.ts";
import { page, paragraph, section } from "../report/page.ts";
import { readMetrics } from "../run-folder/metrics-log.ts";
import { distortRows, mean } from "../training/pretext-task.ts";
import { energyRatio } from "./energy-ratio.ts";
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
  readonly device: Device;
  readonly output: Output;
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

/** Restoration pictures shown in the report. */
const SHOWN = 4;

/** Measures and writes; all test films were kept from both trainings. */
export async function demoSummary(options: DemoMeasure): Promise<{
  readonly html: string;
  readonly report: unknown;
  readonly summary: DemoSummary;
}> {
  const { folders, device, output } = options;
  const model = readClassifier(folders.classifier);
  const rows = testRows(folders.data, folders.classifier);
  const images = await prepareImages(folders.data, rows, model);
  const restoration = await restore(options, images);
  const network = openClassifier(model, device, 16);
  const predictions = await predictRows(network, images, output);
  const evaluation = evaluatePredictions(predictions, options);
  const ratio = await lesionEnergy(network, images, options, model.size);
  const items = await explainSome(network, images, predictions, options.gallery);
  await network.destroy();
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

function testRows(data: string, runFolder: string): ManifestRow[] {
  const { rows } = openDataset(data);
  const split = hasSplits(rows) ? rows : (applyFrozenSplit(rows, runFolder) ?? rows);
  return split.filter((row) => row.split === "test" && row.label !== "");
}

async function restore(
  { folders, device, recipe, seed }: DemoMeasure,
  images: PreparedImages,
): Promise<Restoration> {
  const bytes = readFileSync(join(folders.pretext, "best.safetensors"));
  const { network } = loadNetwork(device, bytes, 16);
  const { size } = network.model;
  const all = Uint32Array.from(images.rows.keys());
  const pairs = await distortRows(images, all, 0, { size, seed, recipe });
  const found = await network.restoration(pairs.images, pairs.targets, all.length);
  await network.destroy();
  return {
    size,
    n: all.length,
    ssimBefore: mean(found.ssimBefore),
    ssimAfter: mean(found.ssimAfter),
    shown: Array.from({ length: Math.min(SHOWN, all.length) }, (_, place) => {
      // Evenly over the test films, which stand patient by patient.
      const index = Math.floor((place * all.length) / Math.min(SHOWN, all.length));
      const cut = (values: Float32Array): Float32Array =>
        values.slice(index * size * size, (index + 1) * size * size);
      return {
        file: images.rows[index]?.file ?? "",
        original: cut(pairs.targets),
        distorted: cut(pairs.images),
        restored: cut(found.restored),
        before: found.ssimBefore[index] as number,
        after: found.ssimAfter[index] as number,
      };
    }),
  };
}

/** Mean energy ratio of the true class's map over test films that have a lesion mask. */
async function lesionEnergy(
  network: Network,
  images: PreparedImages,
  { folders, heatmaps }: DemoMeasure,
  size: number,
): Promise<number | null> {
  const ratios: number[] = [];
  for (const [index, row] of images.rows.entries()) {
    const maskFile = row.extra["mask"] ?? "";
    if (maskFile === "" || ratios.length === heatmaps) continue;
    const mask = prepareImage(await decodeFile(join(folders.data, maskFile), maskFile), {
      size,
      fit: "pad",
    }).data;
    const image = await images.image(index);
    const classes = [classIndex(row.label)];
    const found = await scoreCam(network, image, { score: "logit", classes });
    const ratio = energyRatio(found.classes[0]?.map ?? new Float32Array(0), mask);
    if (ratio !== undefined) ratios.push(ratio);
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
