// Repeats a tensor along axes of size 1: the gradient of a sum.
import { applyOp1, type Op, type Shape, type Tensor } from "@pleura/engine";
import { requireF32 } from "../elementwise/require-f32.ts";
import { floatLiteral } from "../wgsl/float-literal.ts";

const broadcastOp: Op<{ readonly shape: Shape; readonly scale: number }> = {
  name: "broadcastTo",
  infer: (inputs, { shape }) => {
    requireF32("broadcastTo", inputs);
    return [{ shape, dtype: "f32" }];
  },
  byImages({ inputs: [x], attrs, images, count }) {
    const [rows, ...rest] = attrs.shape;
    if (rows !== images) return undefined;
    const goesAlong = x?.shape.length === attrs.shape.length && x.shape[0] === images;
    return {
      inputs: goesAlong ? [0] : [],
      outputs: "images",
      attrs: { ...attrs, shape: [count, ...rest] },
    };
  },
  elementwise: {
    expression: ({ scale }) => (scale === 1 ? "a" : `a * ${floatLiteral(scale)}`),
    flops: 1,
  },
};

/**
 * y = scale · x repeated to `shape`, under the broadcasting rule. Not differentiable.
 *
 * @throws {EngineError} tag `dtype` unless x is f32
 */
export function broadcastTo(x: Tensor, shape: Shape, scale = 1): Tensor {
  return applyOp1(broadcastOp, [x], { shape, scale });
}
