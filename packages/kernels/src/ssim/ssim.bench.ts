// Benchmarks of SSIM at the pretext task's shape.
import { gradients, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { ssim } from "./ssim.ts";

function both(n: number, size: number): readonly OpBench[] {
  const images = () => [input("x", [n, 1, size, size]), input("y", [n, 1, size, size])] as const;
  const at = `grey ${size}×${size}, batch ${n}`;
  return [
    {
      title: `ssim forward, ${at}`,
      build: () => {
        const [mean, perImage] = ssim(...images(), { dataRange: 1 });
        return { mean, perImage };
      },
    },
    {
      title: `ssim forward and gradient, ${at}`,
      build: () => {
        const [x, y] = images();
        const [mean] = ssim(x, y, { dataRange: 1 });
        const [dy] = gradients(mean, [y]);
        return { mean, ...(dy && { dy }) };
      },
    },
  ];
}

/** Forward, and forward with the gradient of the prediction: medium, demo and the paper's films. */
export const benches: readonly OpBench[] = [...both(8, 224), ...both(16, 64), ...both(8, 512)];
