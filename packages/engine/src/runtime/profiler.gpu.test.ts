// The profiler on a real adapter: same bits, sound times, nothing left behind, nothing made while it is off.
import { openDawn } from "@pleura/dawn";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { constant, input, readVariable } from "../graph/tensor.ts";
import { add, addTo, multiply } from "../graph/test-ops.ts";
import { Device } from "./device.ts";
import { openDevice } from "./open-device.ts";
import { Profiler, type ProfilerOptions } from "./profiler.ts";
import { compile } from "./program.ts";
import { createVariable, destroyVariable, readVariables } from "./variable.ts";

const now = () => performance.now();

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

/** A program of several launches that changes a variable: y = 2·(x + state), state ← state + y. */
async function openChain(on: Device) {
  const variable = createVariable(on, "state", [1000], new Float32Array(1000));
  const state = readVariable(variable);
  const x = input("x", [1000]);
  const sum = add(x, state);
  const y = multiply(add(sum, sum), constant(new Float32Array(1000).fill(1), [1000]));
  const program = await compile(on, {
    outputs: { y },
    updates: [{ variable, value: addTo(state, y) }],
  });
  const close = () => {
    program.destroy();
    destroyVariable(variable);
  };
  return { program, variable, close };
}

const feedOf = (run: number) => ({
  x: Float32Array.from({ length: 1000 }, (_, index) => Math.sin(index + 7 * run) / 3),
});

/** Outputs of four runs and the variable after them, as whole numbers, so that bits are compared. */
async function bitsOfRuns(options?: Omit<ProfilerOptions, "now">) {
  const { program, variable, close } = await openChain(device);
  const profiler = options && new Profiler(device, { now, ...options });
  profiler?.attach();
  const submitted = [0, 1, 2, 3].map((run) => program.submit(feedOf(run)));
  const results = await Promise.all(submitted.map((run) => run.read()));
  profiler?.destroy();
  const [state] = await readVariables([variable]);
  close();
  return [...results.map(({ y }) => y), state].map(
    (numbers) => new Uint32Array((numbers as Float32Array).buffer),
  );
}

test.each([
  ["every launch timed", {}],
  ["half of a run's launches timed alone", { timedShare: 0.5 }],
  ["launches waited for one by one", { usesWallClock: true }],
])("gives the same bits with %s", async (_, options) => {
  const off = await bitsOfRuns();

  const on = await bitsOfRuns(options);

  expect(on).toEqual(off);
  expect(new Set(off[0]).size).toBeGreaterThan(100);
});

test("makes no query and no buffer while it is off, and frees what it made while it was on", async () => {
  const { program, close } = await openChain(device);
  await program.run(feedOf(0));
  const queries = vi.spyOn(device.gpu, "createQuerySet");
  const buffers = device.liveBuffers;

  await program.run(feedOf(1));
  const whileOff = queries.mock.calls.length;
  const profiler = new Profiler(device, { now });
  profiler.attach();
  await program.run(feedOf(2));
  profiler.detach();
  await program.run(feedOf(3));
  const { runs } = await profiler.collect();
  const held = device.liveBuffers;
  profiler.attach();
  await program.run(feedOf(4));
  const again = await profiler.collect();
  const heldAgain = device.liveBuffers;
  profiler.destroy();

  expect(whileOff).toBe(0);
  expect(again.runs).toHaveLength(1);
  expect(heldAgain).toBe(held);
  expect(queries.mock.calls.length).toBe(1);
  expect(runs).toHaveLength(1);
  expect(device.liveBuffers).toBe(buffers);
  queries.mockRestore();
  close();
});

test("times every launch of the plan in order, after its submit, without overlaps", async () => {
  const { program, close } = await openChain(device);
  const profiler = new Profiler(device, { now });
  profiler.attach();
  const from = now();

  for (let run = 0; run < 3; run++) await program.run(feedOf(run));
  const { clock, runs, counts, host } = await profiler.collect();
  profiler.destroy();

  const { launches } = program.plan;
  expect(clock).toMatchObject({ kind: "timestamp-query", discardedRuns: 0 });
  // Dawn rounds to 65,536 ns unless it is told not to.
  expect(clock.resolutionNs).toBeLessThan(1000);
  expect(runs.map((run) => run.launches.map(({ launch }) => launch))).toEqual(
    [0, 1, 2].map(() => launches.map((_, index) => index)),
  );
  expect(runs[0]?.launches[0]).toMatchObject({
    label: launches[0]?.label,
    kernel: launches[0]?.kernel.name,
    grid: launches[0]?.grid,
    workgroup: [64, 1, 1],
    cost: launches[0]?.cost,
    workingSetBytes: 3 * 4000,
  });
  const edges = runs.flatMap((run) => run.launches.flatMap((one) => [one.startNs, one.endNs]));
  expect(edges).toEqual(edges.toSorted((a, b) => a - b));
  for (const { submitMs, launches: timed } of runs) {
    expect(submitMs).toBeGreaterThanOrEqual(from);
    expect(timed[0]?.startNs).toBeGreaterThanOrEqual(submitMs * 1e6 - 1);
  }
  expect(counts).toMatchObject({ submits: 3, dispatches: 3 * launches.length });
  expect(new Set(host.map(({ kind }) => kind))).toEqual(
    new Set(["upload", "encode", "profiler", "submit", "wait", "read-back"]),
  );
  expect(host.find(({ kind }) => kind === "upload")).toMatchObject({
    label: "input x",
    bytes: 4000,
  });
  close();
});

