// The sanity check of explanations: weights are made random from the head to the input, and maps must change.
import { spearman } from "@pleura/data";
import type { Numbers } from "@pleura/engine";
import { ssim } from "@pleura/kernels";
import { greyImages, Network } from "../inference/network.ts";
import { runInBatches } from "../inference/run-in-batches.ts";
import { initialise } from "../weights/initialise.ts";
import type { WeightSpec } from "../weights/weight-spec.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { minMax } from "./combine-maps.ts";

/** One more part of the network that is made random. */
export interface RandomisationStage {
  /** "head", "bottleneck", then the encoder's blocks from the deepest to the first. */
  readonly part: string;
  /** Names of its weights. */
  readonly weights: readonly string[];
}

/**
 * Parts of a classifier from the logits to the input.
 *
 * @param specs the model's weights in build order, which goes from the input to the head
 */
export function randomisationStages(
  specs: ReadonlyMap<string, WeightSpec>,
): readonly RandomisationStage[] {
  const parts = new Map<string, string[]>();
  for (const name of [...specs.keys()].reverse()) {
    const part = /^(encoder\.\d+|[^.]+)/.exec(name)?.[0] ?? name;
    const known = parts.get(part);
    if (known) known.push(name);
    else parts.set(part, [name]);
  }
  return [...parts].map(([part, weights]) => ({ part, weights }));
}

/**
 * The seed of random weights: far from the seeds that people give, since a network whose training began with this
 * very seed would get its own first values back.
 */
export function randomisationSeed(seed: number): number {
  return Number.MAX_SAFE_INTEGER - seed;
}

/**
 * Visits a copy of a classifier with more and more random weights; the network itself stays as it is.
 *
 * Cascading randomisation (Adebayo et al. 2018, "Sanity checks for saliency maps", sec. 4.1): weights take new first
 * values of their own kind (He or Glorot, running statistics 0 and 1), each part staying random in later stages.
 *
 * @param visit called with the copy after each stage, in the order of {@link randomisationStages}
 */
export async function cascadeRandomWeights(
  network: Network,
  seed: number,
  visit: (copy: Network, stage: RandomisationStage) => Promise<void>,
): Promise<void> {
  const { device, model, weights, batch } = network;
  const { specs } = weights;
  const store = new WeightStore(device, specs, await weights.read());
  const copy = new Network(device, model, store, batch);
  try {
    for (const stage of randomisationStages(specs)) {
      const fresh = new Map<string, Numbers>(
        stage.weights.map((name) => [
          name,
          initialise(specs.get(name) as WeightSpec, randomisationSeed(seed)),
        ]),
      );
      store.write(fresh);
      await visit(copy, stage);
    }
  } finally {
    await copy.destroy();
  }
}

/** How alike two maps of one film are. */
export interface MapSimilarity {
  /** Spearman's rank correlation of the pixels, in [−1, 1]. */
  readonly spearman: number;
  /** Mean SSIM (11×11 Gaussian window, data range 1). */
  readonly ssim: number;
}

/**
 * Compares maps pair by pair.
 *
 * A flat map has no ranks: with another flat one it counts as the same (1), with any other as unlike (0).
 *
 * @param network whose device and size are used
 * @param a maps `[size, size]` in [0, 1]
 * @param b as many
 */
export async function mapSimilarities(
  network: Network,
  a: readonly Float32Array[],
  b: readonly Float32Array[],
): Promise<MapSimilarity[]> {
  const { batch } = network;
  const { size } = network.model;
  const program = await network.program("map similarity", () => {
    const [, perImage] = ssim(greyImages("a", batch, size), greyImages("b", batch, size), {
      dataRange: 1,
    });
    return { ssim: perImage };
  });
  const inputs = { a: joined(a, size), b: joined(b, size) };
  const found = await runInBatches(program, batch, a.length, inputs, { ssim: 1 });
  return a.map((one, index) => ({
    spearman: rankSimilarity(one, b[index] as Float32Array),
    ssim: found.ssim[index] as number,
  }));
}

function rankSimilarity(a: Float32Array, b: Float32Array): number {
  const [flatA, flatB] = [a, b].map((map) => {
    const [low, high] = minMax(map);
    return !(high > low);
  });
  if (flatA || flatB) return flatA && flatB ? 1 : 0;
  return spearman(a, b);
}

function joined(maps: readonly Float32Array[], size: number): Float32Array {
  const all = new Float32Array(maps.length * size * size);
  maps.forEach((map, index) => {
    all.set(map, index * size * size);
  });
  return all;
}
