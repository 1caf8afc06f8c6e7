// Attention gates: a map times the sigmoid of logits per channel, per pixel or per image, in one pass.
import {
  applyOp,
  applyOp1,
  type BufferRef,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  type Launch,
  type LowerContext,
  linearGrid,
  type Op,
  type Shape,
  sameShape,
  type Tensor,
} from "@pleura/engine";
import { eachImageAlone } from "../contract/by-images.ts";
import { requireMap } from "../contract/require-map.ts";
import { blockLength, workPerInvocation } from "../contract/work-per-invocation.ts";
import { laneBits } from "../global-pool/lanes-per-plane.ts";
import { widthFor } from "../wgsl/vector-width.ts";
import { gateByPixel, gateByPlane } from "./gate.forward.wgsl.ts";
import { gateFinish, gateGradientByPixel, gateGradientLanes } from "./gate.gradient.wgsl.ts";

/** What shares one logit: the pixels of a channel, the channels of a pixel, or a whole image. */
export type GateKind = "channel" | "spatial" | "image";

/** Attributes of a gate. */
export interface GateAttrs {
  readonly kind: GateKind;
}

const names = { channel: "channelGate", spatial: "spatialGate", image: "scaleByImage" } as const;

const logitsShape = (kind: GateKind, [n = 1, c = 1, h = 1, w = 1]: Shape): Shape => {
  if (kind === "channel") return [n, c];
  return kind === "spatial" ? [n, 1, h, w] : [n, 1];
};

/** Sizes of a map; `size` is a plane's in vectors of `width` pixels. */
function vectorsOf([n = 1, c = 1, h = 1, w = 1]: Shape) {
  const width = widthFor(h * w);
  return { images: n, channels: c, size: (h * w) / width, width };
}

/** Launches of the gradients where a logit is shared by whole planes. */
function lowerByPlane(
  context: LowerContext<GateAttrs>,
  [x, logits, dy]: readonly [BufferRef, BufferRef, BufferRef],
): readonly Launch[] {
  const { outputs, attrs, scratch } = context;
  const [dx, dlogits] = outputs;
  if (!dx || !dlogits) return [];
  const { images, channels, size, width } = vectorsOf(x.type.shape);
  const planes = images * channels;
  const bits = laneBits(size);
  const lanes = 2 ** bits;
  const parts = scratch({ shape: [planes, lanes], dtype: "f32" });
  const launches: Launch[] = [
    {
      kernel: gateGradientLanes(attrs.kind === "image", width),
      buffers: [x, logits, dy, dx, parts],
      params: { planes, channels, size, lane_bits: bits },
      grid: linearGrid(Math.ceil((planes * lanes) / 64)),
    },
  ];
  const addRows = (from: BufferRef, rows: number, count: number, to: BufferRef, isLast: boolean) =>
    launches.push({
      kernel: gateFinish(isLast),
      buffers: isLast ? [from, logits, to] : [from, to],
      params: { rows, count },
      grid: linearGrid(Math.ceil(rows / 64)),
    });
  if (attrs.kind === "channel") {
    addRows(parts, planes, lanes, dlogits, true);
  } else {
    // First the lanes of each plane, then the planes of each image: short sums in many invocations.
    const sums = scratch({ shape: [planes], dtype: "f32" });
    addRows(parts, planes, lanes, sums, false);
    addRows(sums, images, channels, dlogits, true);
  }
  return launches;
}

