// TensorFlow.js on WebGPU as a side: `node side.mjs layers` uses the layers API, `core` the ops.
import { createRequire } from "node:module";
import { openBrowserGpu } from "../browser-gpu.mjs";
import { sumsOf } from "../checks.mjs";
import {
  convOperands,
  layouts,
  matmulOperands,
  transposed,
  unetImages,
  unetWeights,
} from "../numbers.mjs";
import { serveSide } from "../side-process.mjs";
import { adam } from "../workloads.mjs";

const { peakGpuBytes, adapterName } = await openBrowserGpu();
const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs-core");
// The layers package also registers the gradients, which the core lacks when it is loaded alone.
const layersApi = require("@tensorflow/tfjs-layers");
require("@tensorflow/tfjs-backend-webgpu");

const usesLayers = process.argv[2] === "layers";

// NHWC and HWIO everywhere: tfjs computes NCHW convolutions wrongly on WebGPU.

/** Reads one number, as a program that looks at its result would. */
async function finish(result) {
  const first = tf.slice(result, Array(result.rank).fill(0), Array(result.rank).fill(1));
  await first.data();
  first.dispose();
}

function computeJob(compute) {
  let result;
  return {
    async step() {
      result?.dispose();
      result = tf.tidy(compute);
      await finish(result);
    },
    check: async () => sumsOf(await result.data()),
  };
}

function convolutionJob(workload) {
  const { batch, channels, size, pass } = workload;
  const operands = convOperands(workload);
  const map = (numbers) =>
    tf.tensor4d(transposed(numbers, [batch, channels, size, size], layouts.nchwToNhwc), [
      ...[batch, size, size, channels],
    ]);
  const [x, dy] = [map(operands.x), map(operands.dy)];
  const filterSizes = [channels, channels, 3, 3];
  const filter = tf.tensor4d(transposed(operands.filter, filterSizes, layouts.oihwToHwio), [
    ...[3, 3, channels, channels],
  ]);
  const motion = { strides: 1, pad: "same", dataFormat: "NHWC", dimRoundingMode: undefined };
  const run = (kernel, inputs, shape) =>
    tf.engine().runKernel(kernel, inputs, { ...motion, ...shape });
  const passes = {
    forward: () => tf.conv2d(x, filter, 1, "same"),
    inputGradient: () => run("Conv2DBackpropInput", { dy, filter }, { inputShape: x.shape }),
    filterGradient: () => run("Conv2DBackpropFilter", { x, dy }, { filterShape: filter.shape }),
  };
  return computeJob(passes[pass]);
}

/** One convolution's filter and bias as tensors. */
function tensorsOf({ ci, co, k, filter, bias }) {
  const hwio = transposed(filter, [co, ci, k, k], layouts.oihwToHwio);
  return [tf.tensor4d(hwio, [k, k, ci, co]), tf.tensor1d(bias)];
}

/** The UNet of its four kinds of step, whichever API makes them. */
function unet({ conv, pool, join }, x) {
  const e1 = conv("e1b", conv("e1a", x));
  const e2 = conv("e2b", conv("e2a", pool(e1)));
  const middle = conv("mb", conv("ma", pool(e2)));
  const d2 = conv("d2b", conv("d2a", join(middle, e2)));
  return conv("out", conv("d1b", conv("d1a", join(d2, e1))));
}

function layersModel({ base, size }) {
  const { layers } = layersApi;
  const weights = unetWeights(base);
  const conv = (name, x) => {
    const { co, k } = weights.find((weight) => weight.name === name);
    const activation = name === "out" ? "sigmoid" : "relu";
    const settings = { name, filters: co, kernelSize: k, padding: "same", activation };
    return layers.conv2d(settings).apply(x);
  };
  const pool = (x) => layers.maxPooling2d({ poolSize: 2 }).apply(x);
  const join = (deep, skip) =>
    layers.concatenate().apply([layers.upSampling2d({ size: [2, 2] }).apply(deep), skip]);
  const inputs = layersApi.input({ shape: [size, size, 1] });
  const model = layersApi.model({ inputs, outputs: unet({ conv, pool, join }, inputs) });
  for (const weight of weights) model.getLayer(weight.name).setWeights(tensorsOf(weight));
  return model;
}

function coreModel({ base }) {
  const weights = new Map(
    unetWeights(base).map((weight) => [
      weight.name,
      tensorsOf(weight).map((tensor) => tf.variable(tensor)),
    ]),
  );
  const conv = (name, x) => {
    const [filter, bias] = weights.get(name);
    const activation = name === "out" ? "linear" : "relu";
    const y = tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation });
    return name === "out" ? tf.sigmoid(y) : y;
  };
  const pool = (x) => tf.maxPool(x, 2, 2, "same");
  const join = (deep, skip) => {
    const [, h, w] = deep.shape;
    return tf.concat([tf.image.resizeNearestNeighbor(deep, [2 * h, 2 * w]), skip], 3);
  };
  return (x) => unet({ conv, pool, join }, x);
}

/** Images and targets; with one channel NHWC and NCHW are the same bytes. */
function imageTensors(workload) {
  const { images, targets } = unetImages(workload);
  const shape = [workload.batch, workload.size, workload.size, 1];
  return [tf.tensor4d(images, shape), tf.tensor4d(targets, shape)];
}

function trainingJob(workload) {
  const [x, y] = imageTensors(workload);
  const { learningRate, beta1, beta2, epsilon } = adam;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  if (usesLayers) {
    const model = layersModel(workload);
    model.compile({ optimizer, loss: "meanSquaredError" });
    return { step: () => model.trainOnBatch(x, y) };
  }
  const model = coreModel(workload);
  return {
    async step() {
      const loss = optimizer.minimize(() => tf.mean(tf.squaredDifference(model(x), y)), true);
      const [value] = await loss.data();
      loss.dispose();
      return value;
    },
  };
}

function forwardJob(workload) {
  const [x] = imageTensors(workload);
  if (!usesLayers) {
    const model = coreModel(workload);
    return computeJob(() => model(x));
  }
  const model = layersModel(workload);
  return computeJob(() => model.predictOnBatch(x));
}

const prepare = {
  train: trainingJob,
  forward: forwardJob,
  conv: convolutionJob,
  matmul(workload) {
    const operands = matmulOperands(workload);
    const shape = [workload.size, workload.size];
    const [a, b] = [tf.tensor2d(operands.a, shape), tf.tensor2d(operands.b, shape)];
    return computeJob(() => tf.matMul(a, b));
  },
};

await serveSide({
  async open() {
    if (!(await tf.setBackend("webgpu"))) throw new Error("tfjs could not open its WebGPU backend");
    await tf.ready();
    return { adapter: await adapterName() };
  },
  prepare: async (workload) => prepare[workload.kind](workload),
  peakGpuBytes,
});
