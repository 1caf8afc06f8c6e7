// Measures what an adapter can do at best: multiply-adds per second and bytes copied per second.
import { bufferUsage, type CompiledKernel, type Device, type Kernel } from "@pleura/engine";
import { copyVariants, fmaVariants } from "./ceiling-kernels.ts";

/** The best rates found, with the kernels that reached them. */
export interface Ceilings {
  /** 10⁹ floating-point operations per second; a multiply-add counts as two. */
  readonly fmaGflops: number;
  /** 10⁹ bytes per second, read and written bytes counted each. */
  readonly copyGBs: number;
  readonly fmaKernel: string;
  readonly copyKernel: string;
}

/** How long to measure. */
export interface CeilingOptions {
  /** A clock in milliseconds: libraries do not read one themselves. */
  readonly now: () => number;
  /** Least time of one measurement; 40 ms when absent, long against a submit's own cost. */
  readonly leastMs?: number;
  /** Repetitions of each measurement, of which the fastest counts; 3 when absent. */
  readonly repeats?: number;
}

/** 64 MiB: above the caches of desktop processors, below the smallest binding limit of adapters. */
const copyBytes = 64 * 1024 * 1024;
/** Invocations of an FMA measurement: enough for the largest GPUs. */
const fmaLanes = 65_536;
// Mesa's software driver cuts loops off after 65,535 turns.
const mostTurns = 16_384;

interface Bound extends CompiledKernel {
  readonly group: GPUBindGroup;
}

/**
 * Measures both ceilings with every variant and keeps the fastest.
 *
 * @throws {EngineError} when a kernel does not compile or the device is lost
 */
export async function measureCeilings(device: Device, options: CeilingOptions): Promise<Ceilings> {
  const fma = await measureFma(device, options);
  const copy = await measureCopy(device, options);
  return { fmaGflops: fma.rate, copyGBs: copy.rate, fmaKernel: fma.name, copyKernel: copy.name };
}

interface Best {
  readonly rate: number;
  readonly name: string;
}

async function measureFma(device: Device, options: CeilingOptions): Promise<Best> {
  const y = device.createBuffer(4 * fmaLanes, bufferUsage.storage, "ceiling y");
  const uniform = device.createBuffer(
    16,
    bufferUsage.uniform | bufferUsage.copyDestination,
    "ceiling params",
  );
  let best: Best = { rate: 0, name: "" };
  for (const { kernel, flopsPerTurn } of fmaVariants) {
    const bound = await bind(device, kernel, [y], uniform);
    const run = (turns: number, dispatches: number): Promise<void> => {
      const params = new DataView(new ArrayBuffer(16));
      params.setUint32(0, turns, true);
      // |p| < 1, so that the chains stay finite however long they are.
      params.setFloat32(4, 0.5, true);
      params.setFloat32(8, 0.25, true);
      device.gpu.queue.writeBuffer(uniform, 0, params.buffer as ArrayBuffer);
      return dispatch(device, bound, [fmaLanes / kernel.workgroup[0], 1, 1], dispatches);
    };
    const turns = 256;
    const ms = await timed((times) => {
      const perDispatch = Math.min(mostTurns, turns * times);
      return run(perDispatch, Math.ceil((turns * times) / perDispatch));
    }, options);
    const rate = (flopsPerTurn * turns * fmaLanes) / (ms * 1e6);
    if (rate > best.rate) best = { rate, name: kernel.name };
  }
  device.destroyBuffer(y);
  device.destroyBuffer(uniform);
  return best;
}

async function measureCopy(device: Device, options: CeilingOptions): Promise<Best> {
  const size = Math.min(copyBytes, device.adapter.maxStorageBufferBindingSize);
  const x = device.createBuffer(
    size,
    bufferUsage.storage | bufferUsage.copyDestination,
    "ceiling x",
  );
  const y = device.createBuffer(size, bufferUsage.storage, "ceiling y");
  let best: Best = { rate: 0, name: "" };
  for (const { kernel, vectorsPerLane } of copyVariants) {
    const bound = await bind(device, kernel, [x, y]);
    const groups = Math.floor(size / 16 / vectorsPerLane / kernel.workgroup[0]);
    const rows = Math.ceil(groups / 32_768);
    const columns = Math.floor(groups / rows);
    const bytes = 2 * 16 * rows * columns * vectorsPerLane * kernel.workgroup[0];
    const ms = await timed((times) => dispatch(device, bound, [columns, rows, 1], times), options);
    const rate = bytes / (ms * 1e6);
    if (rate > best.rate) best = { rate, name: kernel.name };
  }
  device.destroyBuffer(x);
  device.destroyBuffer(y);
  return best;
}

/** Milliseconds of one time: `times` is doubled until the measurement is long enough. */
async function timed(
  run: (times: number) => Promise<void>,
  { now, leastMs = 40, repeats = 3 }: CeilingOptions,
): Promise<number> {
  await run(1);
  let times = 1;
  let best = Number.POSITIVE_INFINITY;
  for (let left = repeats; left > 0; ) {
    const start = now();
    await run(times);
    const ms = now() - start;
    if (ms < leastMs && times < 1 << 20) {
      times *= Math.min(16, Math.max(2, Math.ceil(leastMs / Math.max(ms, 1e-3))));
      continue;
    }
    best = Math.min(best, ms / times);
    left -= 1;
  }
  return best;
}

async function bind(
  device: Device,
  kernel: Kernel,
  buffers: readonly GPUBuffer[],
  uniform?: GPUBuffer,
): Promise<Bound> {
  const compiled = await device.compileKernel(kernel);
  const all = uniform === undefined ? buffers : [...buffers, uniform];
  const group = device.gpu.createBindGroup({
    layout: compiled.layout,
    entries: all.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return { ...compiled, group };
}

async function dispatch(
  device: Device,
  { pipeline, group }: Bound,
  grid: readonly [number, number, number],
  times: number,
): Promise<void> {
  const encoder = device.gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  for (let index = 0; index < times; index += 1) pass.dispatchWorkgroups(...grid);
  pass.end();
  device.gpu.queue.submit([encoder.finish()]);
  await device.finish();
}
