// Pass 2 of SSIM: moments down the columns, the similarity of each window, sums of 4 windows.
import { type Kernel, linearMain } from "@pleura/engine";
import {
  forEachWindow,
  loadRows,
  rowMomentBindings,
  verticalDeclarations,
  verticalParams,
} from "./window-moments.ts";

/** partial[plane, block, column] = Σ S over the block's windows; the map itself is never stored. */
export const ssimSimilarity: Kernel = {
  name: "ssim similarity",
  bindings: [...rowMomentBindings, { name: "partial", element: "f32" }],
  params: verticalParams,
  workgroup: [64, 1, 1],
  body: `${verticalDeclarations}

${linearMain}
  ${loadRows}
  var sum = 0.0;
  ${forEachWindow(() => "sum += (t.a1 * t.a2) / (t.b1 * t.b2);")}
  partial[i] = sum;
}`,
};
