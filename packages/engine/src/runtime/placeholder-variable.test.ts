// Placeholder variables serve plans and refuse to be used.
import { expect, test } from "vitest";
import { plan } from "../compile/plan.ts";
import { readVariable } from "../graph/tensor.ts";
import { round } from "../graph/test-ops.ts";
import { baselineAdapter } from "./adapter-facts.ts";
import { placeholderVariable } from "./variable.ts";

test("serves a plan and refuses to give memory", () => {
  const variable = placeholderVariable("v", [4]);

  const made = plan({ outputs: { y: round(readVariable(variable)) } }, baselineAdapter);

  expect(made.stateBytes.variables).toBe(16);
  const text =
    'variable "v": it must have memory to be used, but it is a placeholder of a plan. ' +
    "Make it with createVariable.";
  expect(() => variable.buffer).toThrow(text);
  expect(() => variable.device).toThrow(text);
});