test("times a block of launches alone, the next block in the next run, and the rest together", async () => {
  const { program, close } = await openChain(device);
  const profiler = new Profiler(device, { now, timedShare: 0.01 });
  profiler.attach();
  const count = program.plan.launches.length;

  for (let run = 0; run < count; run++) await program.run(feedOf(run));
  const { runs } = await profiler.collect();
  profiler.destroy();

  expect(count).toBeGreaterThanOrEqual(4);
  const middle = runs[1];
  expect(middle?.launches.map(({ launch }) => launch)).toContain(1);
  expect(middle?.groups.map(({ first, last }) => [first, last])).toEqual([[2, count - 1]]);
  expect(middle?.groups[0]?.endNs).toBeGreaterThan(middle?.groups[0]?.startNs ?? 0);
  close();
});

test("waits for each launch where the adapter has no timestamps, and says so", async () => {
  const { gpu, adapter, features } = device;
  const without = new Device(gpu, { ...adapter, hasTimestamps: false }, features);
  const { program, close } = await openChain(without);
  const queries = vi.spyOn(gpu, "createQuerySet");
  const profiler = new Profiler(without, { now });
  profiler.attach();

  await program.run(feedOf(0));
  const { clock, runs, counts } = await profiler.collect();
  profiler.destroy();

  expect(profiler.isWallClock).toBe(true);
  expect(clock).toEqual({ kind: "wall-clock", resolutionNs: 0, discardedRuns: 0, batchMs: 0 });
  expect(runs[0]?.launches).toHaveLength(program.plan.launches.length);
  expect(counts.submits).toBe(program.plan.launches.length + 1);
  expect(queries).not.toHaveBeenCalled();
  queries.mockRestore();
  close();
});

test("times a launch by batches where it is waited for, less than it takes with its submit", async () => {
  const { program, close } = await openChain(device);
  const timesOf = async (batchMs: number) => {
    const profiler = new Profiler(device, { now, usesWallClock: true, batchMs });
    profiler.attach();
    for (let run = 0; run < 5; run += 1) await program.run(feedOf(run));
    const { runs, counts } = await profiler.collect();
    profiler.destroy();
    expect(counts.dispatches).toBe(5 * program.plan.launches.length);
    return runs.map(({ launches }) =>
      launches.reduce((sum, { startNs, endNs }) => sum + endNs - startNs, 0),
    );
  };

  const alone = await timesOf(0);
  const inBatches = await timesOf(20);

  expect(inBatches.every((ns) => ns >= 0)).toBe(true);
  // A thousand numbers take microseconds, a submit and its wait far longer.
  expect(Math.min(...inBatches)).toBeLessThan(Math.min(...alone) / 2);
  close();
});

test("refuses wrong feeds at once, with and without timestamps", async () => {
  const { program, close } = await openChain(device);
  const profiler = new Profiler(device, { now, usesWallClock: true });
  profiler.attach();

  expect(() => program.submit({})).toThrow(
    'run: input "x" must have 1000 numbers for shape [1000], but none were given. Feed every input in its shape.',
  );
  await expect(program.run(feedOf(0))).resolves.toBeDefined();
  profiler.destroy();
  close();
});

test("records the compilation of each kernel, and which were compiled already", async () => {
  const fresh = await openDevice(openDawn());
  const profiler = new Profiler(fresh, { now });
  profiler.attach();

  const first = await openChain(fresh);
  const { host, counts } = await profiler.collect();
  const second = await openChain(fresh);
  const again = await profiler.collect();

  const compiled = host.filter(({ kind }) => kind === "compile").map(({ label }) => label);
  expect(compiled).toContain("add");
  expect(counts.pipelines).toBe(compiled.length);
  expect(counts.bindGroups).toBe(first.program.plan.launches.length);
  expect(again.counts).toMatchObject({
    pipelines: 0,
    pipelineHits: second.program.plan.launches.length,
  });
  profiler.destroy();
  fresh.destroy();
});

test("refuses a second profiler on a device", () => {
  const one = new Profiler(device, { now });
  const two = new Profiler(device, { now });
  one.attach();
  one.attach();

  expect(() => two.attach()).toThrow(
    "profiler: a device must have one profiler at a time, but another is attached. Detach it first.",
  );
  one.destroy();
  two.attach();
  two.destroy();
});
