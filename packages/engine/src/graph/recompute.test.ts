// Recomputation: which values the backward pass reads again, and which stay.
import { expect, test } from "vitest";
import { gradients, topologicalOrder } from "./gradients.ts";
import type { Op, Tensor } from "./op.ts";
import { applyOp1, input, named } from "./tensor.ts";
import { multiply } from "./test-ops.ts";

const x = input("x", [64]);

const sumOp: Op<null> = {
  name: "sum",
  infer: () => [{ shape: [1], dtype: "f32" }],
  lower: () => [],
  gradient: ({ inputs: [of], outputGradients: [dy] }) => (of && dy ? [multiply(of, of)] : []),
};

/** Three squarings in a row, named, and the sum of the last. */
function chain() {
  const a = named(multiply(x, x), "a");
  const b = named(multiply(a, a), "b");
  const c = named(multiply(b, b), "c");
  return { a, b, c, loss: applyOp1(sumOp, [c], null) };
}

const labels = (roots: readonly Tensor[]) => topologicalOrder(roots).map(({ label }) => label);

test("keeps the outputs of blocks and computes again what is inside the marked ones", () => {
  const { a, b, c, loss } = chain();
  const blocks = [
    { output: b, isRecomputed: true },
    { output: c, isRecomputed: false },
  ];

  const [dx] = gradients(loss, [x], blocks);

  const names = labels([dx as Tensor]);
  expect(names.filter((name) => name?.endsWith("again"))).toEqual(["a, again"]);
  expect(topologicalOrder([dx as Tensor]).flatMap(({ inputs }) => inputs)).not.toContain(
    topologicalOrder([a])[1]?.outputs[0],
  );
  expect(labels(gradients(loss, [x]))).toEqual(names.filter((name) => !name?.endsWith("again")));
});

test("computes a chain of dropped values from the kept one before it", () => {
  const { c, loss } = chain();

  const [dx] = gradients(loss, [x], [{ output: c, isRecomputed: true }]);

  const order = topologicalOrder([dx as Tensor]);
  const again = order.filter(({ label }) => label?.endsWith("again"));
  expect(again.map(({ label }) => label)).toEqual(["a, again", "b, again"]);
  expect(again[0]?.inputs[0]).toBe(x);
  expect(again[1]?.inputs[0]).toBe(again[0]?.outputs[0]);
});

test("keeps values that are small beside the block's largest", () => {
  const large = named(multiply(input("large", [64]), input("large", [64])), "large");
  const pooled = named(applyOp1(sumOp, [large], null), "pooled");
  const gate = named(multiply(pooled, pooled), "gate");

  const [dx] = gradients(gate, [input("large", [64])], [{ output: gate, isRecomputed: true }]);

  expect(labels([dx as Tensor]).filter((name) => name?.endsWith("again"))).toEqual([
    "large, again",
  ]);
});
