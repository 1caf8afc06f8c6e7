// Measures what an adapter can do at best: multiply-adds per second, and bytes moved per second by working set.
import { bufferUsage, type CompiledKernel, type Device, type Kernel } from "@pleura/engine";
import { fmaVariants, type MoveVariant, moveVariants } from "./ceiling-kernels.ts";
import { type Ceilings, fallingLevels } from "./ceilings.ts";
import { openPassTimer, type PassTimer } from "./pass-timer.ts";

/** How long to measure. */
export interface CeilingOptions {
  /** A clock in milliseconds: libraries do not read one themselves. */
  readonly now: () => number;
  /**
   * Least time of one measurement. When absent 0.8 ms by timestamps, as short as the kernels that are
   * held against the ceilings, so that both find undisturbed moments; else 10 ms, long against a submit.
   */
  readonly leastMs?: number;
  /**
   * Rounds through all variants, of which each one's fastest counts; 12 by timestamps, else 4. A variant
   * that has taken 200 ms has had enough.
   */
  readonly repeats?: number;
  /** Asked between measurements: true ends them with what was found so far, which is worth nothing. */
  isStopped?(): boolean;
}

/**
 * Bytes of the arrays that are moved, in all: from second-level caches to 128 MiB, above the caches of
 * desktop processors; each array stays below the smallest binding limit of adapters.
 */
const workingSets = [18, 20, 22, 24, 27].map((power) => 2 ** power);
/** Invocations of an FMA measurement: enough for the largest GPUs. */
const fmaLanes = 65_536;
// Mesa's software driver cuts loops off after 65,535 turns.
const mostTurns = 16_384;

/** A kernel with its buffers. */
export interface Bound extends CompiledKernel {
  readonly group: GPUBindGroup;
}

const enoughMs = 200;

/** Something to measure: `encode` adds it `times` times, `amount` is the work of one time. */
interface Candidate {
  readonly name: string;
  readonly amount: number;
  encode(pass: GPUComputePassEncoder, times: number): void;
}

interface Best {
  /** 10⁹ per second. */
  readonly rate: number;
  readonly name: string;
}

/**
 * Measures all ceilings with every variant, in rounds, and keeps the fastest: on a shared machine a
 * disturbed minute then costs one round, not one variant.
 *
 * @throws {EngineError} when a kernel does not compile or the device is lost
 */
export async function measureCeilings(device: Device, options: CeilingOptions): Promise<Ceilings> {
  const timer = openPassTimer(device, options.now);
  try {
    return await measureWith(device, timer, options);
  } finally {
    timer.destroy();
  }
}

async function measureWith(
  device: Device,
  timer: PassTimer,
  options: CeilingOptions,
): Promise<Ceilings> {
  const [fma] = await withFma(device, (candidates) => bestOf([candidates], timer, options));
  const { moves, copy } = await withMoves(device, async (bySize) => {
    const copies = (bySize.at(-1) ?? []).filter(({ kind }) => kind === "copy");
    const [largest, ...levels] = await bestOf([copies, ...bySize], timer, options);
    return { moves: levels, copy: largest };
  });
  const none: Best = { rate: 0, name: "" };
  return {
    fmaGflops: (fma ?? none).rate,
    fmaKernel: (fma ?? none).name,
    copyGBs: (copy ?? none).rate,
    copyKernel: (copy ?? none).name,
    memory: fallingLevels(
      workingSets.map((workingSetBytes, index) => {
        const { rate, name } = moves[index] ?? none;
        return { workingSetBytes, gbs: rate, kernel: name };
      }),
    ),
  };
}

async function withFma<T>(
  device: Device,
  use: (candidates: readonly Candidate[]) => Promise<T>,
): Promise<T> {
  const y = device.createBuffer(4 * fmaLanes, bufferUsage.storage, "ceiling y");
  const usage = bufferUsage.uniform | bufferUsage.copyDestination;
  const uniform = device.createBuffer(16, usage, "ceiling params");
  const turns = 32;
  try {
    const candidates = fmaVariants.map(async ({ kernel, flopsPerTurn }): Promise<Candidate> => {
      const bound = await bind(device, kernel, [y], uniform);
      return {
        name: kernel.name,
        amount: flopsPerTurn * turns * fmaLanes,
        encode(pass, times) {
          const perDispatch = Math.min(mostTurns, turns * times);
          const params = new DataView(new ArrayBuffer(16));
          params.setUint32(0, perDispatch, true);
          // |p| < 1, so that the chains stay finite however long they are.
          params.setFloat32(4, 0.5, true);
          params.setFloat32(8, 0.25, true);
          device.gpu.queue.writeBuffer(uniform, 0, params.buffer as ArrayBuffer);
          const dispatches = Math.ceil((turns * times) / perDispatch);
          dispatch(pass, bound, [fmaLanes / kernel.workgroup[0], 1, 1], dispatches);
        },
      };
    });
    return await use(await Promise.all(candidates));
  } finally {
    device.destroyBuffer(y);
    device.destroyBuffer(uniform);
  }
}

