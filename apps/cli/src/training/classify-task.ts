// The classification task: prepared films in, class numbers as labels.
import {
  type AugmentPresetName,
  augment,
  calibration,
  classIndex,
  epochOrder,
  oneVsRestAuroc,
  RANDOM_OPS,
  randomStream,
  stepsPerEpoch,
} from "@pleura/data";
import { classCount, type Network } from "@pleura/models";
import { predictedClasses, softmaxRows } from "../inference/class-scores.ts";
import { logitsOf } from "../inference/logits-of.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { TrainingTask } from "./train-loop.ts";

/** What the task needs. */
export interface ClassifyTaskOptions {
  readonly images: PreparedImages;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly size: number;
  readonly batch: number;
  readonly seed: number;
  readonly isBalanced: boolean;
  readonly augment: AugmentPresetName;
  readonly best: "loss" | "accuracy" | "auroc";
  readonly network: Network;
}

/** Makes the task. */
export function classifyTask(options: ClassifyTaskOptions): TrainingTask {
  const { images, train, validation, size, batch, seed, network, best } = options;
  const labelOf = (row: number): number => classIndex(images.rows[row]?.label ?? "");
  const labels = train.map(labelOf);
  const sampler = { count: train.length, seed, ...(options.isBalanced && { labels }) };
  const side = { height: size, width: size };
  const augmented = async (row: number, epoch: number): Promise<Float32Array> => {
    const image = await images.image(row);
    const stream = randomStream({ seed, epoch, sample: row, op: RANDOM_OPS.augment });
    return augment(image, side, stream, options.augment);
  };
  return {
    stepsPerEpoch: stepsPerEpoch(sampler, batch),
    order: (epoch) => epochOrder(sampler, epoch),
    target: { name: best, isHigherBetter: best !== "loss" },
    async feed(samples, epoch, learningRate) {
      const values = new Float32Array(samples.length * size * size);
      for (let place = 0; place < samples.length; place += 1) {
        const row = train[samples[place] as number] as number;
        values.set(await augmented(row, epoch), place * size * size);
      }
      const truth = Uint32Array.from(samples, (sample) => labels[sample] as number);
      return { images: values, labels: truth, learningRate };
    },
    validate:
      validation.length === 0
        ? undefined
        : async () => {
            const truth = validation.map(labelOf);
            const logits = await logitsOf(network, images, validation);
            return validationMetrics(logits, truth);
          },
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
