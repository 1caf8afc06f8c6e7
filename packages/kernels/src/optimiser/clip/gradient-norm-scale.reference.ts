// Joint gradient norm in f64, and the cases of its contract test.
import { elementCount } from "@pleura/engine";
import type { OpReference } from "../../contract/reference.ts";
import type { GradientNormAttrs } from "./gradient-norm-scale.ts";

/** Oracle of `gradientNormScale`. */
export const gradientNormScaleReference: OpReference<GradientNormAttrs> = {
  forward(gradients, { maxNorm }) {
    const sum = gradients
      .flatMap(({ data }) => Array.from(data))
      .reduce((total, g) => total + g * g, 0);
    const norm = Math.sqrt(sum);
    const scale = Math.min(1, maxNorm / (norm + 1e-6));
    return [scale, norm].map((value) => ({ shape: [], data: Float64Array.of(value) }));
  },
  cases: [
    { title: "one number below the limit", shapes: [[1]], maxNorm: 2 },
    { title: "one number above the limit", shapes: [[1]], maxNorm: 0.01 },
    { title: "shapes of a block, clipped", shapes: [[16, 8, 3, 3], [16], [3, 7, 5]], maxNorm: 1 },
    { title: "many parts, never clipped", shapes: [[64, 64, 3, 3], [131]], maxNorm: Infinity },
  ].map(({ title, shapes, maxNorm }) => ({
    title,
    inputs: shapes.map((shape) => ({ shape })),
    attrs: { maxNorm },
    reductionLength: elementCount(shapes.flat()) > 1000 ? 1000 : 1,
  })),
};
