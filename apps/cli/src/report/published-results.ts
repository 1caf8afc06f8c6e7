// The paper's results as its authors' code holds them: confusion matrices of one test set, and our own ratios of them.
import {
  type ConfusionMetrics,
  confusionMetrics,
  type Interval,
  wilsonInterval,
} from "@pleura/data";

/** A model of the paper. */
export interface PublishedResult {
  readonly name: string;
  /** Rows = truth, columns = prediction, in the order of `CLASSES`; absent where the code holds none. */
  readonly confusion?: readonly (readonly number[])[];
  /** Share of right predictions that the authors print, where they print one. */
  readonly printedAccuracy?: number;
  /** What to know before comparing. */
  readonly note?: string;
}

/** Where the matrices come from. */
export const PUBLISHED_SOURCE =
  "Park, Kwak and Lim 2021, Electronics 10(16):1996; confusion matrices of the authors' public code";

/**
 * Results on the paper's 363 test images (125 COVID-19, 127 pneumonia, 111 normal), image-level split.
 *
 * All matrices are of one run each; the reported checkpoint of the proposed model was chosen among
 * several on the test set.
 */
export const PUBLISHED_RESULTS: readonly PublishedResult[] = [
  {
    name: "SSL U-Net + CBAM (proposed)",
    confusion: [
      [125, 0, 0],
      [1, 125, 1],
      [1, 2, 108],
    ],
    printedAccuracy: 0.986,
    note: "several checkpoints were looked at on the test set",
  },
  {
    name: "SSL U-Net, first 97.8 % run",
    confusion: [
      [124, 1, 0],
      [1, 121, 5],
      [0, 1, 110],
    ],
    printedAccuracy: 0.978,
    note: "the abstract's baseline, as far as the code tells",
  },
  {
    name: "SSL U-Net, second 97.8 % run",
    confusion: [
      [125, 0, 0],
      [2, 121, 4],
      [0, 2, 109],
    ],
    printedAccuracy: 0.978,
    note: "printed transposed in the code",
  },
  {
    name: "VGG16 (ImageNet)",
    confusion: [
      [124, 1, 0],
      [1, 121, 5],
      [0, 2, 109],
    ],
  },
  {
    name: "MobileNet (ImageNet)",
    confusion: [
      [125, 0, 0],
      [0, 121, 6],
      [2, 1, 108],
    ],
  },
  {
    name: "ResNet50 (ImageNet)",
    confusion: [
      [125, 0, 0],
      [1, 121, 5],
      [1, 2, 108],
    ],
  },
  {
    name: "ResNet101 (ImageNet)",
    confusion: [
      [124, 1, 0],
      [0, 121, 6],
      [1, 3, 107],
    ],
  },
  {
    name: "MobileNetV2 (ImageNet)",
    confusion: [
      [125, 0, 0],
      [1, 123, 3],
      [1, 16, 94],
    ],
    note: "a comment in the code says 0.9614",
  },
  {
    name: "EfficientNetB0 (ImageNet)",
    note: "the code repeats ResNet101's matrix",
  },
];

/** Ratios of a published matrix; the interval is Wilson's, which counts images as independent. */
export interface PublishedMetrics extends Omit<ConfusionMetrics, "accuracy"> {
  readonly n: number;
  readonly accuracy: Interval;
}

/** Our own ratios of a published matrix; undefined where the code holds none. */
export function publishedMetrics({ confusion }: PublishedResult): PublishedMetrics | undefined {
  if (confusion === undefined) return undefined;
  const n = confusion.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  return { ...confusionMetrics(confusion), n, accuracy: wilsonInterval(right, n) };
}
