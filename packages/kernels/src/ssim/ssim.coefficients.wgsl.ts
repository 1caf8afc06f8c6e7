// Gradient pass 2 of SSIM: per window, the three factors that its pixels' gradients share.
import { type Kernel, linearMain } from "@pleura/engine";
import {
  forEachWindow,
  loadRows,
  rowMomentBindings,
  verticalDeclarations,
  verticalParams,
} from "./window-moments.ts";

/**
 * ∂S/∂y at pixel j of window i is 2 w_ij (x_j·P_i − y_j·Q_i + R_i) with, D = B1·B2,
 *
 * P = A1 / D, Q = S / B2, R = (μx (A2 − A1) − μy (B2 − B1) S) / D.
 */
export const ssimCoefficients: Kernel = {
  name: "ssim gradient coefficients",
  bindings: [...rowMomentBindings, ...["p", "q", "r"].map((name) => ({ name, element: "f32" }))],
  params: verticalParams,
  workgroup: [64, 1, 1],
  body: `${verticalDeclarations}

${linearMain}
  ${loadRows}
  ${forEachWindow(
    (o) => `let d = t.b1 * t.b2;
  let s = (t.a1 * t.a2) / d;
  let out = (plane * params.down + first + ${o}u) * params.across + column;
  p[out] = t.a1 / d;
  q[out] = s / t.b2;
  r[out] = (t.mx * (t.a2 - t.a1) - t.my * (t.b2 - t.b1) * s) / d;`,
  )}
}`,
};
