// Which validation is the best one, when patience is lost, and at which steps a run validates and saves.
import type { Trainer } from "@pleura/models";
import { expect, test } from "vitest";
import { hasLostPatience, isBest, type LoopOptions, runTraining } from "./train-loop.ts";

/** Runs the loop on a trainer that only counts; gives how it ended and what it did at which step. */
async function drive(options: Partial<LoopOptions> & { losses?: readonly number[] }) {
  const done: string[] = [];
  let step = 0;
  let validations = 0;
  const trainer = {
    get step() {
      return step;
    },
    submit: () => {
      step += 1;
      return { read: async () => ({ loss: 1, gradientNorm: 1 }) };
    },
    checkpoint: async () => new Uint8Array(),
  } as unknown as Trainer;
  const end = await runTraining({
    trainer,
    task: {
      stepsPerEpoch: 1,
      order: () => Uint32Array.of(0, 1),
      feed: async () => ({ images: new Float32Array(), learningRate: 1 }),
      validate: async () => {
        done.push(`validate ${step}`);
        validations += 1;
        return { loss: options.losses?.[validations - 1] ?? 1 / validations };
      },
      validationNames: ["loss"],
      target: { name: "loss", isHigherBetter: false },
    },
    batch: 2,
    totalSteps: 10,
    schedule: { kind: "constant", base: 1, warmupSteps: 0, totalSteps: 10 },
    everySteps: 1000,
    isTimeUp: () => false,
    stop: { exitCode: undefined, check: () => undefined, dispose: () => undefined },
    metrics: { append: () => undefined, flush: () => undefined, close: () => undefined },
    history: [],
    save: (name) => done.push(`${name} ${step}`),
    facts: () => ({}),
    onStep: () => undefined,
    onValidation: () => undefined,
    ...options,
  });
  return { end, done, step };
}

const validatedAt = ({ done }: { done: readonly string[] }) =>
  done.filter((what) => what.startsWith("validate")).map((what) => Number(what.slice(9)));

test("validates at the end of every epoch, or at the steps that are asked for", async () => {
  expect(validatedAt(await drive({ totalSteps: 4 }))).toEqual([1, 2, 3, 4]);
  expect(validatedAt(await drive({ validateEverySteps: 4 }))).toEqual([4, 8]);
  expect(validatedAt(await drive({ validateEverySteps: 20 }))).toEqual([10]);
});

test("patience counts validations, not epochs", async () => {
  const losses = [0.5, 0.4, 0.6, 0.7, 0.3];

  const found = await drive({ totalSteps: 100, validateEverySteps: 3, patience: 2, losses });

  expect(found.end).toBe("patience");
  expect(found.step).toBe(12);
  expect(found.done.filter((what) => what.startsWith("best"))).toEqual(["best 3", "best 6"]);
});

test("patience counts the validations before a resume", async () => {
  const found = await drive({
    validateEverySteps: 3,
    patience: 2,
    history: [0.5, 0.4, 0.6],
    losses: [0.7],
  });

  expect(found.end).toBe("patience");
  expect(found.step).toBe(3);
});

test("with own validation steps the end of an epoch neither validates nor saves", async () => {
  const { done } = await drive({ totalSteps: 5, validateEverySteps: 2, everySteps: 3 });

  expect(done.filter((what) => what.startsWith("last"))).toEqual([
    "last 2",
    "last 3",
    "last 4",
    "last 5",
  ]);
});

test("a loss that is low enough ends the run, saved", async () => {
  const seen: number[] = [];
  const isReached = (loss: number) => seen.push(loss) === 3;

  const found = await drive({ validateEverySteps: 50, isReached });

  // The loss of a step is read while the device has the next one already.
  expect(found).toEqual({ end: "target", done: ["last 4"], step: 4 });
});

test("the time limit saves the last step and does not validate out of turn", async () => {
  const found = await drive({ validateEverySteps: 5, isTimeUp: () => true });

  expect(found).toEqual({ end: "time", done: ["last 1"], step: 1 });
});

test.each([
  ["the first number", 0.5, [], false, true],
  ["a lower loss", 0.4, [0.5, 0.6], false, true],
  ["an equal loss", 0.5, [0.5], false, false],
  ["a higher loss", 0.6, [0.5], false, false],
  ["a higher accuracy", 0.6, [0.5], true, true],
  ["NaN", Number.NaN, [], false, false],
  ["a number after NaN only", 0.5, [Number.NaN], false, true],
] as const)("%s", (_, value, earlier, isHigherBetter, expected) => {
  expect(isBest(value, earlier, isHigherBetter)).toBe(expected);
});

test("patience is lost after as many validations without a better one", () => {
  expect(hasLostPatience([0.5, 0.6, 0.7], false, 2)).toBe(true);
  expect(hasLostPatience([0.5, 0.6], false, 2)).toBe(false);
  expect(hasLostPatience([0.5, 0.6, 0.4], false, 2)).toBe(false);
  expect(hasLostPatience([0.5, 0.6, 0.7], false, undefined)).toBe(false);
});
