// Asks a classifier about a stream of pictures, a batch at a time.
import { classCount } from "../classifier/classifier.ts";
import type { Network } from "../inference/network.ts";
import { softmaxOf } from "./combine-maps.ts";

/** A classifier as measures of explanations see it: probabilities of pictures. */
export interface Classify {
  /** Probabilities `[n, classes]` of pictures `[n, channels, size, size]`. */
  readonly predict: (pictures: Float32Array, n: number) => Promise<ArrayLike<number>>;
  /** Pictures per call. */
  readonly batch: number;
  readonly classes: number;
}

/** A network's softmax probabilities. */
export function classifyWith(network: Network): Classify {
  return {
    batch: network.batch,
    classes: classCount,
    async predict(pictures, n) {
      const logits = await network.logits(pictures, n);
      const found = new Float64Array(logits.length);
      for (let at = 0; at < logits.length; at += classCount) {
        found.set(softmaxOf(logits.subarray(at, at + classCount)), at);
      }
      return found;
    },
  };
}

/**
 * Probabilities of one class for pictures that exist one batch at a time: a curve of 50 steps at 512×512 would be
 * 54 MB otherwise.
 *
 * @param pictures may yield one array again and again with new contents
 */
export async function scoresOf(
  { predict, batch, classes }: Classify,
  pictures: Iterable<Float32Array>,
  classIndex: number,
): Promise<number[]> {
  const scores: number[] = [];
  let waiting = new Float32Array(0);
  let held = 0;
  const ask = async () => {
    if (held === 0) return;
    const length = waiting.length / batch;
    const found = await predict(waiting.subarray(0, held * length), held);
    for (let row = 0; row < held; row += 1) {
      scores.push(found[row * classes + classIndex] as number);
    }
    held = 0;
  };
  for (const picture of pictures) {
    if (waiting.length === 0) waiting = new Float32Array(batch * picture.length);
    waiting.set(picture, held * picture.length);
    held += 1;
    if (held === batch) await ask();
  }
  await ask();
  return scores;
}
