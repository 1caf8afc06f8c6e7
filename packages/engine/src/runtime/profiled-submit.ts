// Submits a run with a profiler: a pass per launch with timestamps, or launch by launch where there are none.
import type { Plan } from "../compile/plan.ts";
import type { Device } from "./device.ts";
import type { Profiler } from "./profiler.ts";

/** A launch with everything its dispatch needs. */
export interface ReadyLaunch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

/** Adds a launch to a pass. */
export function dispatch(
  pass: GPUComputePassEncoder,
  { pipeline, bindGroup, grid }: ReadyLaunch,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(grid[0], grid[1], grid[2]);
}

/** A program's run in the parts that a profiler looks between. */
export interface RunParts<R> {
  readonly plan: Plan;
  readonly launches: readonly ReadyLaunch[];
  /** Uploads the inputs. */
  feed(): void;
  /** Adds the copies of the outputs and gives what reads them. */
  addOutputs(encoder: GPUCommandEncoder): () => Promise<R>;
}

/** Submits a run under the profiler; the function it gives waits for the results. */
export function submitProfiled<R>(
  device: Device,
  profiler: Profiler,
  parts: RunParts<R>,
): () => Promise<R> {
  if (profiler.isWallClock) return submitApart(device, profiler, parts);
  const { plan, launches } = parts;
  parts.feed();
  const passes = profiler.passes(plan);
  const encoder = device.gpu.createCommandEncoder();
  const read = profiler.time("encode", "encode the run", () => {
    for (const [index, { first, last }] of passes.entries()) {
      const pass = encoder.beginComputePass(profiler.passOf(index));
      for (const launch of launches.slice(first, last + 1)) dispatch(pass, launch);
      pass.end();
    }
    return parts.addOutputs(encoder);
  });
  const closed = profiler.time("profiler", "resolve timestamps", () =>
    profiler.close(encoder, plan, passes),
  );
  const commands = profiler.time("encode", "finish the commands", () => encoder.finish());
  profiler.time("submit", "submit the run", () => device.gpu.queue.submit([commands]));
  closed();
  return read;
}

/** Runs every launch alone, in turn with other runs: begins at once, ends when it is waited for. */
function submitApart<R>(
  device: Device,
  profiler: Profiler,
  { plan, launches, feed, addOutputs }: RunParts<R>,
): () => Promise<R> {
  const submit = (encoder: GPUCommandEncoder) => {
    profiler.time("submit", "submit a launch", () => device.gpu.queue.submit([encoder.finish()]));
    profiler.count("submits");
  };
  const run = profiler.apart(plan, async (one) => {
    feed();
    for (const [index, launch] of launches.entries()) {
      await one(index, (times) => {
        const encoder = device.gpu.createCommandEncoder();
        const pass = encoder.beginComputePass();
        for (let time = 0; time < times; time += 1) dispatch(pass, launch);
        pass.end();
        submit(encoder);
      });
    }
    const encoder = device.gpu.createCommandEncoder();
    const read = addOutputs(encoder);
    submit(encoder);
    return { read };
  });
  // Whoever reads the results sees the error; nobody has to read them.
  run.catch(() => undefined);
  return async () => (await run).read();
}
