// Running averages of batch norm, one invocation per channel.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * running = running + momentum · (batch − running), skipped for channels with a non-finite statistic.
 *
 * The test reads the exponent bits: WGSL may assume that no value is infinite or NaN
 * (WGSL spec, "Floating Point Evaluation").
 */
export const runningStatistics: Kernel = {
  name: "running statistics",
  bindings: [
    { name: "mean", element: "f32" },
    { name: "variance", element: "f32" },
    { name: "running_mean", element: "f32" },
    { name: "running_variance", element: "f32" },
  ],
  params: [
    { name: "channels", type: "u32" },
    { name: "momentum", type: "f32" },
    { name: "unbias", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `fn is_finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

${linearMain}
  if (i >= params.channels) { return; }
  let batch_mean = mean[i];
  let batch_variance = variance[i] * params.unbias;
  if (!is_finite(batch_mean) || !is_finite(batch_variance)) { return; }
  let keep = 1.0 - params.momentum;
  running_mean[i] = keep * running_mean[i] + params.momentum * batch_mean;
  running_variance[i] = keep * running_variance[i] + params.momentum * batch_variance;
}`,
};
