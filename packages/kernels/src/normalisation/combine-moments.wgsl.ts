// Pass 2 of the moments: joins the parts of a segment to its mean and biased variance.
import { type Kernel, linearMain } from "@pleura/engine";

/**
 * mean and Σ(x − mean)² / count of each segment, from its parts in fixed order.
 *
 * Two sets of a and b elements join to mean = m_a + δ·b/(a+b), M2 = M2_a + M2_b + δ²·ab/(a+b), δ = m_b − m_a
 * (Chan, Golub & LeVeque 1983, eq. 1.5b). One invocation per segment.
 */
export const combineMoments: Kernel = {
  name: "combine moments",
  bindings: [
    { name: "partial", element: "vec2f" },
    { name: "mean", element: "f32" },
    { name: "variance", element: "f32" },
  ],
  params: [
    { name: "segments", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "run", type: "u32" },
    { name: "runs", type: "u32" },
    { name: "width", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.segments) { return; }
  var count = 0.0;
  var average = 0.0;
  var squares = 0.0;
  for (var part = 0u; part < params.parts; part++) {
    let added = f32(params.width * params.runs * ((params.run - part + params.parts - 1u) / params.parts));
    let moments = partial[i * params.parts + part];
    let joined = count + added;
    let delta = moments.x - average;
    average += delta * (added / joined);
    squares += moments.y + delta * delta * (count * added / joined);
    count = joined;
  }
  mean[i] = average;
  variance[i] = squares / count;
}`,
};
