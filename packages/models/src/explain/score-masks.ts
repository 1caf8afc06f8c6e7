// Masks an image with a layer's activations and asks the classifier about each, a batch at a time.
import type { Program } from "@pleura/engine";
import { classCount } from "../classifier/classifier.ts";
import type { Network } from "../inference/network.ts";
import { runInBatches } from "../inference/run-in-batches.ts";
import { minMax, scaleToUnit } from "./combine-maps.ts";

/** A block's activations `[k, h, w]` for one image. */
export interface Activations {
  readonly activations: Float32Array;
  readonly k: number;
  readonly h: number;
  readonly w: number;
}

/** What masking with a layer's activations gave so far: which channels were used, and their logits. */
export interface MaskedScores {
  readonly used: readonly number[];
  /** Logits `[used.length, classCount]` of the image times each mask. */
  readonly logits: Float32Array;
  /** Channels looked at, the constant ones that are skipped included. */
  readonly done: number;
}

/** Writes image ∘ mask as item `index` of `into`, channel by channel. */
export function multiplyMask(
  image: Float32Array,
  mask: Float32Array,
  into: Float32Array,
  index: number,
): void {
  const start = index * image.length;
  for (let i = 0; i < image.length; i++) {
    into[start + i] = (image[i] as number) * (mask[i % mask.length] as number);
  }
}

/**
 * Masks the image with each channel and asks the classifier. Yields after each batch what is known by then; the last
 * one knows all channels.
 *
 * Masks and masked images exist for one batch at a time: all of them would be 2 GB at 512×512 with 1024 channels.
 */
export async function* scoreMasks(
  network: Network,
  enlarge: Program,
  image: Float32Array,
  { activations, k, h, w }: Activations,
): AsyncGenerator<MaskedScores> {
  const { batch } = network;
  const plane = network.model.size ** 2;
  const masked = new Float32Array(batch * image.length);
  const used: number[] = [];
  const logits = new Float32Array(k * classCount);
  let waiting = 0;
  let asked = 0;
  const askForWaiting = async (done: number): Promise<MaskedScores> => {
    if (waiting > 0) {
      const rows = await network.logits(masked.subarray(0, waiting * image.length), waiting);
      logits.set(rows, asked * classCount);
      asked += waiting;
      waiting = 0;
    }
    return { used, logits: logits.subarray(0, asked * classCount), done };
  };
  for (let start = 0; start < k; start += batch) {
    const count = Math.min(batch, k - start);
    const maps = activations.subarray(start * h * w, (start + count) * h * w);
    const { maps: masks } = await runInBatches(enlarge, batch, count, { maps }, { maps: plane });
    for (let index = 0; index < count; index++) {
      const mask = masks.subarray(index * plane, (index + 1) * plane);
      const [low, high] = minMax(mask);
      if (!(high > low)) continue;
      scaleToUnit(mask);
      multiplyMask(image, mask, masked, waiting);
      used.push(start + index);
      waiting += 1;
      const done = start + index + 1;
      if (waiting === batch && done < k) yield await askForWaiting(done);
    }
  }
  yield await askForWaiting(k);
}
