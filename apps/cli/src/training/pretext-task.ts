// The restoration task: distorted films in, the clean ones as targets.
import { type DistortRecipeName, epochVisits, RANDOM_OPS, stepsPerEpoch } from "@pleura/data";
import type { Network } from "@pleura/models";
import { type ImageWorkers, thisThread } from "../image-workers/image-workers.ts";
import { chunksOf } from "../inference/logits-of.ts";
import { oneAhead } from "../inference/one-ahead.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import { rowVisit } from "./row-visit.ts";
import type { TrainingTask } from "./train-loop.ts";

/** What the task needs. */
export interface PretextTaskOptions {
  readonly images: PreparedImages;
  readonly threads: ImageWorkers;
  /** Rows to train on and rows to validate on, by index. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly size: number;
  readonly batch: number;
  readonly seed: number;
  readonly recipe: DistortRecipeName;
  readonly network: Network;
}

/** Distorted images and their targets, one after the other. */
export interface DistortedBatch {
  readonly images: Float32Array;
  readonly targets: Float32Array;
}

/**
 * Distorts rows. Sample i of epoch e is the same whatever the batch or a resume: its numbers come
 * from (seed, epoch, visit). Epoch 0 is validation's.
 *
 * @param visits rows, or visits of them: repeat · rows + row
 * @param threads where the images are distorted; in this thread when absent
 */
export async function distortRows(
  images: PreparedImages,
  visits: ArrayLike<number>,
  epoch: number,
  { size, seed, recipe }: Pick<PretextTaskOptions, "size" | "seed" | "recipe">,
  threads: ImageWorkers = thisThread,
): Promise<DistortedBatch> {
  const plane = size * size;
  const distorted = new Float32Array(visits.length * plane);
  const targets = new Float32Array(visits.length * plane);
  const made = Array.from(visits, async (sample, place) => {
    const image = await images.image(sample % images.rows.length);
    const stream = { seed, epoch, sample, op: RANDOM_OPS.distort };
    const pair = await threads.run("distort", { image, size, stream, recipe }, true);
    distorted.set(pair.distorted, place * plane);
    targets.set(pair.target, place * plane);
  });
  await Promise.all(made);
  return { images: distorted, targets };
}

/** Makes the task. */
export function pretextTask(options: PretextTaskOptions): TrainingTask {
  const { images, train, validation, batch, seed, network } = options;
  const sampler = { count: train.length, seed };
  const steps = stepsPerEpoch(sampler, batch);
  return {
    stepsPerEpoch: steps,
    order: (epoch) => epochVisits(sampler, epoch, steps * batch),
    validationNames: ["loss", "ssimBefore", "ssimAfter"],
    target: { name: "loss", isHigherBetter: false },
    async feed(visits, epoch, learningRate) {
      const ofRows = Array.from(visits, (visit) => rowVisit(visit, train, images.rows.length));
      return {
        ...(await distortRows(images, ofRows, epoch, options, options.threads)),
        learningRate,
      };
    },
    validate:
      validation.length === 0
        ? undefined
        : async () => {
            const found = await measureRestoration(
              network,
              images,
              validation,
              options,
              undefined,
              options.threads,
            );
            const ssimAfter = mean(found.ssimAfter);
            return { loss: 1 - ssimAfter, ssimBefore: mean(found.ssimBefore), ssimAfter };
          },
  };
}

/** SSIM with the clean film of each row, distorted and restored. */
export interface RestorationScores {
  readonly ssimBefore: readonly number[];
  readonly ssimAfter: readonly number[];
}

/**
 * Restores rows, distorted as validation distorts them, a few at a time.
 *
 * @param onChunk called after each chunk
 * @param threads where the images are distorted; in this thread when absent
 */
export async function measureRestoration(
  network: Network,
  images: PreparedImages,
  rows: readonly number[],
  options: Pick<PretextTaskOptions, "size" | "seed" | "recipe">,
  onChunk?: () => void,
  threads?: ImageWorkers,
): Promise<RestorationScores> {
  const ssimBefore: number[] = [];
  const ssimAfter: number[] = [];
  const chunks = chunksOf(rows, network.batch);
  const distorted = oneAhead(chunks, (chunk) => distortRows(images, chunk, 0, options, threads));
  for await (const { item, made } of distorted) {
    const found = await network.restoration(made.images, made.targets, item.length);
    ssimBefore.push(...found.ssimBefore);
    ssimAfter.push(...found.ssimAfter);
    onChunk?.();
  }
  return { ssimBefore, ssimAfter };
}

/** Mean of numbers. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] as number;
  return sum / values.length;
}
