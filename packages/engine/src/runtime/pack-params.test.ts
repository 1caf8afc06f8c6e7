// The uniform block of all launches: layout, sharing, and what it refuses.
import { expect, test } from "vitest";
import type { PlannedLaunch } from "../compile/planned-launch.ts";
import type { KernelParam } from "../graph/kernel.ts";
import { packAllParams } from "./pack-params.ts";

const launchOf = (
  params: readonly KernelParam[],
  values: Readonly<Record<string, number>>,
): PlannedLaunch => ({
  kernel: { name: "k", bindings: [], params, workgroup: [1, 1, 1], body: "" },
  storages: [],
  params: values,
  grid: [1, 1, 1],
  label: "k",
  cost: { flops: 0, bytes: 0 },
});

const numbered = (count: number) => {
  const params = Array.from({ length: count }, (_, i) => ({ name: `p${i}`, type: "u32" as const }));
  return launchOf(params, Object.fromEntries(params.map(({ name }, i) => [name, i])));
};

test("packs scalars by type and stores equal blocks once", () => {
  const scalars: KernelParam[] = [
    { name: "a", type: "u32" },
    { name: "b", type: "i32" },
    { name: "c", type: "f32" },
  ];
  const one = launchOf(scalars, { a: 7, b: -1, c: 0.5 });
  const other = launchOf(scalars, { a: 8, b: -1, c: 0.5 });

  const { params, offsets } = packAllParams([one, other, one]);

  const view = new DataView(params.buffer);
  expect([view.getUint32(0, true), view.getInt32(4, true), view.getFloat32(8, true)]).toEqual([
    7, -1, 0.5,
  ]);
  expect(offsets).toEqual([0, 256, 0]);
});

test("refuses a parameter without a value", () => {
  expect(() => packAllParams([launchOf([{ name: "a", type: "u32" }], {})])).toThrow(
    'k: every parameter must have a value, but "a" has none. Report this.',
  );
});

test("refuses 65 parameters and takes 64", () => {
  expect(() => packAllParams([numbered(65)])).toThrow(
    "k: a kernel may have 64 parameters, but it has 65. Report this.",
  );
  expect(packAllParams([numbered(64)]).params).toHaveLength(256);
});
