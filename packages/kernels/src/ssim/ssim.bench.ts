// Benchmarks of SSIM at the pretext task's shape.
import { gradients, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { ssim } from "./ssim.ts";

const shape = [8, 1, 224, 224];
const images = () => [input("x", shape), input("y", shape)] as const;

/** Forward, and forward with the gradient of the prediction. */
export const benches: readonly OpBench[] = [
  {
    title: "ssim forward, grey 224×224, batch 8",
    build: () => {
      const [mean, perImage] = ssim(...images(), { dataRange: 1 });
      return { mean, perImage };
    },
  },
  {
    title: "ssim forward and gradient, grey 224×224, batch 8",
    build: () => {
      const [x, y] = images();
      const [mean] = ssim(x, y, { dataRange: 1 });
      const [dy] = gradients(mean, [y]);
      return { mean, ...(dy && { dy }) };
    },
  },
];
