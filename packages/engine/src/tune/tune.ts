// The tuner: for each question it checks the variants against each other, times those that agree, and picks one.
import type { VariantQuestion } from "../compile/variants.ts";
import { isEngineError } from "../error.ts";
import type { Device } from "../runtime/device.ts";
import type { Program } from "../runtime/program.ts";
import type { Numbers } from "../runtime/variable.ts";
import { differenceOf, type Results } from "./agreement.ts";
import { fastest, median, type RaceOptions, race } from "./race.ts";
import {
  answerTo,
  type RejectedVariant,
  shapeText,
  type TuningEntry,
  type TuningTable,
} from "./tuning-table.ts";
import { compileVariant, variantFeeds } from "./variant-program.ts";

/** How to tune. */
export interface TuneOptions {
  /** A clock in milliseconds. */
  now(): number;
  /** Hash of the kernels' text, the same that `chooseByTable` gets. */
  hash(text: string): string;
  /** Least milliseconds of one measurement, default 10: a hundred times what a submit costs. */
  readonly leastMs?: number;
  /** Measurements of each variant, default 5. */
  readonly rounds?: number;
  /** Told of each entry as soon as it is found. */
  onEntry?(entry: TuningEntry, done: number, total: number): void;
  /** Asked before each question; true ends the tuning with what was found. */
  isStopped?(): boolean;
}

/** Variants of a question that can be chosen, compiled, and those that cannot. */
interface Checked {
  readonly programs: ReadonlyMap<string, Program>;
  readonly rejected: readonly RejectedVariant[];
}

async function compileAll(device: Device, question: VariantQuestion): Promise<Checked> {
  const programs = new Map<string, Program>();
  const rejected: RejectedVariant[] = [];
  for (const name of question.names) {
    try {
      programs.set(name, await compileVariant(device, question, name));
    } catch (error) {
      if (!isEngineError(error) || error.tag === "device-lost") throw error;
      rejected.push({ name, reason: error.message });
    }
  }
  return { programs, rejected };
}

/** Names that agree with `reference`, and what is wrong with the others. */
async function compareWith(
  question: VariantQuestion,
  reference: string,
  run: (name: string) => Promise<Results>,
  names: readonly string[],
) {
  const expected = await run(reference);
  const agreeing = [reference];
  const rejected: RejectedVariant[] = [];
  for (const name of names) {
    if (name === reference) continue;
    const reason = differenceOf(question, expected, await run(name));
    if (reason === undefined) agreeing.push(name);
    else rejected.push({ name, reason: `${reason}, from "${reference}"` });
  }
  return { agreeing, rejected };
}

/**
 * Keeps the variants that agree with the built-in choice. When that stands alone against others that agree with
 * each other, it is the one that is wrong on this adapter.
 */
async function check(question: VariantQuestion, { programs, rejected }: Checked): Promise<Checked> {
  const feeds = variantFeeds(question);
  const names = [...programs.keys()];
  const run = async (name: string): Promise<Results> => {
    const results = await (programs.get(name) as Program).run(feeds);
    return question.outputs.map((_, index) => results[`y${index}`] as Numbers);
  };
  const [first, second] = names;
  if (first === undefined) return { programs, rejected };
  let found = await compareWith(question, first, run, names);
  if (found.agreeing.length === 1 && second !== undefined && names.length > 2) {
    const other = await compareWith(question, second, run, names);
    if (other.agreeing.length > 1) found = other;
  }
  return {
    programs: new Map(found.agreeing.map((name) => [name, programs.get(name) as Program])),
    rejected: [...rejected, ...found.rejected],
  };
}

async function tuneOne(
  device: Device,
  question: VariantQuestion,
  hash: TuneOptions["hash"],
  options: RaceOptions,
): Promise<TuningEntry | undefined> {
  const compiled = await compileAll(device, question);
  try {
    const { programs, rejected } = await check(question, compiled);
    if (programs.size === 0) return undefined;
    const builtIn = question.names[0] as string;
    const racers = [...programs].map(([name, program]) => ({ name, program }));
    const times = await race(racers, builtIn, options);
    const chosen = fastest(times, builtIn);
    const msOf = (name: string) => {
      const each = times.get(name) ?? [];
      return each.length > 0 ? median(each) : undefined;
    };
    return {
      ...answerTo(question, chosen, device.adapter, hash),
      op: question.op.name,
      shape: shapeText(question),
      builtIn,
      ms: msOf(chosen) as number,
      builtInMs: msOf(builtIn),
      measured: racers.map(({ name }) => ({ name, ms: msOf(name) })),
      rejected,
    };
  } finally {
    for (const program of compiled.programs.values()) program.destroy();
  }
}

/**
 * Measures the variants of each question on the device.
 *
 * A variant is chosen only when its output agrees with that of the built-in choice on seeded numbers and it is
 * clearly faster. Ops that overwrite variables are left to their built-in tables.
 *
 * @throws {EngineError} tag `device-lost`, or what running a program throws
 */
export async function tune(
  device: Device,
  questions: readonly VariantQuestion[],
  { now, hash, leastMs = 10, rounds = 5, onEntry, isStopped }: TuneOptions,
): Promise<TuningTable> {
  const entries: TuningEntry[] = [];
  const asked = questions.filter(({ op }) => (op.overwrites ?? []).length === 0);
  for (const [index, question] of asked.entries()) {
    if (isStopped?.()) break;
    const entry = await tuneOne(device, question, hash, { now, leastMs, rounds });
    if (entry === undefined) continue;
    entries.push(entry);
    onEntry?.(entry, index + 1, asked.length);
  }
  return entries;
}