async function withMoves<T>(
  device: Device,
  use: (bySize: readonly (readonly (Candidate & Pick<MoveVariant, "kind">)[])[]) => Promise<T>,
): Promise<T> {
  const limit = device.adapter.maxStorageBufferBindingSize;
  const size = Math.min(limit, Math.max(...workingSets) / 2);
  // The sum reads zeros: WebGPU clears new buffers.
  const x = device.createBuffer(size, bufferUsage.storage, "ceiling x");
  const y = device.createBuffer(size, bufferUsage.storage, "ceiling y");
  try {
    const bound = await Promise.all(moveVariants.map(({ kernel }) => bind(device, kernel, [x, y])));
    const bySize = workingSets.map((workingSetBytes) =>
      moveVariants.map(({ kind, kernel, vectorsPerLane, arrays }, index) => {
        const perGroup = 16 * vectorsPerLane * kernel.workgroup[0];
        const groups = Math.max(1, Math.floor(Math.min(size, workingSetBytes / arrays) / perGroup));
        const rows = Math.ceil(groups / 32_768);
        const columns = Math.floor(groups / rows);
        return {
          kind,
          name: kernel.name,
          amount: arrays * perGroup * rows * columns,
          encode: (pass: GPUComputePassEncoder, times: number) =>
            dispatch(pass, bound[index] as Bound, [columns, rows, 1], times),
        };
      }),
    );
    return await use(bySize);
  } finally {
    device.destroyBuffer(x);
    device.destroyBuffer(y);
  }
}

/** The fastest candidate of each group; rounds go through all groups in turn. */
async function bestOf(
  groups: readonly (readonly Candidate[])[],
  timer: PassTimer,
  options: CeilingOptions,
): Promise<readonly Best[]> {
  const { leastMs = timer.isExact ? 0.8 : 10, repeats = timer.isExact ? 12 : 4 } = options;
  const all = [...new Set(groups.flat())];
  const timesOf = new Map<Candidate, number>();
  const rateOf = new Map<Candidate, number>();
  const spentMs = new Map<Candidate, number>();
  const timed = (one: Candidate, times: number): Promise<number> =>
    timer.time((pass) => one.encode(pass, times));
  const isStopped = () => options.isStopped?.() === true;
  for (const one of all) {
    if (isStopped()) break;
    await timed(one, 1);
    let times = 1;
    for (let ms = await timed(one, 1); ms < leastMs && times < 1 << 20; ) {
      times *= Math.min(16, Math.max(2, Math.ceil(leastMs / Math.max(ms, 1e-3))));
      ms = await timed(one, times);
    }
    timesOf.set(one, times);
  }
  for (let round = 0; round < repeats; round++) {
    for (const one of all.filter((each) => (spentMs.get(each) ?? 0) < enoughMs)) {
      if (isStopped()) break;
      const times = timesOf.get(one) ?? 1;
      const ms = await timed(one, times);
      spentMs.set(one, (spentMs.get(one) ?? 0) + ms);
      rateOf.set(one, Math.max(rateOf.get(one) ?? 0, (one.amount * times) / (ms * 1e6)));
    }
  }
  return groups.map((group) =>
    group.reduce<Best>(
      (best, one) => {
        const rate = rateOf.get(one) ?? 0;
        return rate > best.rate ? { rate, name: one.name } : best;
      },
      { rate: 0, name: "" },
    ),
  );
}

/** Compiles a kernel and binds its buffers, the uniform block last. */
export async function bind(
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

function dispatch(
  pass: GPUComputePassEncoder,
  { pipeline, group }: Bound,
  grid: readonly [number, number, number],
  times: number,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  for (let index = 0; index < times; index += 1) pass.dispatchWorkgroups(...grid);
}
