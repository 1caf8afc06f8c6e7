// The settings of a network, its head, its optimiser and its learning rate, and what must hold between them.
import { blockNames } from "@pleura/models";
import { z } from "zod";
import { countSetting } from "./command-settings.ts";

/** A number above 0. */
export const positive = z.number().positive();

/** Settings of the network. */
export const unetSettings = z.strictObject({
  inChannels: z.literal(1),
  levels: z.int().min(2).max(7),
  width: countSetting.max(1024),
  norm: z.enum(["none", "batch", "group"]),
  attention: z.enum(["none", "scalar_gate", "cbam"]),
  reduction: countSetting,
  spatialKernel: z
    .int()
    .min(1)
    .max(31)
    .refine((side) => side % 2 === 1, { error: "an odd number" }),
  places: z.union([z.enum(["all", "authors", "encoder"]), z.array(z.string())], {
    error: "all, authors, encoder or a list of block names",
  }),
  output: z.enum(["sigmoid", "relu"]),
  dropout: z.number().min(0).lt(1),
});

/** Settings of the optimiser. */
export const optimiserSettings = z.strictObject({
  kind: z.enum(["adam", "adamw", "sgd"]),
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: positive,
  weightDecay: z.number().min(0),
  momentum: z.number().min(0).lt(1),
  /** Largest joint norm of all gradients; 0 switches it off. */
  clipNorm: z.number().min(0),
  /** Largest size of each number of a gradient, before the norm; 0 or absent switches it off. */
  clipValue: z.number().min(0).optional(),
  /** True clips the norm of each weight's gradient by itself, as Keras does. */
  clipsEachNorm: z.boolean().optional(),
});

/** Settings of the learning rate's course. */
export const scheduleSettings = z.strictObject({
  kind: z.enum(["constant", "cosine", "step"]),
  warmupSteps: z.int().min(0),
  /** Length of the schedule in steps; the planned steps when absent. */
  totalSteps: countSetting.optional(),
  /** For `step`: from these shares of the schedule on the rate is the peak times the factor; the authors' when absent. */
  drops: z.array(z.strictObject({ at: z.number().min(0).max(1), factor: positive })).optional(),
});

/** Settings of a classifier's head. */
export const headSettings = z.strictObject({
  kind: z.enum(["gap", "linear", "authors"]),
  hidden: countSetting,
  dropout: z.number().min(0).lt(1),
});

/** What `checkShape` looks at. */
interface Shape {
  readonly size: number;
  readonly batch: number;
  readonly microBatch?: number | undefined;
  readonly accumulate?: number | undefined;
  readonly overfit?: number | undefined;
  readonly unet: z.output<typeof unetSettings>;
}

/** What must hold between a training's settings. */
export function checkShape(
  { size, batch, microBatch, accumulate, overfit, unet: { levels, places } }: Shape,
  context: z.core.$RefinementCtx,
): void {
  const step = 2 ** (levels - 1);
  if (size % step !== 0) {
    const message = `a multiple of ${step}, because the network halves it ${levels - 1} times`;
    context.addIssue({ code: "custom", path: ["size"], message });
  }
  const names = blockNames({ levels });
  if (Array.isArray(places) && places.some((place) => !names.includes(place))) {
    const message = `a list of block names (${names.join(", ")})`;
    context.addIssue({ code: "custom", path: ["unet", "places"], message });
  }
  if (overfit !== undefined && batch !== overfit) {
    const message = `${overfit}, since the images of overfit are one batch`;
    context.addIssue({ code: "custom", path: ["batch"], message });
  }
  if (accumulate === undefined) return;
  const isMatched = microBatch === undefined || microBatch * accumulate === batch;
  if (batch % accumulate === 0 && isMatched) return;
  const message = isMatched
    ? `a divisor of the batch of ${batch}`
    : `${batch} / ${microBatch} with that micro-batch, or be left out`;
  context.addIssue({ code: "custom", path: ["accumulate"], message });
}
