// Times one compiled graph by replaying it, and holds it against the adapter's ceilings.
import { RANDOM_OPS, randomStream } from "@pleura/data";
import {
  compile,
  type Device,
  elementCount,
  type Numbers,
  type Program,
  type Tensor,
} from "@pleura/engine";

/** What can be measured: a graph, or a program that somebody else made. */
export type Benchable = { readonly title: string } & (
  | { build(): Readonly<Record<string, Tensor>> }
  | { open(device: Device): Promise<{ readonly program: Program; close(): Promise<void> }> }
);

/** What the adapter can do at best. */
export interface Ceiling {
  /** 10⁹ floating-point operations per second. */
  readonly gflops: number;
  /** 10⁹ bytes per second. */
  readonly gbs: number;
}

/** One bench's numbers. */
export interface BenchResult {
  readonly title: string;
  /** Median milliseconds of one run. */
  readonly ms: number;
  /** (largest − smallest) / median over the repeats. */
  readonly spread: number;
  readonly gflops: number;
  readonly gbs: number;
  /** Larger of the two shares of a ceiling, 0 to 1. */
  readonly share: number;
  readonly bound: "compute" | "memory";
  readonly launches: number;
}

/** How long to measure. */
export interface BenchOptions {
  readonly leastMs: number;
  readonly repeats: number;
  readonly seed: number;
  readonly now: () => number;
}

/** Measures one bench: warm-up, then repeats of at least `leastMs`. */
export async function measureBench(
  device: Device,
  bench: Benchable,
  ceiling: Ceiling,
  options: BenchOptions,
): Promise<BenchResult> {
  const { program, close } = await open(device, bench);
  await program.run(randomFeeds(program, options.seed));
  const { now, leastMs, repeats } = options;
  const timed = async (count: number): Promise<number> => {
    const start = now();
    await program.repeat(count);
    return now() - start;
  };
  let count = 1;
  for (let ms = await timed(1); ms < leastMs && count < 100_000; ms = await timed(count)) {
    count = Math.ceil(count * Math.min(16, Math.max(1.5, leastMs / Math.max(ms, 1e-3))));
  }
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) times.push((await timed(count)) / count);
  times.sort((a, b) => a - b);
  const ms = times[times.length >> 1] as number;
  const { launches } = program.plan;
  const flops = launches.reduce((sum, { cost }) => sum + cost.flops, 0);
  const bytes = launches.reduce((sum, { cost }) => sum + cost.bytes, 0);
  const gflops = flops / (ms * 1e6);
  const gbs = bytes / (ms * 1e6);
  const [compute, memory] = [gflops / ceiling.gflops, gbs / ceiling.gbs];
  await close();
  return {
    title: bench.title,
    ms,
    spread: ((times.at(-1) as number) - (times[0] as number)) / ms,
    gflops,
    gbs,
    share: Math.max(compute, memory),
    bound: compute >= memory ? "compute" : "memory",
    launches: launches.length,
  };
}

async function open(device: Device, bench: Benchable) {
  if ("open" in bench) return bench.open(device);
  const program: Program = await compile(device, { outputs: bench.build() });
  return { program, close: async () => program.destroy() };
}

/** Seeded numbers in (0, 1) for every input; class numbers for whole-number inputs. */
function randomFeeds(program: Program, seed: number): Record<string, Numbers> {
  const feeds: Record<string, Numbers> = {};
  for (const [sample, { source, shape, dtype }] of program.plan.inputs.entries()) {
    if (source.kind !== "input") continue;
    const stream = randomStream({ seed, epoch: 0, sample, op: RANDOM_OPS.order });
    const length = elementCount(shape);
    feeds[source.name] =
      dtype === "u32"
        ? Uint32Array.from({ length }, () => stream.integer(0, 2))
        : Float32Array.from({ length }, () => stream.uniform());
  }
  return feeds;
}
