// The least work of a graph: ops, one update, and chains for nothing.
import { expect, test } from "vitest";
import { input, readVariable } from "../graph/tensor.ts";
import { add, addTo, multiply, round, view } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { placeholderVariable } from "../runtime/variable.ts";
import { plan } from "./plan.ts";

const x = input("x", [8]);

test("counts ops with launches, and their bytes, but no chains and views", () => {
  const y = view(round(multiply(add(x, round(x)), x)), [2, 4]);

  const { work, fewest } = plan({ outputs: { y } }, baselineAdapter);

  expect(fewest).toEqual({ launches: 1, bytes: 96 });
  expect(work.launches).toBe(3);
  expect(work.bytes).toBe(64 + 96 + 96);
});

test("counts all updates as one launch", () => {
  const updates = ["a", "b", "c"].map((name) => {
    const variable = placeholderVariable(name, [8]);
    return { variable, value: addTo(readVariable(variable), x) };
  });

  const { work, fewest } = plan({ outputs: {}, updates }, baselineAdapter);

  expect(work.launches).toBe(3);
  expect(fewest.launches).toBe(1);
});

test("asks a launch of a program of chains alone", () => {
  expect(plan({ outputs: { y: round(x) } }, baselineAdapter).fewest).toEqual({
    launches: 1,
    bytes: 0,
  });
});
