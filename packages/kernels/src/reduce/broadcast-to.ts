// Repeats a tensor along axes of size 1: the gradient of a sum.
import { applyOp1, type Op, type Shape, type Tensor } from "@pleura/engine";

const broadcastOp: Op<{ readonly shape: Shape; readonly scale: number }> = {
  name: "broadcastTo",
  infer: (_, { shape }) => [{ shape, dtype: "f32" }],
  elementwise: {
    expression: ({ scale }) => {
      const text = Math.fround(scale).toString();
      return scale === 1 ? "a" : `a * T(${/[.e]/.test(text) ? text : `${text}.0`})`;
    },
    flops: 1,
  },
};

/** y = scale · x repeated to `shape`, under the broadcasting rule. Not differentiable. */
export function broadcastTo(x: Tensor, shape: Shape, scale = 1): Tensor {
  return applyOp1(broadcastOp, [x], { shape, scale });
}
