// Which weights are trained, and with which factor on the learning rate.
import type { Variable } from "@pleura/engine";
import type { RateGroup } from "./optimiser.ts";

/** True for weights that a classifier shares with the restoration model. */
export const isEncoderWeight = (name: string) =>
  name.startsWith("encoder.") || name.startsWith("bottleneck.");

/** What decides the groups. */
export interface RateOptions {
  readonly task: "restore" | "classify";
  readonly freezesEncoder?: boolean;
  readonly encoderRate?: number;
}

/** The trained weights: one group, or head and encoder apart where the options treat them differently. */
export function rateGroups(parameters: readonly Variable[], options: RateOptions): RateGroup[] {
  const { freezesEncoder = false, encoderRate = 1, task } = options;
  const isSplit = task === "classify" && (freezesEncoder || encoderRate !== 1);
  if (!isSplit) return [{ name: "all", scale: 1, parameters }];
  const encoder = parameters.filter(({ name }) => isEncoderWeight(name));
  const rest = parameters.filter(({ name }) => !isEncoderWeight(name));
  return [
    { name: "head", scale: 1, parameters: rest },
    ...(freezesEncoder ? [] : [{ name: "encoder", scale: encoderRate, parameters: encoder }]),
  ];
}
