// What can be measured, and how it is opened: a graph that is compiled here, or a program that somebody else made.
import { RANDOM_OPS, randomStream } from "@pleura/data";
import {
  compile,
  createVariable,
  type Device,
  destroyVariable,
  elementCount,
  type Numbers,
  type Program,
  readVariable,
  type Variable,
} from "@pleura/engine";
import type { OpBench } from "@pleura/kernels";

/** A program that is ready: its inputs are fed and it has run once. */
export interface OpenBench {
  readonly program: Program;
  close(): Promise<void>;
}

/** A bench that opens itself, such as a whole step. */
export interface StepBench {
  /** What is measured and at which sizes. It is the key of the row: unique, and the same in every build. */
  readonly title: string;
  open(device: Device, seed: number): Promise<OpenBench>;
}

/** What can be measured. */
export type Benchable = OpBench | StepBench;

/** Opens a bench and runs it once, so that pipelines, buffers and inputs are in place. */
export async function openBench(
  device: Device,
  bench: Benchable,
  seed: number,
): Promise<OpenBench> {
  if ("open" in bench) return bench.open(device, seed);
  const variables: Variable[] = [];
  let program: Program | undefined;
  const close = async (): Promise<void> => {
    program?.destroy();
    for (const variable of variables) destroyVariable(variable);
  };
  try {
    const outputs = bench.build((name, shape) => {
      const value = randomShares(elementCount(shape), seed, inputsBefore + variables.length);
      const variable = createVariable(device, name, shape, value);
      variables.push(variable);
      return readVariable(variable);
    });
    program = await compile(device, { outputs });
    await program.run(randomFeeds(program, seed));
    return { program, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Bytes that a program holds on the device. */
export function deviceBytes({ plan }: Program): number {
  return plan.peakBytes + Object.values(plan.stateBytes).reduce((sum, bytes) => sum + bytes, 0);
}

/** Variables draw from streams after those of the inputs, of which a bench has fewer. */
const inputsBefore = 1000;

/** Distinct numbers drawn per input; longer inputs repeat them, since drawing millions takes seconds. */
const drawn = 65_536;

/** Seeded numbers in (0, 1) for every input; class numbers for whole-number inputs. */
function randomFeeds(program: Program, seed: number): Record<string, Numbers> {
  const feeds: Record<string, Numbers> = {};
  for (const [sample, { source, shape, dtype }] of program.plan.inputs.entries()) {
    if (source.kind !== "input") continue;
    const length = elementCount(shape);
    feeds[source.name] =
      dtype === "u32" ? randomClasses(length, seed, sample) : randomShares(length, seed, sample);
  }
  return feeds;
}

/** Seeded numbers in [0, 1). */
export function randomShares(length: number, seed: number, sample: number): Float32Array {
  const stream = randomStream({ seed, epoch: 0, sample, op: RANDOM_OPS.order });
  return repeated(new Float32Array(length), () => stream.uniform());
}

/** Seeded class numbers 0, 1 and 2. */
export function randomClasses(length: number, seed: number, sample: number): Uint32Array {
  const stream = randomStream({ seed, epoch: 0, sample, op: RANDOM_OPS.order });
  return repeated(new Uint32Array(length), () => stream.integer(0, 2));
}

/** Fills an array with drawn numbers, again and again. */
function repeated<T extends Float32Array | Uint32Array>(values: T, draw: () => number): T {
  const fresh = Math.min(drawn, values.length);
  for (let at = 0; at < fresh; at += 1) values[at] = draw();
  for (let at = fresh; at < values.length; at *= 2) values.copyWithin(at, 0, at);
  return values;
}
