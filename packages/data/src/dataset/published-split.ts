// The split of Park et al. 2021 (Electronics 10(16):1996): by image, at random, leaks and all.

import { shuffledOrder } from "../random/shuffled-order.ts";
import { RANDOM_OPS } from "../random/stream.ts";
import { CLASSES } from "./classes.ts";
import { DatasetError } from "./dataset-error.ts";
import type { ManifestRow } from "./manifest.ts";
import { type PretextRole, withProtocol } from "./protocol.ts";

/** Images that the paper splits: its 1160 + 290 + 363; of its 3 × 607 eight are missing. */
const PUBLISHED_IMAGES = 1813;
/** Images of each class that the paper collects. */
const PUBLISHED_PER_CLASS = 607;
/** The paper validates its pretext on 1,000 of 112,120 images. */
const PRETEXT_VALIDATION = 1000 / 112_120;

/** Numbers of the shuffles, each independent of the others. */
const DRAWS = { parts: 0, pool: 1, firstClass: 2 } as const;

/** How to split as the paper did. */
export interface PublishedSplitOptions {
  readonly seed: number;
  /** Most labelled images to use (≥ 1); 1813 when absent. */
  readonly images?: number;
  /**
   * Sources whose images all serve the pretext, labelled or not, test images included, as the paper
   * does it with NIH's; when absent `nih`, or every source where there is none of that name.
   */
  readonly pretextSources?: readonly string[];
}

/** Images of each part. */
export interface PublishedCounts {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

/**
 * Sizes of two successive hold-outs of 20 %, rounded up as scikit-learn's `train_test_split` does.
 *
 * test = ⌈n/5⌉, val = ⌈(n − test)/5⌉, train = the rest; 1813 gives the paper's 1160 / 290 / 363.
 *
 * @param n images (≥ 0)
 */
export function publishedCounts(n: number): PublishedCounts {
  const test = Math.ceil(n / 5);
  const val = Math.ceil((n - test) / 5);
  return { train: n - test - val, val, test };
}

/**
 * The same rows split as the paper split them: labelled images at random, one by one, not stratified.
 *
 * Images of one patient land in several parts, and the pretext sees the test images: kept as it was
 * published, to measure what that is worth. Never the split for a result of its own.
 *
 * With more labelled images than are wanted, up to 607 of each class are drawn (more where other
 * classes have too few), then the wanted number of these. The other labelled images take no part in
 * the classifier. In the pretext are the unlabelled images and all of the pretext sources; in the
 * order of file names the last 1,000 of 112,120 (or that share, at least one of two) validate it.
 *
 * Depends on the seed and the set of rows, not on their order.
 *
 * @throws {DatasetError} tag `argument` when `images` is no whole number of at least 1
 */
export function publishedSplit(
  rows: readonly ManifestRow[],
  options: PublishedSplitOptions,
): ManifestRow[] {
  const { seed, images = PUBLISHED_IMAGES } = options;
  if (!Number.isInteger(images) || images < 1)
    throw new DatasetError(
      "argument",
      `split: "images" must be a whole number of at least 1, but it is ${images}.` +
        " Give the number of labelled images to use.",
      { images },
    );
  const byFile = [...rows].sort((a, b) => (a.file < b.file ? -1 : 1));
  const labelled = byFile.filter(({ label }) => label !== "");
  const chosen = chooseImages(labelled, images, seed);
  const { train, val } = publishedCounts(chosen.length);
  const splitOf = new Map<string, ManifestRow["split"]>();
  for (const [place, { file }] of shuffled(chosen, seed, DRAWS.parts).entries())
    splitOf.set(file, place < train ? "train" : place < train + val ? "val" : "test");
  const roleOf = pretextRoles(byFile, options.pretextSources);
  return rows.map((row) => {
    const role = roleOf.get(row.file) ?? "";
    const split = splitOf.get(row.file) ?? (role === "" ? "" : "pretext");
    return withProtocol(row, split, role, "published");
  });
}

/** At most `images` of the rows: level classes first, then any of these. */
function chooseImages(rows: readonly ManifestRow[], images: number, seed: number): ManifestRow[] {
  if (rows.length <= images) return [...rows];
  const groups = CLASSES.map((name, index) => {
    const group = rows.filter(({ label }) => label === name);
    return shuffled(group, seed, DRAWS.firstClass + index);
  });
  const size = (cap: number): number =>
    groups.reduce((sum, group) => sum + Math.min(group.length, cap), 0);
  let cap = PUBLISHED_PER_CLASS;
  while (size(cap) < images) cap += 1;
  const pool = groups.flatMap((group) => group.slice(0, cap));
  const kept = shuffled(pool, seed, DRAWS.pool).slice(0, images);
  return kept.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function shuffled<T>(items: readonly T[], seed: number, draw: number): T[] {
  const order = shuffledOrder(items.length, seed, draw, RANDOM_OPS.publishedSplit);
  return Array.from(order, (index) => items[index] as T);
}

function pretextRoles(
  byFile: readonly ManifestRow[],
  given: readonly string[] | undefined,
): ReadonlyMap<string, PretextRole> {
  const hasNih = byFile.some(({ source }) => source === "nih");
  const sources = given ?? (hasNih ? ["nih"] : undefined);
  const files = byFile
    .filter(
      ({ label, source }) => label === "" || sources === undefined || sources.includes(source),
    )
    .map(({ file }) => file);
  const share = Math.max(1, Math.round(files.length * PRETEXT_VALIDATION));
  const firstValidation = files.length < 2 ? files.length : files.length - share;
  return new Map(files.map((file, index) => [file, index < firstValidation ? "train" : "val"]));
}
