// The numbers every side starts from, the same in every language, and how they are laid out.
import { unetConvolutions } from "./workloads.mjs";

/**
 * Numbers in [−scale, scale): a 32-bit mix of index and seed, of which the upper 24 bits count.
 *
 * Multiply, xor-shift and their constants as in C. Wellons' hash prospector ("lowbias32" family).
 *
 * @param {number} count
 * @param {number} seed
 * @param {number} [scale]
 * @returns {Float32Array}
 */
export function mixedNumbers(count, seed, scale = 1) {
  const numbers = new Float32Array(count);
  const start = Math.imul(seed, 0x85ebca77);
  for (let index = 0; index < count; index++) {
    let bits = (Math.imul(index, 0x9e3779b1) + start) >>> 0;
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
    bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
    bits ^= bits >>> 15;
    numbers[index] = ((bits >>> 8) / 2 ** 23 - 1) * scale;
  }
  return numbers;
}

/**
 * First values of the UNet: filters `[co, ci, k, k]`, He-uniform (He et al. 2015, eq. 10), and biases 0.
 *
 * @param {number} base
 */
export function unetWeights(base) {
  return unetConvolutions(base).map((conv, index) => {
    const { ci, co, k } = conv;
    const bound = Math.sqrt(6 / (ci * k * k));
    const filter = mixedNumbers(co * ci * k * k, 100 + index, bound);
    return { ...conv, filter, bias: new Float32Array(co) };
  });
}

/**
 * Images in [−1, 1) and targets in [0, 1), both `[batch, 1, size, size]`.
 *
 * @param {{ readonly batch: number, readonly size: number }} workload
 */
export function unetImages({ batch, size }) {
  const count = batch * size * size;
  const targets = mixedNumbers(count, 2, 0.5).map((value) => value + 0.5);
  return { images: mixedNumbers(count, 1), targets };
}

/**
 * Operands of a single convolution: x and dy `[batch, channels, size, size]`, filter `[channels, channels, 3, 3]`.
 *
 * @param {import("./workloads.mjs").ConvWorkload} workload
 */
export function convOperands({ batch, channels, size }) {
  const count = batch * channels * size * size;
  return {
    x: mixedNumbers(count, 1),
    filter: mixedNumbers(channels * channels * 9, 2, 0.05),
    dy: mixedNumbers(count, 3),
  };
}

/**
 * Operands of the matrix product, both `[size, size]`.
 *
 * @param {import("./workloads.mjs").MatmulWorkload} workload
 */
export function matmulOperands({ size }) {
  return { a: mixedNumbers(size * size, 1), b: mixedNumbers(size * size, 2) };
}

/**
 * Moves axes of a row-major array.
 *
 * @param {Float32Array} values of the given sizes
 * @param {readonly number[]} sizes
 * @param {readonly number[]} order axis of the input that becomes axis i of the result
 * @returns {Float32Array}
 */
export function transposed(values, sizes, order) {
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [s0, s1, s2, s3] = order.map((axis) => sizes[axis]);
  const [t0, t1, t2, t3] = order.map((axis) => strides[axis]);
  const result = new Float32Array(values.length);
  let at = 0;
  for (let i = 0; i < s0; i++) {
    for (let j = 0; j < s1; j++) {
      for (let k = 0; k < s2; k++) {
        const from = i * t0 + j * t1 + k * t2;
        for (let l = 0; l < s3; l++) result[at++] = values[from + l * t3];
      }
    }
  }
  return result;
}

/** Orders for {@link transposed}. */
export const layouts = {
  nchwToNhwc: [0, 2, 3, 1],
  nhwcToNchw: [0, 3, 1, 2],
  oihwToHwio: [2, 3, 1, 0],
  hwioToOihw: [3, 2, 0, 1],
};
