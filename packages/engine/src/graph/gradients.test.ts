// Differentiation as a graph transform: what it adds, and what it refuses.
import { expect, test } from "vitest";
import { gradients, topologicalOrder } from "./gradients.ts";
import type { Op, Tensor } from "./op.ts";
import { applyOp1, input } from "./tensor.ts";
import { multiply, round } from "./test-ops.ts";

test("orders producers before consumers", () => {
  const x = input("x", [1]);
  const square = multiply(x, x);
  const cube = multiply(square, x);

  const order = topologicalOrder([cube]);

  expect(order.map(({ outputs }) => outputs[0])).toEqual([square, cube]);
});

test("gives one gradient per tensor, of its shape", () => {
  const x = input("x", [1]);
  const y = input("y", [1]);

  const [dx, dy] = gradients(multiply(multiply(x, y), x), [x, y]);

  expect(dx?.shape).toEqual([1]);
  expect(dy?.shape).toEqual([1]);
});

test("refuses a loss that is no scalar and takes one element", () => {
  const x = input("x", [2]);

  expect(() => gradients(multiply(x, x), [x])).toThrow(
    "gradients: the loss must be a scalar, but its shape is [2]. Reduce it with a mean or a sum first.",
  );
  const scalar = input("s", [1]);
  expect(gradients(multiply(scalar, scalar), [scalar])).toHaveLength(1);
});

test("starts from the seed that is given, and refuses one of another shape", () => {
  const x = input("x", [1]);
  const loss = multiply(x, x);
  const seed = input("seed", [1]);

  const [dx] = gradients(loss, [x], [], seed);

  const sources = topologicalOrder(dx ? [dx] : []).flatMap(({ inputs }) => inputs);
  expect(sources).toContain(seed);
  expect(() => gradients(loss, [x], [], input("seed", []))).toThrow(
    "gradients: the seed must be f32 [1] like the loss, but it is f32 []. Reshape it first.",
  );
});

test("refuses a path through an op without gradient, and names it", () => {
  const x = input("x", [1]);

  expect(() => gradients(multiply(round(x), x), [x])).toThrow(
    'round: a gradient is needed through "round", but this op has none. ' +
      "Stop the gradient before it or use another op.",
  );
});

test("refuses a tensor that the loss does not depend on", () => {
  const x = input("x", [1]);

  expect(() => gradients(multiply(x, x), [input("other", [1])])).toThrow(
    "gradients: the loss must depend on every tensor it is differentiated by, but it does not " +
      "depend on number 0 of shape [1]. Leave that tensor out.",
  );
});

test("survives a chain deeper than the call stack", () => {
  const x = input("x", [1]);
  let y = x;
  for (let i = 0; i < 20_000; i++) y = multiply(y, x);

  expect(topologicalOrder([y])).toHaveLength(20_000);
});

/** An op whose gradient rule returns what `make` makes of the incoming gradient. */
const withGradient = (make: (dy: Tensor) => Tensor): Op<null> => ({
  name: "odd",
  infer: (inputs) => inputs.slice(0, 1),
  elementwise: { expression: () => "a", flops: 0 },
  gradient: ({ outputGradients: [dy] }) => (dy ? [make(dy)] : []),
});

test.each([
  ["f32 [1, 1]", () => input("g", [1, 1])],
  ["u32 [1]", () => input("g", [1], "u32")],
])("refuses a gradient of another type: %s", (type, make) => {
  const x = input("x", [1]);

  expect(() => gradients(applyOp1(withGradient(make), [x], null), [x])).toThrow(
    `odd: the gradient of input 0 must be f32 [1], but it is ${type}. Report this.`,
  );
  expect(gradients(applyOp1(withGradient(round), [x], null), [x])).toHaveLength(1);
});

test("labels a gradient rule that adds a chain deeper than the call stack", () => {
  const x = input("x", [1]);
  const deep = withGradient((dy) => {
    let sum = dy;
    for (let i = 0; i < 20_000; i++) sum = multiply(sum, dy);
    return sum;
  });

  const [dx] = gradients(applyOp1(deep, [x], null), [x]);

  expect(dx?.source.kind === "op" && dx.source.node.label).toBe("gradient of odd");
});
