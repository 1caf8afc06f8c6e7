// ONNX Runtime's WebGPU provider in its native Node package as a side: inference only.
import { createRequire } from "node:module";
import { sumsOf } from "../checks.mjs";
import { convOperands, matmulOperands, unetImages } from "../numbers.mjs";
import { serveSide } from "../side-process.mjs";
import { convolutionModel, matmulModel, unetModel } from "./model.mjs";

const { InferenceSession, Tensor } = createRequire(import.meta.url)("onnxruntime-node");

/** A job of a model with input `x` and output `y`; this package copies both at every run. */
async function sessionJob(model, numbers, shape) {
  const session = await InferenceSession.create(model, {
    executionProviders: ["webgpu"],
    graphOptimizationLevel: "all",
    // Errors only: on a software adapter it warns about its own choices.
    logSeverityLevel: 3,
    // Without this an operator that WebGPU lacks would run on the CPU and look fast.
    extra: { session: { disable_cpu_ep_fallback: "1" } },
  });
  const x = new Tensor("float32", numbers, shape);
  let result;
  return {
    async step() {
      result = (await session.run({ x })).y;
    },
    check: async () => sumsOf(result.data),
  };
}

const prepare = {
  forward(workload) {
    const { batch, size } = workload;
    return sessionJob(unetModel(workload), unetImages(workload).images, [batch, 1, size, size]);
  },
  conv(workload) {
    const { batch, channels, size, pass } = workload;
    const { x, dy, filter } = convOperands(workload);
    const numbers = pass === "forward" ? x : dy;
    const shape = [batch, channels, size, size];
    return sessionJob(convolutionModel(workload, filter), numbers, shape);
  },
  matmul(workload) {
    const { a, b } = matmulOperands(workload);
    return sessionJob(matmulModel(workload, b), a, [workload.size, workload.size]);
  },
};

await serveSide({
  // Its Dawn names no adapter.
  open: async () => ({ hasOwnDawn: true }),
  prepare: (workload) => prepare[workload.kind](workload),
});
