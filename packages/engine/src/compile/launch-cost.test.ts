// How an op's cost is divided among its launches.
import { expect, test } from "vitest";
import type { BufferRef, Kernel, Launch } from "../graph/kernel.ts";
import type { Cost } from "../graph/op.ts";
import { launchCosts } from "./launch-cost.ts";

const kernel: Kernel = {
  name: "k",
  bindings: [],
  params: [],
  workgroup: [1, 1, 1],
  body: "fn main() {}",
};

const floats = (count: number): BufferRef => ({ type: { shape: [count], dtype: "f32" } });

const launch = (buffers: readonly BufferRef[], cost?: Cost): Launch => ({
  kernel,
  buffers,
  params: {},
  grid: [1, 1, 1],
  ...(cost && { cost }),
});

test("an op's only launch has the op's cost, whatever it binds", () => {
  expect(launchCosts([launch([floats(100)])], { flops: 7, bytes: 12 })).toEqual([
    { flops: 7, bytes: 12 },
  ]);
});

test("launches count what they bind once and share the operations by bytes", () => {
  const twice = floats(30);

  const costs = launchCosts([launch([twice, twice]), launch([floats(10)])], {
    flops: 80,
    bytes: 100,
  });

  expect(costs).toEqual([
    { flops: 60, bytes: 120 },
    { flops: 20, bytes: 40 },
  ]);
});

test("a launch that states its cost keeps it and the others share the rest", () => {
  const own = { flops: 70, bytes: 8 };

  const costs = launchCosts([launch([floats(1000)], own), launch([floats(10)])], {
    flops: 100,
    bytes: 20,
  });

  expect(costs).toEqual([own, { flops: 30, bytes: 40 }]);
});

test("launches that bind less than the op's bytes are raised to them", () => {
  const costs = launchCosts([launch([floats(1)]), launch([floats(3)])], { flops: 0, bytes: 32 });

  expect(costs.map(({ bytes }) => bytes)).toEqual([8, 24]);
});

test("no launch costs nothing", () => {
  expect(launchCosts([], { flops: 1, bytes: 1 })).toEqual([]);
});
