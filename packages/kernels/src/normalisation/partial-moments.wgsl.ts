// Pass 1 of the moments: mean and sum of squared deviations of every part of every segment.
import { type Kernel, linearMain } from "@pleura/engine";
import { elementOf, totalText, type VectorWidth } from "../wgsl/vector-width.ts";

/**
 * partial[segment, part] = (mean, Σ(x − mean)²) over the part's elements.
 *
 * Part p of P takes vectors p, p + P, … of each run, so that neighbouring invocations read neighbouring
 * addresses. Values are shifted by the part's first element K before they are squared:
 * Σ(x − mean)² = Σ(x − K)² − (Σ(x − K))² / count keeps its digits even when mean ≫ deviation
 * (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance", shifted data).
 * Sizes are in vectors of `width` elements.
 */
export const partialMoments = (width: VectorWidth): Kernel => ({
  name: `partial moments ×${width}`,
  bindings: [
    { name: "x", element: elementOf(width) },
    { name: "partial", element: "vec2f" },
  ],
  params: [
    { name: "segments", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "run", type: "u32" },
    { name: "runs", type: "u32" },
    { name: "stride", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${totalText(width)}

${linearMain}
  if (i >= params.segments * params.parts) { return; }
  let segment = i / params.parts;
  let part = i % params.parts;
  let start = segment * params.run;
  let shift = ${width === 4 ? "x[start + part].x" : "x[start + part]"};
  var sums = ${elementOf(width)}();
  var squares = ${elementOf(width)}();
  for (var run = 0u; run < params.runs; run++) {
    let base = start + run * params.stride;
    for (var j = part; j < params.run; j += params.parts) {
      let moved = x[base + j] - shift;
      sums += moved;
      squares += moved * moved;
    }
  }
  let vectors = params.runs * ((params.run - part + params.parts - 1u) / params.parts);
  let count = f32(vectors * ${width}u);
  let sum = total(sums);
  partial[i] = vec2f(shift + sum / count, max(total(squares) - sum * sum / count, 0.0));
}`,
});
