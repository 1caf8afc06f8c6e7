// Tables: what is asked, what is answered, and what an entry of other kernels is worth.
import { expect, test } from "vitest";
import { plan } from "../compile/plan.ts";
import type { Op } from "../graph/op.ts";
import { applyOp1, input } from "../graph/tensor.ts";
import { addKernel, addOp } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import {
  answerTo,
  type ChosenVariant,
  chooseByTable,
  collectQuestions,
  questionKey,
  shapeText,
  type TuningEntry,
} from "./tuning-table.ts";

interface Attrs {
  readonly stride: number;
}

const twoWays: Op<Attrs> = {
  name: "two ways",
  infer: (inputs) => inputs.slice(0, 1),
  variants: () => ["narrow", "wide"],
  lower: (context) =>
    addOp({ ...addKernel(), name: `add ${context.variant}` }).lower?.({
      ...context,
      attrs: null,
    }) ?? [],
};
const oneWay: Op<null> = { ...addOp(), name: "one way", variants: () => ["only"] };

const a = input("a", [4]);
const b = input("b", [4]);
const spec = {
  outputs: {
    y: applyOp1(twoWays, [a, applyOp1(twoWays, [a, b], { stride: 1 })], { stride: 1 }),
    z: applyOp1(oneWay, [a, b], null),
  },
};

/** A hash that shows what it is of. */
const hash = (text: string) => `hash of ${text.length} characters`;

function askedQuestion() {
  const { choose, questions } = collectQuestions();
  plan(spec, baselineAdapter, { choose });
  return questions();
}

function entryOf(chosen: string, kernels?: string): TuningEntry {
  const [question] = askedQuestion();
  if (!question) throw new Error("no question was asked");
  return {
    ...answerTo(question, chosen, baselineAdapter, hash),
    ...(kernels !== undefined && { kernels }),
    op: "two ways",
    shape: shapeText(question),
    builtIn: "narrow",
    ms: 1,
    builtInMs: 2,
    measured: [],
    rejected: [],
  };
}

test("collects distinct questions with more than one answer, named by op, types and attributes", () => {
  const keys = askedQuestion().map(questionKey);

  expect(keys).toEqual(['two ways: f32 [4], f32 [4] → f32 [4] {"stride":1}']);
});

test("chooses what the table says for today's kernels", () => {
  const choose = chooseByTable([entryOf("wide")], baselineAdapter, { hash });

  const { launches } = plan(spec, baselineAdapter, { choose });

  expect(launches.map(({ variant }) => variant)).toEqual(["wide", "wide", "only"]);
});

test.each([
  ["with other kernels", entryOf("wide", "another hash")],
  ["with a name that is gone", entryOf("tall")],
])("ignores an entry %s, and tells of it once", (_, entry) => {
  const stale: ChosenVariant[] = [];
  const onStale = (one: ChosenVariant) => stale.push(one);
  const choose = chooseByTable([entry], baselineAdapter, { hash, onStale });

  const { launches } = plan(spec, baselineAdapter, { choose });

  expect(launches.map(({ variant }) => variant)).toEqual(["narrow", "narrow", "only"]);
  expect(stale).toEqual([entry]);
});

test("says nothing of questions that the table does not hold", () => {
  const other = { ...entryOf("wide"), question: "another question" };
  const choose = chooseByTable([other], baselineAdapter, { hash });

  expect(plan(spec, baselineAdapter, { choose }).launches[0]?.variant).toBe("narrow");
});
