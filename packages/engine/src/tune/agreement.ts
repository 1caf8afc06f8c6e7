// Whether two variants computed the same, up to the rounding that their order of summing explains.
import type { VariantQuestion } from "../compile/variants.ts";
import { elementCount } from "../graph/shape.ts";
import type { Numbers } from "../runtime/variable.ts";

/** Half a unit in the last place of f32 relative to 1. */
const roundoff = 2 ** -24;

/**
 * Roundings per term, in units of `roundoff`, that two variants may differ by. Sums of K terms in two orders differ
 * by about √K roundings of their size (Higham 2002, "Accuracy and Stability of Numerical Algorithms", 4.2); the
 * factor leaves room for variants that transform their inputs, such as Winograd's, and finds a wrong tap at once.
 */
const allowedRoundings = 64;

/** Terms summed for one output element, from the op's own cost: two operations per term. */
function reductionLength({ op, inputs, outputs, attrs }: VariantQuestion): number {
  const elements = outputs.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const flops = op.cost?.(inputs, outputs, attrs).flops ?? 0;
  return Math.max(1, flops / (2 * elements));
}

/** Results of one variant, one array per output. */
export type Results = readonly Numbers[];

/**
 * Undefined when both results agree, or else what differs.
 *
 * Allowed is 64 · 2⁻²⁴ · (1 + √K) · the output's largest magnitude, K terms per element.
 */
export function differenceOf(
  question: VariantQuestion,
  expected: Results,
  actual: Results,
): string | undefined {
  const growth = allowedRoundings * roundoff * (1 + Math.sqrt(reductionLength(question)));
  for (const [output, wanted] of expected.entries()) {
    const given = actual[output] as Numbers;
    let scale = 0;
    for (const value of wanted) scale = Math.max(scale, Math.abs(value));
    const allowed = growth * scale;
    let largest = 0;
    for (let i = 0; i < wanted.length; i++) {
      const difference = Math.abs((given[i] as number) - (wanted[i] as number));
      // A NaN is larger than any difference, and the comparison must not lose it.
      if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
    }
    if (largest <= allowed) continue;
    return `output ${output} differs by ${largest.toPrecision(2)}, where rounding explains ${allowed.toPrecision(2)}`;
  }
  return undefined;
}
