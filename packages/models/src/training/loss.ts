// Losses of the two tasks as graph functions.
import { named, type Tensor } from "@pleura/engine";
import { abs, add, affine, reduceMean, reshape, square, ssim, subtract } from "@pleura/kernels";

/** The pretext's loss: 1 − SSIM with data range L, or the mean squared error; and an optional λ·L1 on top. */
export interface RestorationLoss {
  readonly kind: "ssim" | "mse";
  /** L of SSIM: 1 for pixels in [0, 1]; the authors' code passes 2. */
  readonly ssimRange: number;
  /** λ of the added mean absolute error. */
  readonly l1Weight: number;
}

/** Scalar loss of restored against target images `[n, 1, h, w]`. */
export function restorationLoss(restored: Tensor, target: Tensor, loss: RestorationLoss): Tensor {
  const difference = subtract(restored, target);
  const scalar = (x: Tensor) => reshape(reduceMean(x), []);
  const base = (): Tensor => {
    if (loss.kind === "mse") return scalar(square(difference));
    const [mean] = ssim(target, restored, { dataRange: loss.ssimRange });
    return affine(mean, -1, 1);
  };
  if (loss.l1Weight === 0) return named(base(), "loss");
  return named(add(base(), affine(scalar(abs(difference)), loss.l1Weight)), "loss");
}
