// The next loss scale: half after an overflow, double after enough steps without one.
import { type Kernel, linearMain } from "@pleura/engine";

/** `counts` holds the steps since the scale changed, and all steps that were left out. */
export const updateLossScaleKernel: Kernel = {
  name: "loss scale update",
  bindings: [
    { name: "norm", element: "u32" },
    { name: "loss_scale", element: "f32" },
    { name: "counts", element: "u32" },
  ],
  params: [
    { name: "growth_interval", type: "u32" },
    { name: "smallest", type: "f32" },
    { name: "largest", type: "f32" },
  ],
  workgroup: [1, 1, 1],
  body: `${linearMain}
  if (i > 0u) { return; }
  let scale = loss_scale[0];
  if ((norm[0] & 0x7f800000u) == 0x7f800000u) {
    loss_scale[0] = max(0.5 * scale, params.smallest);
    counts[0] = 0u;
    counts[1] += 1u;
    return;
  }
  let good = counts[0] + 1u;
  let is_due = good >= params.growth_interval;
  loss_scale[0] = select(scale, min(2.0 * scale, params.largest), is_due);
  counts[0] = select(good, 0u, is_due);
}`,
};
