// Benchmark of cross-entropy at the classifier's batch.
import { constant, gradients, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

/** Loss and gradient; labels are fixed, since random words would not be classes. */
export const benches: readonly OpBench[] = [
  {
    title: "softmaxCrossEntropy forward and gradient, 16 rows of 3 classes",
    build: () => {
      const logits = input("logits", [16, 3]);
      const labels = constant(
        Uint32Array.from({ length: 16 }, (_, i) => i % 3),
        [16],
      );
      const loss = softmaxCrossEntropy(logits, labels);
      const [dx] = gradients(loss, [logits]);
      return { loss, ...(dx && { dx }) };
    },
  },
];
