// Shares of images that models of several seeds get right: mean ± sd over the seeds, interval over patients.
import { bootstrapMany, spreadOf } from "@pleura/data";

/** A number of models that differ by their seed only. */
export interface SeedInterval {
  readonly mean: number;
  /** Sample standard deviation over the seeds; NaN with one. */
  readonly sd: number;
  /** 95 % percentile bootstrap over patients of the mean over the seeds. */
  readonly low: number;
  readonly high: number;
  readonly perSeed: readonly number[];
}

/** Images, and which of them each seed's model gets right. */
export interface SeedShare {
  /** Numbers of the images that count. */
  readonly members: readonly number[];
  /** For each seed, whether it is right about an image. */
  readonly isHit: readonly ((image: number) => boolean)[];
}

/**
 * All shares from the same draws of patients.
 *
 * @param patients patient of every image
 */
export function seedShares(
  shares: readonly SeedShare[],
  patients: readonly string[],
  { seed, draws }: { readonly seed: number; readonly draws: number },
): SeedInterval[] {
  // Hits do not change from draw to draw.
  const hits = shares.map(({ members, isHit }) =>
    isHit.map((isRight) => members.filter((image) => isRight(image))),
  );
  const weigh = (images: readonly number[], weights: ArrayLike<number>): number =>
    images.reduce((sum, image) => sum + (weights[image] as number), 0);
  const perSeed = (place: number, weights: ArrayLike<number>): number[] => {
    const total = weigh(shares[place]?.members ?? [], weights);
    return (hits[place] ?? []).map((images) => weigh(images, weights) / total);
  };
  const drawn = bootstrapMany<string>(
    (weights) =>
      Object.fromEntries(
        shares.map((_, place) => [`${place}`, meanOf(perSeed(place, weights))] as const),
      ),
    { patients, seed, draws },
  );
  const each = new Uint8Array(patients.length).fill(1);
  return shares.map((_, place) => {
    const values = perSeed(place, each);
    const { low = Number.NaN, high = Number.NaN } = drawn[`${place}`] ?? {};
    return { mean: meanOf(values), sd: spreadOf(values).sd, low, high, perSeed: values };
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
