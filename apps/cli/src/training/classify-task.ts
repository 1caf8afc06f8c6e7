// The classification task: prepared films in, class numbers as labels.
import {
  type AugmentOptions,
  calibration,
  classIndex,
  epochVisits,
  type ManifestRow,
  oneVsRestAuroc,
  RANDOM_OPS,
  stepsPerEpoch,
} from "@pleura/data";
import { classCount, type Network } from "@pleura/models";
import type { ImageWorkers } from "../image-workers/image-workers.ts";
import { predictedClasses, softmaxRows } from "../inference/class-scores.ts";
import { logitsOf } from "../inference/logits-of.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import { rowVisit } from "./row-visit.ts";
import type { TrainingTask } from "./train-loop.ts";

/** What the task needs. */
export interface ClassifyTaskOptions {
  readonly images: PreparedImages;
  readonly threads: ImageWorkers;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Labels that set the length of an epoch: with a share of them, an epoch has the steps that all would give it. */
  readonly epochLabels: readonly ManifestRow["label"][];
  readonly size: number;
  readonly batch: number;
  readonly seed: number;
  readonly isBalanced: boolean;
  readonly limits: AugmentOptions;
  readonly best: "loss" | "accuracy" | "auroc";
  readonly network: Network;
  /** Takes the logits `[n, 3]` of the validation films with the best checkpoint; absent, they are not kept. */
  readonly keepPredictions?:
    | ((rows: readonly ManifestRow[], logits: Float32Array) => void)
    | undefined;
}

/** Makes the task. */
export function classifyTask(options: ClassifyTaskOptions): TrainingTask {
  const { images, train, validation, size, batch, seed, network, best, epochLabels } = options;
  const labelOf = (row: number): number => classIndex(images.rows[row]?.label ?? "");
  const labels = train.map(labelOf);
  const samplerOf = (numbers: readonly number[]) => ({
    count: numbers.length,
    seed,
    ...(options.isBalanced && { labels: numbers }),
  });
  const sampler = samplerOf(labels);
  const steps = stepsPerEpoch(samplerOf(epochLabels.map(classIndex)), batch);
  const augmented = async (sample: number, epoch: number): Promise<Float32Array> => {
    const image = await images.image(sample % images.rows.length);
    const stream = { seed, epoch, sample, op: RANDOM_OPS.augment };
    const change = { image, size, stream, limits: options.limits };
    return (await options.threads.run("augment", change, true)).image;
  };
  let validated: Float32Array = new Float32Array(0);
  const validRows = validation.map((row) => images.rows[row] as ManifestRow);
  return {
    stepsPerEpoch: steps,
    order: (epoch) => epochVisits(sampler, epoch, steps * batch),
    validationNames: ["loss", "accuracy", "auroc"],
    target: { name: best, isHigherBetter: best !== "loss" },
    async feed(visits, epoch, learningRate) {
      const values = new Float32Array(visits.length * size * size);
      const made = Array.from(visits, async (visit, place) => {
        const sample = rowVisit(visit, train, images.rows.length);
        values.set(await augmented(sample, epoch), place * size * size);
      });
      await Promise.all(made);
      const truth = Uint32Array.from(visits, (visit) => labels[visit % train.length] as number);
      return { images: values, labels: truth, learningRate };
    },
    validate:
      validation.length === 0
        ? undefined
        : async () => {
            const truth = validation.map(labelOf);
            validated = await logitsOf(network, images, validation);
            return validationMetrics(validated, truth);
          },
    keepBest: () => options.keepPredictions?.(validRows, validated),
  };
}

function validationMetrics(logits: Float32Array, truth: readonly number[]): Record<string, number> {
  const probabilities = softmaxRows(logits);
  const predicted = predictedClasses(logits);
  const right = predicted.filter((found, row) => found === truth[row]).length;
  const auroc = oneVsRestAuroc(probabilities, truth, classCount).macro;
  return {
    loss: calibration(probabilities, truth, classCount).nll,
    accuracy: right / truth.length,
    // JSON has no NaN: without two classes there is no curve, and the number is left out.
    ...(Number.isNaN(auroc) ? {} : { auroc }),
  };
}
