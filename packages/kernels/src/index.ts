// The public names of the kernels package: functions that add ops to a graph.

export { batchNormInference, batchNormInferenceOp } from "./batch-norm/batch-norm-inference.ts";
export {
  type BatchNormAttrs,
  batchNormTrain,
  batchNormTrainOp,
} from "./batch-norm/batch-norm-train.ts";
export {
  type RunningStatisticsAttrs,
  updateRunningStatistics,
  updateRunningStatisticsOp,
} from "./batch-norm/update-running-statistics.ts";
export {
  type CeilingOptions,
  type Ceilings,
  higherCeilings,
  type MemoryLevel,
  measureCeilings,
  memoryCeilingGBs,
  openReferenceLoad,
  type ReferenceLoad,
} from "./ceiling/index.ts";
export { type ConcatAttrs, concat, concatOp } from "./concat/concat.ts";
export type { OpBench } from "./contract/bench.ts";
export {
  type Conv2dAttrs,
  type Conv2dOptions,
  conv2d,
  conv2dOp,
} from "./conv2d/conv2d.ts";
export { conv2dBiasGradientOp } from "./conv2d/conv2d-bias-gradient.ts";
export { conv2dFilterGradientOp } from "./conv2d/conv2d-filter-gradient.ts";
export { conv2dInputGradientOp } from "./conv2d/conv2d-input-gradient.ts";
export type { Padding } from "./conv2d/conv2d-window.ts";
export { advanceCounter, advanceCounterOp } from "./counter/advance-counter.ts";
export { type DropoutAttrs, dropout, dropoutOp } from "./dropout/dropout.ts";
export {
  abs,
  add,
  affine,
  clamp,
  divide,
  exp,
  log,
  maximum,
  multiply,
  negate,
  relu,
  sigmoid,
  sqrt,
  square,
  subtract,
  tanh,
} from "./elementwise/elementwise.ts";
export {
  channelGate,
  type GateAttrs,
  type GateKind,
  gateGradientOp,
  gateOp,
  scaleByImage,
  spatialGate,
} from "./gate/gate.ts";
export {
  averageMaxPool,
  averageMaxPoolGradientOp,
  averageMaxPoolOp,
  globalAveragePool,
  globalMaxPool,
} from "./global-pool/global-pool.ts";
export { type GroupNormAttrs, groupNorm, groupNormOp } from "./group-norm/group-norm.ts";
export { type DenseOptions, dense } from "./matmul/dense.ts";
export { type MatmulAttrs, matmul, matmulOp } from "./matmul/matmul.ts";
export { maxPool, maxPoolGradientOp, maxPoolOp, type PoolAttrs } from "./max-pool/max-pool.ts";
export {
  accumulateGradient,
  accumulateGradientOp,
} from "./optimiser/accumulate/accumulate-gradient.ts";
export {
  type AdamAttrs,
  adamHyper,
  adamUpdate,
  adamUpdateOp,
} from "./optimiser/adam/adam-update.ts";
export { averageWeights, averageWeightsOp } from "./optimiser/average/average-weights.ts";
export {
  type GradientNormAttrs,
  gradientNormScale,
  gradientNormScaleOp,
} from "./optimiser/clip/gradient-norm-scale.ts";
export {
  type LossScaleAttrs,
  unscaleNorm,
  unscaleNormOp,
  updateLossScale,
  updateLossScaleOp,
} from "./optimiser/loss-scale/loss-scale.ts";
export { type SgdAttrs, sgdUpdate, sgdUpdateOp } from "./optimiser/sgd/sgd-update.ts";
export { pack, packOp } from "./pack/pack.ts";
export { reduceMax, reduceMean, reduceSum } from "./reduce/reduce.ts";
export { reshape } from "./reshape/reshape.ts";
export { type SliceAttrs, slice, sliceGradientOp, sliceOp } from "./slice/slice.ts";
export { softmax, softmaxOp } from "./softmax/softmax.ts";
export {
  type CrossEntropyAttrs,
  type CrossEntropyOptions,
  softmaxCrossEntropy,
  softmaxCrossEntropyOp,
} from "./softmax-cross-entropy/softmax-cross-entropy.ts";
export {
  channelMaxMean,
  channelMaxMeanGradientOp,
  channelMaxMeanOp,
} from "./spatial-pool/spatial-pool.ts";
export { type SsimAttrs, ssim, ssimOp } from "./ssim/ssim.ts";
export {
  type UpsampleAttrs,
  type UpsampleMode,
  upsample,
  upsampleGradientOp,
  upsampleOp,
  upsampleTwice,
} from "./upsample/upsample.ts";
