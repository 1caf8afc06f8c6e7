// Pass 3 of SSIM: adds each image's partial sums, split over a few invocations.
import { type Kernel, linearMain } from "@pleura/engine";

/** sums[image, part] = Σ partial[image, part + k · parts]. */
export const ssimImageSums: Kernel = {
  name: "ssim image sums",
  bindings: [
    { name: "partial", element: "f32" },
    { name: "sums", element: "f32" },
  ],
  params: [
    { name: "images", type: "u32" },
    { name: "per_image", type: "u32" },
    { name: "parts", type: "u32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i >= params.images * params.parts) { return; }
  let start = (i / params.parts) * params.per_image;
  var sum = 0.0;
  for (var j = i % params.parts; j < params.per_image; j += params.parts) {
    sum += partial[start + j];
  }
  sums[i] = sum;
}`,
};
