// Which weights are updated at once: neighbours in one memory, never across learning rates or gaps.
import { elementCount, offsetOf, ownerOf, placeholderVariable } from "@pleura/engine";
import { expect, test } from "vitest";
import { layOutWeights, packedName } from "../weights/lay-out-weights.ts";
import type { WeightSpec } from "../weights/weight-spec.ts";
import { kerasAdam, layOutOptimiserState } from "./optimiser.ts";
import { updateUnits } from "./update-units.ts";

const spec = (name: string, shape: readonly number[], kind: WeightSpec["kind"] = "parameter") => ({
  name,
  shape,
  kind,
  init: { kind: "constant", value: 0 } as const,
  meaning: name,
});

const specs: WeightSpec[] = [
  spec("a.weight", [8, 1, 3, 3]),
  spec("a.bias", [8]),
  spec("a.running_mean", [8], "statistic"),
  spec("b.weight", [256, 257]),
  spec("b.bias", [256]),
  spec("c.bias", [3]),
];

const variables = layOutWeights(specs, placeholderVariable);
const named = (...names: readonly string[]) =>
  names.map((name) => {
    const variable = variables.get(name);
    if (!variable) throw new Error(`no variable ${name}`);
    return variable;
  });
const parameters = named("a.weight", "a.bias", "b.weight", "b.bias", "c.bias");

test("small trained weights lie side by side, others in memory of their own", () => {
  expect([...variables.keys()]).toEqual(specs.map(({ name }) => name));
  expect(named("a.weight", "a.bias", "b.bias", "c.bias").map(offsetOf)).toEqual([
    0, 512, 768, 1792,
  ]);
  expect(named("a.running_mean", "b.weight").map(ownerOf)).toEqual(
    named("a.running_mean", "b.weight"),
  );
  expect(ownerOf(named("c.bias")[0] as never).name).toBe(packedName);
});

test("neighbours are one unit, a large weight is its own", () => {
  const units = updateUnits(parameters);

  expect(units.map(({ members }) => members.map(({ name }) => name))).toEqual([
    ["a.weight", "a.bias", "b.bias", "c.bias"],
    ["b.weight"],
  ]);
  expect(units.map(({ variable }) => elementCount(variable.shape))).toEqual([512, 256 * 257]);
});

test("a gap of frozen weights ends a unit", () => {
  const units = updateUnits(named("a.weight", "b.bias", "c.bias"));

  expect(units.map(({ members }) => members.length)).toEqual([1, 2]);
});

test("state has one variable per weight and slot, in the layout of the weights", () => {
  const groups = [{ name: "all", scale: 1, parameters }];

  const state = layOutOptimiserState(groups, kerasAdam, placeholderVariable);

  expect([...state.keys()].sort()).toEqual(
    parameters.flatMap(({ name }) => [`optimiser.m.${name}`, `optimiser.v.${name}`]).sort(),
  );
  const moment = state.get("optimiser.v.b.bias");
  expect(moment && [offsetOf(moment), moment.shape]).toEqual([768, [256]]);
});
