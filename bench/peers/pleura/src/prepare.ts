// Makes each workload a job on a pleura device.
import {
  applyOp1,
  compile,
  createVariable,
  type Device,
  elementCount,
  readVariable,
  type Tensor,
} from "@pleura/engine";
import {
  adamHyper,
  conv2d,
  conv2dFilterGradientOp,
  conv2dInputGradientOp,
  matmul,
  reshape,
  slice,
} from "@pleura/kernels";
import { sumsOf } from "../../checks.mjs";
import { convOperands, matmulOperands } from "../../numbers.mjs";
import type { Job } from "../../side-process.mjs";
import {
  adam,
  type ConvWorkload,
  type MatmulWorkload,
  type TrainWorkload,
  type Workload,
} from "../../workloads.mjs";
import { forwardGraph, trainingGraph } from "./unet.ts";

function convolution(device: Device, workload: ConvWorkload): Tensor {
  const { batch, channels, size, pass } = workload;
  const operands = convOperands(workload);
  const make = (name: "x" | "dy" | "filter", shape: readonly number[]) =>
    readVariable(createVariable(device, name, shape, operands[name]));
  const map = [batch, channels, size, size];
  const filter = [channels, channels, 3, 3];
  const motion = { stride: 1, pad: [1, 1, 1, 1] } as const;
  if (pass === "forward") {
    return conv2d(make("x", map), make("filter", filter), undefined, { pad: 1 });
  }
  const dy = make("dy", map);
  return pass === "inputGradient"
    ? applyOp1(conv2dInputGradientOp, [dy, make("filter", filter)], {
        ...motion,
        size: [size, size],
      })
    : applyOp1(conv2dFilterGradientOp, [make("x", map), dy], {
        ...motion,
        size: [3, 3],
        scales: [1],
        hasBias: false,
      });
}

function product(device: Device, workload: MatmulWorkload): Tensor {
  const { size } = workload;
  const { a, b } = matmulOperands(workload);
  const make = (name: string, numbers: Float32Array) =>
    readVariable(createVariable(device, name, [size, size], numbers));
  return matmul(make("a", a), make("b", b));
}

/** A job that computes `y` and reads its first number, so that nothing but the work is timed. */
async function computeJob(device: Device, y: Tensor): Promise<Job> {
  const first = slice(reshape(y, [elementCount(y.shape)]), 0, 0, 1);
  const program = await compile(device, { outputs: { first } });
  let seen: number | undefined;
  return {
    async step() {
      const results = await program.run();
      seen = results.first[0];
      return undefined;
    },
    async check() {
      const whole = await compile(device, { outputs: { y } });
      const { y: numbers } = await whole.run();
      whole.destroy();
      if (numbers[0] !== seen) {
        throw new Error(
          `bench:peers: the timed program must compute what the checked one does, but it found ${seen} ` +
            `where the other has ${numbers[0]}. Report this.`,
        );
      }
      return sumsOf(numbers);
    },
  };
}

async function trainingJob(device: Device, workload: TrainWorkload): Promise<Job> {
  const program = await compile(device, trainingGraph(device, workload));
  let step = 0;
  return {
    async step() {
      step += 1;
      const { loss } = await program.run({ hyper: adamHyper(adam.learningRate, step, adam) });
      return loss?.[0];
    },
  };
}

/** Compiles a workload. */
export async function prepareWorkload(device: Device, workload: Workload): Promise<Job> {
  switch (workload.kind) {
    case "train":
      return trainingJob(device, workload);
    case "forward":
      return computeJob(device, forwardGraph(device, workload));
    case "conv":
      return computeJob(device, convolution(device, workload));
    case "matmul":
      return computeJob(device, product(device, workload));
  }
}
