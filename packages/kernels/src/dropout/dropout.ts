// Dropout with a mask that is a function of seed, step, layer and element.
import {
  applyOp1,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  linearGrid,
  type Op,
  type Tensor,
} from "@pleura/engine";
import { dropoutKernel } from "./dropout.wgsl.ts";

/** Options of dropout. */
export interface DropoutAttrs {
  /** Probability of a zero, 0 ≤ rate < 1. */
  readonly rate: number;
  /** Whole number that sets this layer apart from others of the same seed and step. */
  readonly salt: number;
  /** Groups of four elements before x in the tensor that it is a part of; default 0. */
  readonly firstGroup?: number;
}

/** Words below it are dropped: rate · 2³², so that the share of zeros is the rate to 2⁻³². */
export const dropoutThreshold = (rate: number) => Math.min(2 ** 32 - 1, Math.round(rate * 2 ** 32));

/** The op behind `dropout`; inputs x and the counter. It is linear in x, and its own gradient. */
export const dropoutOp: Op<DropoutAttrs> = {
  name: "dropout",
  half: { inputs: [0], outputs: "all" },
  infer([x, counter], { rate }) {
    if (!(rate >= 0 && rate < 1)) {
      throw new EngineError(
        "shape",
        `dropout: "rate" must be at least 0 and below 1, but it is ${rate}. ` +
          "Give the share of elements to drop.",
        { rate },
      );
    }
    if (counter?.dtype !== "u32" || counter.shape.length !== 1 || counter.shape[0] !== 2) {
      throw new EngineError(
        "shape",
        'dropout: "counter" must be the two u32 numbers seed and step, but it is ' +
          `${counter?.dtype} ${formatShape(counter?.shape ?? [])}. Give a u32 tensor of shape [2].`,
      );
    }
    return [{ shape: x?.shape ?? [], dtype: "f32" }];
  },
  lower({ inputs, outputs, attrs: { rate, salt, firstGroup = 0 } }) {
    const count = elementCount(outputs[0]?.type.shape ?? []);
    return [
      {
        kernel: dropoutKernel,
        buffers: [...inputs, ...outputs],
        params: {
          ...{ count, salt, first_group: firstGroup },
          ...{ threshold: dropoutThreshold(rate), scale: 1 / (1 - rate) },
        },
        grid: linearGrid(Math.ceil(count / 4 / 64)),
      },
    ];
  },
  gradient({ inputs: [, counter], attrs, outputGradients: [dy] }) {
    return counter && dy ? [applyOp1(dropoutOp, [dy, counter], attrs)] : [];
  },
  // The mask is that of the whole tensor, so a part must begin at a group of four.
  byImages({ outputs: [y], attrs, images, first }) {
    const groups = (elementCount(y?.shape ?? []) / images / 4) * first;
    if (!Number.isInteger(groups)) return undefined;
    return { inputs: [0], outputs: "images", attrs: { ...attrs, firstGroup: groups } };
  },
  // One multiplication; the random words are integer work.
  cost: (inputs, outputs) => ({
    flops: elementCount(outputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Zeroes each element with probability `rate` and multiplies the others by 1 / (1 − rate).
 *
 * The mask depends on (seed, step, salt, element) alone (Philox 4×32-10, Salmon et al. 2011), so the
 * gradient draws the same one and a run can be repeated bit by bit.
 *
 * @param x any shape, fewer than 2³² elements
 * @param counter u32 `[2]`: seed and step
 * @param attrs rate in [0, 1); salt, a number of the layer
 * @returns y of x's shape; x itself when rate is 0
 * @throws {EngineError} tag `shape` when the rate or the counter is not as above
 */
export function dropout(x: Tensor, counter: Tensor, attrs: DropoutAttrs): Tensor {
  if (attrs.rate === 0) return x;
  return applyOp1(dropoutOp, [x, counter], attrs);
}
