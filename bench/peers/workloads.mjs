// The five workloads: sizes, floating-point operations, and the results every side must reach.

/**
 * @typedef {object} TrainWorkload Training step or forward pass of the plain UNet.
 * @property {"train" | "forward"} kind
 * @property {string} title
 * @property {number} base channels of the first level
 * @property {number} batch
 * @property {number} size side of the images, pixels
 */

/**
 * @typedef {object} ConvWorkload One pass of a 3×3 convolution with padding 1, as many channels in as out.
 * @property {"conv"} kind
 * @property {string} title
 * @property {"forward" | "inputGradient" | "filterGradient"} pass
 * @property {number} batch
 * @property {number} channels
 * @property {number} size side of the maps, pixels
 */

/**
 * @typedef {object} MatmulWorkload Product of two square matrices.
 * @property {"matmul"} kind
 * @property {string} title
 * @property {number} size rows and columns
 */

/** @typedef {TrainWorkload | ConvWorkload | MatmulWorkload} Workload */

/** @type {Readonly<Record<string, Workload>>} */
export const workloads = {
  W1: {
    kind: "train",
    title: "training step, UNet base 16, batch 4, 64×64",
    ...{ base: 16, batch: 4, size: 64 },
  },
  W2: {
    kind: "train",
    title: "training step, UNet base 32, batch 2, 128×128",
    ...{ base: 32, batch: 2, size: 128 },
  },
  W3: {
    kind: "forward",
    title: "forward pass, UNet base 32, batch 1, 224×224",
    ...{ base: 32, batch: 1, size: 224 },
  },
  W4f: {
    kind: "conv",
    title: "convolution 3×3, 64→64, 56×56, batch 8: forward",
    ...{ pass: "forward", batch: 8, channels: 64, size: 56 },
  },
  W4x: {
    kind: "conv",
    title: "the same: gradient of the input",
    ...{ pass: "inputGradient", batch: 8, channels: 64, size: 56 },
  },
  W4w: {
    kind: "conv",
    title: "the same: gradient of the filter",
    ...{ pass: "filterGradient", batch: 8, channels: 64, size: 56 },
  },
  W5: { kind: "matmul", title: "matrix product 1024×1024×1024", size: 1024 },
};

/** Names of all workloads, in the order of the table. */
export const workloadNames = Object.keys(workloads);

/**
 * The workload of a name.
 *
 * @param {string} name
 * @returns {Workload}
 */
export function workloadOf(name) {
  const workload = workloads[name];
  if (workload) return workload;
  throw new Error(
    `bench:peers: a workload must be one of ${workloadNames.join(", ")}, but "${name}" was given. ` +
      "Give a name of that list.",
  );
}

/**
 * @typedef {object} Convolution A convolution of the UNet with stride 1 and "same" padding.
 * @property {string} name
 * @property {number} ci channels in
 * @property {number} co channels out
 * @property {number} k side of the filter
 * @property {number} level the map's side is the image's, halved this often
 */

/**
 * The convolutions of the UNet. All but `out` have a bias and a ReLU; `out` has a bias and a sigmoid:
 * e1a e1b | pool | e2a e2b | pool | ma mb | upsample, concat e2b, d2a d2b | upsample, concat e1b, d1a d1b | out
 *
 * @param {number} base
 * @returns {readonly Convolution[]}
 */
export function unetConvolutions(base) {
  const conv = (name, ci, co, level, k = 3) => ({ name, ci, co, k, level });
  return [
    conv("e1a", 1, base, 0),
    conv("e1b", base, base, 0),
    conv("e2a", base, 2 * base, 1),
    conv("e2b", 2 * base, 2 * base, 1),
    conv("ma", 2 * base, 4 * base, 2),
    conv("mb", 4 * base, 4 * base, 2),
    conv("d2a", 6 * base, 2 * base, 1),
    conv("d2b", 2 * base, 2 * base, 1),
    conv("d1a", 3 * base, base, 0),
    conv("d1b", base, base, 0),
    conv("out", base, 1, 0, 1),
  ];
}

/** Adam as every side runs it (Kingma & Ba 2015, alg. 1; ε outside the root). */
export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * Floating-point operations of one step, two per multiply-add, of convolutions and matrix products only.
 * Training counts the forward pass and both gradients, without the input gradient of the first layer.
 *
 * @param {Workload} workload
 * @returns {number}
 */
export function flopsOf(workload) {
  if (workload.kind === "matmul") return 2 * workload.size ** 3;
  if (workload.kind === "conv") {
    const { batch, channels, size } = workload;
    return 2 * 9 * channels ** 2 * size ** 2 * batch;
  }
  const { base, batch, size, kind } = workload;
  const each = unetConvolutions(base).map(
    ({ ci, co, k, level }) => 2 * ci * co * k * k * (size >> level) ** 2 * batch,
  );
  const forward = each.reduce((sum, flops) => sum + flops, 0);
  return kind === "train" ? 3 * forward - each[0] : forward;
}
