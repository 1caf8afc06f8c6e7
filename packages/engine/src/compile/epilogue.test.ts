// Which chains are computed where a kernel stores, and which keep a launch of their own; all without a device.
import { expect, test } from "vitest";
import type { Tensor } from "../graph/op.ts";
import { input } from "../graph/tensor.ts";
import { add, multiply, round, storingAdd, view } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { plan } from "./plan.ts";

const x = input("x", [2, 4]);
const z = input("z", [2, 4]);
const row = input("row", [4]);

const kernelsOf = (outputs: Record<string, Tensor>, adapter = baselineAdapter) =>
  plan({ outputs }, adapter).launches.map(({ kernel }) => kernel.name);

test("computes a chain where the kernel before it stores, and never stores the raw value", () => {
  const { launches, peakBytes } = plan(
    { outputs: { y: multiply(round(storingAdd(x, z)), row) } },
    baselineAdapter,
  );

  expect(launches.map(({ kernel }) => kernel.name)).toEqual(["storing add f32 + round multiply"]);
  expect(launches[0]?.kernel.bindings).toHaveLength(4);
  expect(launches[0]?.cost.flops).toBe(16);
  expect(peakBytes).toBe(256);
});

test("computes the chain four elements at a time where the kernel does", () => {
  expect(kernelsOf({ y: multiply(storingAdd(x, z, "vec4f"), row) })).toEqual([
    "storing add vec4f + multiply",
  ]);
});

test("leaves a chain that cannot be computed four at a time to its own launch", () => {
  const odd = input("odd", [4, 6]);
  const threes = input("threes", [4, 1]);

  expect(kernelsOf({ y: multiply(storingAdd(odd, odd, "vec4f"), threes) })).toEqual([
    "copy",
    "storing add vec4f",
    "elementwise multiply",
  ]);
});

test("reads what the kernel has bound already from there", () => {
  const { launches } = plan({ outputs: { y: multiply(storingAdd(x, z), x) } }, baselineAdapter);

  expect(launches.map(({ kernel }) => kernel.name)).toEqual(["storing add f32 + multiply"]);
  expect(launches[0]?.kernel.bindings).toHaveLength(3);
});

test("continues the kernel that makes the last of what a chain reads", () => {
  const first = storingAdd(x, z);
  const last = storingAdd(round(x), round(z));

  expect(kernelsOf({ y: multiply(first, last) })).toEqual([
    "storing add f32",
    "elementwise round",
    "elementwise round",
    "storing add f32 + multiply",
  ]);
});

test.each([
  ["a kernel that stores in another way", () => ({ y: round(add(x, z)) })],
  [
    "a value that is read again",
    () => {
      const sum = storingAdd(x, z);
      return { y: round(sum), w: add(sum, x) };
    },
  ],
  [
    "a value that is asked for",
    () => {
      const sum = storingAdd(x, z);
      return { y: round(sum), sum };
    },
  ],
  ["a view of the value", () => ({ y: round(view(storingAdd(x, z), [8])) })],
])("leaves a chain after %s to its own launch", (_, outputs) => {
  expect(kernelsOf(outputs())).toContain("elementwise round");
});

test("leaves a chain to its own launch when the kernel would bind too many buffers", () => {
  const chain = () => ({ y: multiply(storingAdd(x, z), row) });

  expect(kernelsOf(chain(), { ...baselineAdapter, maxStorageBuffersPerShaderStage: 4 })).toEqual([
    "storing add f32 + multiply",
  ]);
  expect(kernelsOf(chain(), { ...baselineAdapter, maxStorageBuffersPerShaderStage: 3 })).toEqual([
    "storing add f32",
    "elementwise multiply",
  ]);
});

test("computes no chain in another kernel when everything is kept", () => {
  const made = plan({ outputs: { y: round(storingAdd(x, z)) } }, baselineAdapter, {
    keepsEverything: true,
  });

  expect(made.launches).toHaveLength(2);
});