/** Gradient of a gate: inputs x, logits, dy; outputs dx, dlogits, from one reading of x and dy. */
export const gateGradientOp: Op<GateAttrs> = {
  name: "gate gradient",
  half: { inputs: [0, 2], outputs: [0] },
  infer: (inputs) => inputs.slice(0, 2),
  lower(context) {
    const [x, logits, dy] = context.inputs;
    if (!x || !logits || !dy) return [];
    if (context.attrs.kind !== "spatial") return lowerByPlane(context, [x, logits, dy]);
    const { width, ...params } = vectorsOf(x.type.shape);
    return [
      {
        kernel: gateGradientByPixel(width),
        buffers: [x, logits, dy, ...context.outputs],
        params,
        grid: linearGrid(Math.ceil((params.images * params.size) / 64)),
      },
    ];
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs) => ({
    flops: 3 * elementCount(inputs[0]?.shape ?? []) + 6 * elementCount(inputs[1]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/** The op behind the three gates. */
export const gateOp: Op<GateAttrs> = {
  name: "gate",
  half: { inputs: [0], outputs: "all" },
  infer([x, logits], { kind }) {
    const shape = requireMap(names[kind], "x", x);
    const expected = logitsShape(kind, shape);
    if (!logits || !sameShape(logits.shape, expected)) {
      throw new EngineError(
        "shape",
        `${names[kind]}: "logits" must have the shape ${formatShape(expected)} for "x" ` +
          `${formatShape(shape)}, but it has ${formatShape(logits?.shape ?? [])}. ` +
          `Give one logit per ${kind === "spatial" ? "pixel" : kind}.`,
      );
    }
    if (logits.dtype !== "f32") {
      throw new EngineError(
        "dtype",
        `${names[kind]}: "logits" must be f32, but it is ${logits.dtype}. Convert it first.`,
      );
    }
    return [{ shape, dtype: "f32" }];
  },
  lower({ inputs, outputs, attrs: { kind }, adapter }: LowerContext<GateAttrs>) {
    const { images, channels, size, width } = vectorsOf(outputs[0]?.type.shape ?? []);
    const buffers = [...inputs, ...outputs];
    if (kind === "spatial") {
      const block = workPerInvocation(adapter);
      const grid = [Math.ceil(size / 64), Math.ceil(channels / block), images] as const;
      return [{ kernel: gateByPixel(width), buffers, params: { channels, size, block }, grid }];
    }
    const block = blockLength(adapter, size);
    const kernel = gateByPlane(kind === "image", width);
    const grid = [Math.ceil(size / block), channels, images] as const;
    return [{ kernel, buffers, params: { channels, size, block }, grid }];
  },
  gradient({ inputs: [x, logits], outputGradients: [dy], attrs, needs }) {
    if (!x || !logits || !dy) return [];
    // ∂y/∂x is the gate itself.
    if (!needs[1]) return needs[0] ? [applyOp1(gateOp, [dy, logits], attrs)] : [];
    return applyOp(gateGradientOp, [x, logits, dy], attrs);
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs) => ({
    flops: elementCount(inputs[0]?.shape ?? []) + 4 * elementCount(inputs[1]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Scales each channel by a gate: CBAM's channel attention once its logits are known.
 *
 * y[n,c,i,j] = x[n,c,i,j] · σ(logits[n,c]), σ(a) = 1 / (1 + e^−a). Woo et al. 2018, eq. 1 and 2.
 *
 * @param x `[n, c, h, w]`
 * @param logits `[n, c]`
 * @returns y `[n, c, h, w]`
 * @throws {EngineError} tag `shape` or `dtype` when x or logits are not as above
 */
export function channelGate(x: Tensor, logits: Tensor): Tensor {
  return applyOp1(gateOp, [x, logits], { kind: "channel" });
}

/**
 * Scales each pixel by a gate: CBAM's spatial attention once its logits are known.
 *
 * y[n,c,i,j] = x[n,c,i,j] · σ(logits[n,0,i,j]). Woo et al. 2018, eq. 1 and 3.
 *
 * @param x `[n, c, h, w]`
 * @param logits `[n, 1, h, w]`
 * @returns y `[n, c, h, w]`
 * @throws {EngineError} tag `shape` or `dtype` when x or logits are not as above
 */
export function spatialGate(x: Tensor, logits: Tensor): Tensor {
  return applyOp1(gateOp, [x, logits], { kind: "spatial" });
}

/**
 * Scales each image by one gate: what the paper's published code computes in place of CBAM.
 *
 * y[n,c,i,j] = x[n,c,i,j] · σ(logits[n,0])
 *
 * @param x `[n, c, h, w]`
 * @param logits `[n, 1]`
 * @returns y `[n, c, h, w]`
 * @throws {EngineError} tag `shape` or `dtype` when x or logits are not as above
 */
export function scaleByImage(x: Tensor, logits: Tensor): Tensor {
  return applyOp1(gateOp, [x, logits], { kind: "image" });
}
