// The tuner on a device: wrong, broken and right variants, a wrong built-in choice, and what it leaves behind.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plan } from "../compile/plan.ts";
import type { Kernel } from "../graph/kernel.ts";
import type { Op } from "../graph/op.ts";
import { applyOp1, input } from "../graph/tensor.ts";
import { addKernel, addOp } from "../graph/test-ops.ts";
import type { Device } from "../runtime/device.ts";
import { openDevice } from "../runtime/open-device.ts";
import { tune } from "./tune.ts";
import { chooseByTable, collectQuestions, type TuningEntry } from "./tuning-table.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const bodies: Readonly<Record<string, (body: string) => string>> = {
  right: (body) => body,
  "right too": (body) => `${body}\n// the same`,
  wrong: (body) => body.replace("x[i] + z[i]", "x[i] + 1.001 * z[i]"),
  broken: (body) => body.replace("x[i] + z[i]", "x[i] + nothing[i]"),
};

/** Adds in ways of which some are wrong. */
function addWith(...names: readonly string[]): Op<null> {
  const kernelOf = (name: string): Kernel => {
    const kernel = addKernel();
    return { ...kernel, name: `add ${name}`, body: (bodies[name] ?? String)(kernel.body) };
  };
  return {
    ...addOp(),
    variants: () => names,
    lower: (context) => addOp(kernelOf(context.variant ?? "")).lower?.(context) ?? [],
    cost: (inputs) => ({ flops: inputs[0]?.shape[0] ?? 0, bytes: 12 }),
  };
}

const specOf = (op: Op<null>) => ({
  outputs: { y: applyOp1(op, [input("a", [100]), input("b", [100])], null) },
});

const hash = (text: string) => `${text.length}`;

async function tuned(...names: readonly string[]): Promise<TuningEntry | undefined> {
  const { choose, questions } = collectQuestions();
  plan(specOf(addWith(...names)), device.adapter, { choose });
  const options = { now: () => performance.now(), hash, leastMs: 0.1, rounds: 3 };
  return (await tune(device, questions(), options))[0];
}

test("rejects and names a variant with other numbers and one that does not compile", async () => {
  const before = device.liveBuffers;

  const entry = await tuned("right", "wrong", "broken", "right too");

  expect(entry?.rejected.map(({ name }) => name)).toEqual(["broken", "wrong"]);
  expect(entry?.rejected[0]?.reason).toContain("unresolved value 'nothing'");
  expect(entry?.rejected[1]?.reason).toMatch(
    /^output 0 differs by 0\.00\d+, where rounding explains \d\S+, from "right"$/,
  );
  expect(entry?.measured.map(({ name }) => name)).toEqual(["right", "right too"]);
  expect(["right", "right too"]).toContain(entry?.chosen);
  expect(device.liveBuffers).toBe(before);
});

test("rejects the built-in choice when it stands alone against others that agree", async () => {
  const entry = await tuned("wrong", "right", "right too");

  expect(entry).toMatchObject({ builtIn: "wrong", builtInMs: undefined });
  expect(entry?.rejected.map(({ name }) => name)).toEqual(["wrong"]);
  expect(entry?.chosen).not.toBe("wrong");
});

test("keeps the built-in choice when it stands against one other", async () => {
  const entry = await tuned("right", "wrong");

  expect(entry).toMatchObject({ builtIn: "right", chosen: "right" });
});

test("makes a table that plans are chosen by", async () => {
  const entry = await tuned("right", "right too");
  const table = entry ? [{ ...entry, chosen: "right too" }] : [];
  const choose = chooseByTable(table, device.adapter, { hash });

  const { launches } = plan(specOf(addWith("right", "right too")), device.adapter, { choose });

  expect(launches.map(({ variant }) => variant)).toEqual(["right too"]);
});

test("stops before the next question when it is asked to, and tells of each entry", async () => {
  const { choose, questions } = collectQuestions();
  for (const size of [8, 16]) {
    const op = addWith("right", "right too");
    const y = applyOp1(op, [input("a", [size]), input("b", [size])], null);
    plan({ outputs: { y } }, device.adapter, { choose });
  }
  const told: string[] = [];
  const table = await tune(device, questions(), {
    now: () => performance.now(),
    hash,
    leastMs: 0.1,
    rounds: 1,
    onEntry: ({ shape }, done, total) => told.push(`${shape} ${done}/${total}`),
    isStopped: () => told.length > 0,
  });

  expect(told).toEqual(["f32 [8], f32 [8] → f32 [8] 1/2"]);
  expect(table).toHaveLength(1);
});
