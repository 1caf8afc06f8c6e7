// Pass 4 of SSIM: mean per image and over all images.
import { type Kernel, linearMain } from "@pleura/engine";

/** per_image[b] = Σ sums[b, ·] / windows; mean = Σ per_image / images. One invocation: a few hundred terms. */
export const ssimMeans: Kernel = {
  name: "ssim means",
  bindings: [
    { name: "sums", element: "f32" },
    { name: "mean", element: "f32" },
    { name: "per_image", element: "f32" },
  ],
  params: [
    { name: "images", type: "u32" },
    { name: "parts", type: "u32" },
    { name: "windows", type: "u32" },
  ],
  workgroup: [1, 1, 1],
  body: `${linearMain}
  if (i > 0u) { return; }
  var total = 0.0;
  for (var image = 0u; image < params.images; image++) {
    var sum = 0.0;
    for (var part = 0u; part < params.parts; part++) { sum += sums[image * params.parts + part]; }
    let average = sum / f32(params.windows);
    per_image[image] = average;
    total += average;
  }
  mean[0] = total / f32(params.images);
}`,
};
