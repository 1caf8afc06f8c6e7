// Which kernel variants a training's plan gets: tuned, recorded or built-in, and what is said of ignored tables.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { answerTo, baselineAdapter, type TuningEntry, type VariantQuestion } from "@pleura/engine";
import { planTraining, presets } from "@pleura/models";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trainingQuestions } from "./training-questions.ts";
import { hashText, tuningPath, writeTuning } from "./tuning-file.ts";
import { type ChoiceSource, variantChoice } from "./variant-choice.ts";

beforeEach(() => {
  vi.stubEnv("PLEURA_CACHE_DIR", mkdtempSync(join(tmpdir(), "pleura-variants-")));
});
afterEach(() => vi.unstubAllEnvs());

const adapter = { ...baselineAdapter, subgroupSize: 8, isSoftware: true };
const preset = presets.demo;
const { size } = preset;
const { batch, optimiser } = preset.pretext;
const step = { task: "restore", unet: preset.unet, size, batch, optimiser } as const;

/** Kernel names of the pretext step, in order. */
function kernelNames(source: ChoiceSource, said: string[] = []): readonly string[] {
  const choose = variantChoice(source, (line) => said.push(line)).chooseFor(adapter);
  return planTraining(step, adapter, { choose }).launches.map(
    ({ kernel, variant }) => `${kernel.name} ${variant}`,
  );
}

const lastOf = ({ names }: VariantQuestion) => names.at(-1) ?? "";

function entryOf(question: VariantQuestion, kernels?: string): TuningEntry {
  return {
    ...answerTo(question, lastOf(question), adapter, hashText),
    ...(kernels !== undefined && { kernels }),
    ...{ op: question.op.name, shape: "", builtIn: question.names[0] ?? "" },
    ...{ ms: 1, measured: [], rejected: [] },
  };
}

const allQuestions = () => trainingQuestions(preset, adapter);

test("a training's plan gets the cached choices; --no-tune gets the built-in ones, every time the same", () => {
  const builtIn = kernelNames("built-in");
  writeTuning(
    adapter,
    allQuestions().map((question) => entryOf(question)),
  );

  const tuned = kernelNames("cache");

  expect(tuned).not.toEqual(builtIn);
  expect(kernelNames("cache")).toEqual(tuned);
  expect(kernelNames("built-in")).toEqual(builtIn);
});

test("without a table the cache gives the built-in choices and says nothing", () => {
  const said: string[] = [];

  expect(kernelNames("cache", said)).toEqual(kernelNames("built-in"));
  expect(said).toEqual([]);
});

test("a recorded run gives the same choices after the table is gone", () => {
  writeTuning(
    adapter,
    allQuestions().map((question) => entryOf(question)),
  );
  const choice = variantChoice("cache", () => undefined);
  choice.chooseFor(adapter);
  const tuned = kernelNames("cache");
  vi.stubEnv("PLEURA_CACHE_DIR", mkdtempSync(join(tmpdir(), "pleura-variants-")));

  const recorded = JSON.parse(JSON.stringify(choice.choices));

  expect(kernelNames(recorded)).toEqual(tuned);
});

test("ignores entries of other kernels with one word for all", () => {
  const questions = allQuestions();
  writeTuning(
    adapter,
    questions.map((question) => entryOf(question, "other kernels")),
  );
  const said: string[] = [];

  expect(kernelNames("cache", said)).toEqual(kernelNames("built-in"));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^tuning: the choice for conv2d: .* is of other kernels, so it is ignored; pleura doctor --tune measures again$/,
  );
});

test("ignores a damaged table with one word", () => {
  const path = tuningPath(adapter);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "damaged");
  const said: string[] = [];

  expect(kernelNames("cache", said)).toEqual(kernelNames("built-in"));
  expect(said).toEqual([
    `tuning: "${path}" is damaged, so it is ignored; pleura doctor --tune measures again`,
  ]);
});
