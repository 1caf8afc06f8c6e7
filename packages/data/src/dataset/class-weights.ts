// Class weights that make every class count alike in a loss.

import { CLASSES, type ClassName } from "./classes.ts";

/**
 * n / (k · n_c) for each of {@link CLASSES}: n labels, k classes among them, n_c of class c; 1 for a class without
 * labels. As scikit-learn's `compute_class_weight("balanced", …)` (King and Zeng 2001).
 */
export function balancedClassWeights(labels: readonly (ClassName | "")[]): readonly number[] {
  const counts = CLASSES.map((name) => labels.filter((label) => label === name).length);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : all / (present * count)));
}
