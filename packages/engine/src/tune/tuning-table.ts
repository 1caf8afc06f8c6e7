// What tuning found, one entry per question, and how a plan is told of it.
import type { ChooseVariant, VariantQuestion } from "../compile/variants.ts";
import { kernelSource, type Launch } from "../graph/kernel.ts";
import { formatType } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";

/** A variant that was measured. */
export interface MeasuredVariant {
  readonly name: string;
  /** Median milliseconds of one application; undefined when it fell out of the race as far too slow. */
  readonly ms?: number | undefined;
}

/** A variant that may not be chosen, and why: its numbers differ, or it does not compile. */
export interface RejectedVariant {
  readonly name: string;
  readonly reason: string;
}

/** An answer to one question: all that a plan needs. */
export interface ChosenVariant {
  /** The question in one line, by `questionKey`. */
  readonly question: string;
  /** Hash of the WGSL and launches of all variants: with other kernels the answer says nothing. */
  readonly kernels: string;
  readonly chosen: string;
}

/** What was found for one op at its types and attributes. */
export interface TuningEntry extends ChosenVariant {
  readonly op: string;
  /** Types of inputs and outputs, such as `f32 [8, 64, 56, 56], f32 [64, 64, 3, 3] → f32 [8, 64, 56, 56]`. */
  readonly shape: string;
  /** What the op's built-in table chooses. */
  readonly builtIn: string;
  /** Median milliseconds of the chosen variant. */
  readonly ms: number;
  /** Median milliseconds of the built-in choice; undefined when that was rejected. */
  readonly builtInMs?: number | undefined;
  readonly measured: readonly MeasuredVariant[];
  readonly rejected: readonly RejectedVariant[];
}

/** Choices for one adapter. */
export type TuningTable = readonly TuningEntry[];

/** Input and output types in one line. */
export function shapeText({ inputs, outputs }: VariantQuestion): string {
  return `${inputs.map(formatType).join(", ")} → ${outputs.map(formatType).join(", ")}`;
}

/** A question in one line: op, types and attributes. Attributes of ops with variants are plain data. */
export function questionKey(question: VariantQuestion): string {
  return `${question.op.name}: ${shapeText(question)} ${JSON.stringify(question.attrs)}`;
}

/** The launches of one variant on buffers that are not there. */
function launchesOf(
  { op, inputs, outputs, attrs }: VariantQuestion,
  variant: string,
  adapter: AdapterFacts,
): readonly Launch[] {
  const toRef = (type: VariantQuestion["inputs"][number]) => ({ type });
  return (
    op.lower?.({
      inputs: inputs.map(toRef),
      outputs: outputs.map(toRef),
      attrs,
      adapter,
      variant,
      scratch: toRef,
    }) ?? []
  );
}

/** Everything that the variants of a question would run: WGSL, parameters and grids. */
function kernelsText(question: VariantQuestion, adapter: AdapterFacts): string {
  return question.names
    .flatMap((name) => [
      name,
      ...launchesOf(question, name, adapter).map(
        ({ kernel, params, grid }) =>
          `${kernelSource(kernel)}\n${JSON.stringify({ params, grid })}`,
      ),
    ])
    .join("\n");
}

/** The answer to a question that `chooseByTable` will give as long as the kernels stay as they are. */
export function answerTo(
  question: VariantQuestion,
  chosen: string,
  adapter: AdapterFacts,
  hash: (text: string) => string,
): ChosenVariant {
  const kernels = hash(kernelsText(question, adapter));
  return { question: questionKey(question), kernels, chosen };
}

/** How a table is read. */
export interface TableOptions {
  /** The hash that the table was made with. */
  hash(text: string): string;
  /** Told once of every entry whose kernels are not today's; the built-in choice is used then. */
  onStale?(entry: ChosenVariant): void;
}

/** Chooses by a table, as far as its entries speak of today's kernels; else the built-in choice stays. */
export function chooseByTable(
  table: readonly ChosenVariant[],
  adapter: AdapterFacts,
  { hash, onStale }: TableOptions,
): ChooseVariant {
  const entries = new Map(table.map((entry) => [entry.question, entry]));
  const known = new Map<string, string | undefined>();
  return (question) => {
    const key = questionKey(question);
    if (known.has(key)) return known.get(key);
    const entry = entries.get(key);
    const isFresh =
      entry !== undefined &&
      question.names.includes(entry.chosen) &&
      entry.kernels === answerTo(question, entry.chosen, adapter, hash).kernels;
    if (entry !== undefined && !isFresh) onStale?.(entry);
    const chosen = isFresh ? entry.chosen : undefined;
    known.set(key, chosen);
    return chosen;
  };
}

/** Collects the questions of plans: give `choose` to them, then read `questions`. */
export function collectQuestions(): {
  readonly choose: ChooseVariant;
  /** The distinct questions with more than one answer, in the order in which they were asked. */
  questions(): readonly VariantQuestion[];
} {
  const found = new Map<string, VariantQuestion>();
  return {
    choose(question) {
      const key = questionKey(question);
      if (question.names.length > 1 && !found.has(key)) found.set(key, question);
      return undefined;
    },
    questions: () => [...found.values()],
  };
}
