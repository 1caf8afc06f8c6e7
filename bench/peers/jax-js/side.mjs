// jax-js on WebGPU as a side: each workload is one jitted function, as its documentation advises.
import * as jax from "@jax-js/jax";
import { openBrowserGpu } from "../browser-gpu.mjs";
import { sumsOf } from "../checks.mjs";
import { convOperands, matmulOperands, unetImages, unetWeights } from "../numbers.mjs";
import { serveSide } from "../side-process.mjs";
import { adam } from "../workloads.mjs";

const { numpy: np, lax, nn, tree, jit } = jax;
const { peakGpuBytes, adapterName } = await openBrowserGpu();

// Ownership in jax-js: a use consumes an array, so every use but the last takes `.ref`.

const array = (numbers, shape) => np.array(numbers).reshape(shape);

/** Waits for the device and reads one number, as a program that looks at its result would. */
async function finish(result) {
  await jax.blockUntilReady(result.ref);
  await result.ref.slice(...result.shape.map(() => [0, 1])).data();
}

/** A job of a function of arrays that stay on the device. */
function computeJob(compute, inputs) {
  let result;
  return {
    async step() {
      result?.dispose();
      result = compute(...tree.ref(inputs));
      await finish(result);
    },
    check: async () => sumsOf(await result.ref.data()),
  };
}

function convolutionJob({ batch, channels, size, pass }, operands) {
  const map = [batch, channels, size, size];
  const x = array(operands.x, map);
  const filter = array(operands.filter, [channels, channels, 3, 3]);
  const dy = array(operands.dy, map);
  const padding = [
    [1, 1],
    [1, 1],
  ];
  const conv = (a, b) => lax.convGeneralDilated(a, b, [1, 1], padding);
  if (pass === "forward") return computeJob(jit(conv), [x, filter]);
  // The gradient of Σ conv · dy needs no value of the convolution, so jit leaves the forward pass out.
  const product = (a, b, slope) => conv(a, b).mul(slope).sum();
  const gradient =
    pass === "inputGradient"
      ? jax.grad(product)
      : (a, b, slope) => jax.grad((q, p, s) => product(p, q, s))(b, a, slope);
  return computeJob(jit(gradient), [x, filter, dy]);
}

function unet(weights, images) {
  const same = { 3: [1, 1], 1: [0, 0] };
  const linear = (name, x) => {
    const { filter, bias } = weights[name];
    const pad = same[filter.shape[2]];
    return lax.convGeneralDilated(x, filter, [1, 1], [pad, pad]).add(bias);
  };
  const conv = (name, x) => nn.relu(linear(name, x));
  const pool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2]);
  const twice = (x) => {
    const [n, c, h, w] = x.shape;
    const spread = np.broadcastTo(x.reshape([n, c, h, 1, w, 1]), [n, c, h, 2, w, 2]);
    return spread.reshape([n, c, 2 * h, 2 * w]);
  };
  const join = (deep, skip) => np.concatenate([twice(deep), skip], 1);
  const e1 = conv("e1b", conv("e1a", images));
  const e2 = conv("e2b", conv("e2a", pool(e1.ref)));
  const middle = conv("mb", conv("ma", pool(e2.ref)));
  const d2 = conv("d2b", conv("d2a", join(middle, e2)));
  const d1 = conv("d1b", conv("d1a", join(d2, e1)));
  return nn.sigmoid(linear("out", d1));
}

function deviceWeights(base) {
  const entries = unetWeights(base).map(({ name, ci, co, k, filter, bias }) => [
    name,
    { filter: array(filter, [co, ci, k, k]), bias: array(bias, [co, 1, 1]) },
  ]);
  return Object.fromEntries(entries);
}

/** Adam by hand: jax-js's optimiser package is not published in every registry. */
function adamStep(weights, slopes, m, v, factor1, factor2) {
  const { learningRate, beta1, beta2, epsilon } = adam;
  const next = { weights: {}, m: {}, v: {} };
  for (const name in weights) {
    for (const part of ["filter", "bias"]) {
      const slope = slopes[name][part];
      const m1 = m[name][part].mul(beta1).add(slope.ref.mul(1 - beta1));
      const v1 = v[name][part].mul(beta2).add(np.square(slope).mul(1 - beta2));
      const root = np.sqrt(v1.ref.mul(factor2.ref)).add(epsilon);
      const step = m1.ref.mul(factor1.ref).mul(learningRate).div(root);
      const moved = { weights: weights[name][part].sub(step), m: m1, v: v1 };
      for (const kind in next) next[kind][name] = { ...next[kind][name], [part]: moved[kind] };
    }
  }
  factor1.dispose();
  factor2.dispose();
  return next;
}

function trainingJob(workload) {
  const { base, batch, size } = workload;
  const { images, targets } = unetImages(workload);
  const x = array(images, [batch, 1, size, size]);
  const y = array(targets, [batch, 1, size, size]);
  let weights = deviceWeights(base);
  const zeros = () => tree.map((value) => np.zeros(value.shape), weights);
  let [m, v] = [zeros(), zeros()];
  const lossOf = (w, a, b) => np.square(unet(w, a).sub(b)).mean();
  const trainStep = jit((w, m0, v0, a, b, factor1, factor2) => {
    const [loss, slopes] = jax.valueAndGrad(lossOf)(tree.ref(w), a, b);
    const next = adamStep(w, slopes, m0, v0, factor1, factor2);
    return [loss, next.weights, next.m, next.v];
  });
  let count = 0;
  return {
    async step() {
      count += 1;
      const factors = [adam.beta1, adam.beta2].map((beta) => np.array(1 / (1 - beta ** count)));
      let loss;
      [loss, weights, m, v] = trainStep(weights, m, v, x.ref, y.ref, ...factors);
      await jax.blockUntilReady(tree.ref(weights));
      return (await loss.data())[0];
    },
  };
}

const prepare = {
  train: trainingJob,
  forward(workload) {
    const { batch, size } = workload;
    const images = array(unetImages(workload).images, [batch, 1, size, size]);
    return computeJob(jit(unet), [deviceWeights(workload.base), images]);
  },
  conv: (workload) => convolutionJob(workload, convOperands(workload)),
  matmul(workload) {
    const { a, b } = matmulOperands(workload);
    const shape = [workload.size, workload.size];
    return computeJob(jit(np.matmul), [array(a, shape), array(b, shape)]);
  },
};

await serveSide({
  async open() {
    const devices = await jax.init("webgpu");
    if (!devices.includes("webgpu")) throw new Error("jax-js found no WebGPU device");
    jax.defaultDevice("webgpu");
    return { adapter: await adapterName() };
  },
  prepare: async (workload) => prepare[workload.kind](workload),
  peakGpuBytes,
});
