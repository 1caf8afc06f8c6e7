// Every op's benches in one list, for `pleura bench`.

import { benches as batchNorm } from "./batch-norm/batch-norm.bench.ts";
import { benches as concat } from "./concat/concat.bench.ts";
import type { OpBench } from "./contract/bench.ts";
import { benches as conv2d } from "./conv2d/conv2d.bench.ts";
import { benches as dropout } from "./dropout/dropout.bench.ts";
import { benches as elementwise } from "./elementwise/elementwise.bench.ts";
import { benches as gate } from "./gate/gate.bench.ts";
import { benches as globalPool } from "./global-pool/global-pool.bench.ts";
import { benches as groupNorm } from "./group-norm/group-norm.bench.ts";
import { benches as matmul } from "./matmul/matmul.bench.ts";
import { benches as maxPool } from "./max-pool/max-pool.bench.ts";
import { benches as accumulateGradient } from "./optimiser/accumulate/accumulate-gradient.bench.ts";
import { benches as adamUpdate } from "./optimiser/adam/adam-update.bench.ts";
import { benches as averageWeights } from "./optimiser/average/average-weights.bench.ts";
import { benches as gradientNormScale } from "./optimiser/clip/gradient-norm-scale.bench.ts";
import { benches as lossScale } from "./optimiser/loss-scale/loss-scale.bench.ts";
import { benches as sgdUpdate } from "./optimiser/sgd/sgd-update.bench.ts";
import { benches as pack } from "./pack/pack.bench.ts";
import { benches as reduce } from "./reduce/reduce.bench.ts";
import { benches as slice } from "./slice/slice.bench.ts";
import { benches as softmax } from "./softmax/softmax.bench.ts";
import { benches as softmaxCrossEntropy } from "./softmax-cross-entropy/softmax-cross-entropy.bench.ts";
import { benches as spatialPool } from "./spatial-pool/spatial-pool.bench.ts";
import { benches as ssim } from "./ssim/ssim.bench.ts";
import { benches as upsample } from "./upsample/upsample.bench.ts";

/** Benches of all ops, in the order of their folders. */
export const allBenches: readonly OpBench[] = [
  ...batchNorm,
  ...concat,
  ...conv2d,
  ...dropout,
  ...elementwise,
  ...gate,
  ...globalPool,
  ...groupNorm,
  ...matmul,
  ...maxPool,
  ...accumulateGradient,
  ...adamUpdate,
  ...averageWeights,
  ...gradientNormScale,
  ...lossScale,
  ...sgdUpdate,
  ...pack,
  ...reduce,
  ...slice,
  ...softmaxCrossEntropy,
  ...softmax,
  ...spatialPool,
  ...ssim,
  ...upsample,
];
