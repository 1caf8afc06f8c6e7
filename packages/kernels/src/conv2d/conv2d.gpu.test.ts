// Convolution and its gradients against f64, with subgroups and without, and the texts of its errors.
import { openDawn } from "@pleura/dawn";
import { type AdapterFacts, input, type Kernel, type Op, openDevice } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { conv2dChannelLanes } from "./conv2d.channel-lanes.wgsl.ts";
import { conv2dFilterGradient } from "./conv2d.filter-gradient.wgsl.ts";
import { conv2dPixelLanes } from "./conv2d.pixel-lanes.wgsl.ts";
import {
  conv2dBiasGradientReference,
  conv2dFilterGradientReference,
  conv2dInputGradientReference,
  conv2dReference,
} from "./conv2d.reference.ts";
import { conv2dSliding } from "./conv2d.sliding.wgsl.ts";
import { conv2d, conv2dOp } from "./conv2d.ts";
import { conv2dBiasGradientOp } from "./conv2d-bias-gradient.ts";
import { conv2dFilterGradientOp } from "./conv2d-filter-gradient.ts";
import { conv2dInputGradientOp } from "./conv2d-input-gradient.ts";

/**
 * The same op with the choices made for a GPU: the first, and those that a CPU adapter is not offered. Its gradient
 * is checked with the op itself.
 */
function asOnHardware<A>({ gradient: _, ...op }: Op<A>): Op<A> {
  const forGpu = <C extends { readonly adapter: AdapterFacts }>(context: C): C => ({
    ...context,
    adapter: { ...context.adapter, isSoftware: false },
  });
  return {
    ...op,
    name: `${op.name} as on hardware`,
    variants(context) {
      const onCpu = op.variants?.(context) ?? [];
      const names = op.variants?.(forGpu(context)) ?? [];
      return names.filter((name, at) => at === 0 || !onCpu.includes(name));
    },
    lower: (context) => op.lower?.(forGpu(context)) ?? [],
  };
}

describeOp(conv2dOp, conv2dReference);
describeOp(asOnHardware(conv2dOp), conv2dReference);
describeOp(conv2dInputGradientOp, conv2dInputGradientReference);
describeOp(conv2dFilterGradientOp, conv2dFilterGradientReference);
describeOp(asOnHardware(conv2dFilterGradientOp), conv2dFilterGradientReference);
describeOp(conv2dBiasGradientOp, conv2dBiasGradientReference);

/** The kernel without the word that it is for one subgroup size: its text compiles on any adapter. */
const anywhere = ({ subgroupSize: _, ...kernel }: Kernel): Kernel => kernel;

// Numbers can only be checked at the adapter's own size (LP_NATIVE_VECTOR_WIDTH=128 or 512 makes llvmpipe's 4 or 16).
describe("kernels for other subgroup sizes", () => {
  test.each([4, 8, 16, 32, 64])("compile for %i lanes", async (subgroupSize) => {
    const device = await openDevice(openDawn());
    const shared = { kh: 3, kw: 3, tapRows: 3, stride: 1, hasBias: true, hasRelu: true };
    const small = { rows: 2, channels: 2, columns: 4, subgroupSize };
    const kernels = [
      conv2dChannelLanes({ ...shared, ...small, hasVectorStores: true, scales: [1], fold: 1 }),
      conv2dChannelLanes({ ...shared, ...small, hasVectorStores: false, scales: [2, 1], fold: 2 }),
      conv2dPixelLanes({ ...shared, ...small }),
      conv2dSliding({ ...shared, ...small }),
      conv2dFilterGradient({ ...shared, ...small, sumsBias: true }),
    ];

    const compiled = Promise.all(kernels.map((kernel) => device.compileKernel(anywhere(kernel))));

    await expect(compiled).resolves.toHaveLength(5);
    device.destroy();
  });
});

describe("conv2d's shape rule", () => {
  const x = input("x", [2, 3, 8, 8]);

  test("rejects a filter with other channels and takes one with equal channels", () => {
    expect(() => conv2d(x, input("w", [64, 1, 3, 3]), undefined)).toThrow(
      'conv2d: "x" has 3 channels, but "w" expects 1. Give w the shape [64, 3, 3, 3].',
    );
    expect(conv2d(x, input("w", [64, 3, 3, 3]), undefined).shape).toEqual([2, 64, 6, 6]);
  });

  test("rejects a filter larger than the padded input and takes one as large", () => {
    const w = input("w", [4, 3, 9, 9]);

    expect(() => conv2d(x, w, undefined)).toThrow(
      "conv2d: the filter must fit in the padded input, but the filter is 9×9 and the padded input 8×8. " +
        "Use more padding or a smaller filter.",
    );
    expect(conv2d(x, w, undefined, { pad: [1, 0, 0, 1] }).shape).toEqual([2, 4, 1, 1]);
  });

  test("rejects a bias of another length and takes one per output channel", () => {
    const w = input("w", [4, 3, 1, 1]);

    expect(() => conv2d(x, w, input("b", [3]))).toThrow(
      'conv2d: "b" must have the shape [4], but it has [3]. Give one bias per output channel.',
    );
    expect(conv2d(x, w, input("b", [4])).shape).toEqual([2, 4, 8, 8]);
  });

  test("rejects inputs of another rank, stride 0, negative padding and integers", () => {
    const w = input("w", [4, 3, 1, 1]);

    expect(() => conv2d(input("x", [3, 8, 8]), w, undefined)).toThrow(
      'conv2d: "x" must have the axes [n, ci, h, w], but its shape is [3, 8, 8]. Reshape it.',
    );
    expect(() => conv2d(x, w, undefined, { stride: 0 })).toThrow(
      "conv2d: the stride must be a whole number ≥ 1, but it is 0. Give a positive stride.",
    );
    expect(() => conv2d(x, w, undefined, { pad: -1 })).toThrow(
      "conv2d: padding must be whole numbers ≥ 0, but it is [-1, -1, -1, -1]. " +
        "Give top, bottom, left and right in pixels.",
    );
    expect(() => conv2d(input("x", [2, 3, 8, 8], "u32"), w, undefined)).toThrow(
      'conv2d: "x" must be f32, but it is u32. Convert it first.',
    );
    expect(conv2d(x, w, undefined, { stride: 1, pad: 0 }).shape).toEqual([2, 4, 8, 8]);
  });
});
