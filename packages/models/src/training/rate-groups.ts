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
  /** Factor on the learning rate of the bottleneck, and of the encoder before `layerDecay`. */
  readonly encoderRate?: number;
  /** Factor per block away from the head: encoder block i of n has encoderRate · layerDecay^(n − i). */
  readonly layerDecay?: number;
}

/** The block a weight belongs to: `encoder.<level>`, `bottleneck`, or `head`. */
function blockOf(name: string): string {
  if (name.startsWith("bottleneck.")) return "bottleneck";
  return /^encoder\.\d+/.exec(name)?.[0] ?? "head";
}

/** Blocks between a block and the head. */
function depthFromHead(block: string, encoderBlocks: number): number {
  const level = /^encoder\.(\d+)$/.exec(block)?.[1];
  return level === undefined ? 0 : encoderBlocks - Number(level);
}

/**
 * The trained weights: one group, or one per block where a fine-tuning treats encoder and head differently.
 *
 * Layer-wise rates follow Howard and Ruder 2018, "Universal language model fine-tuning", section 3.2.
 */
export function rateGroups(parameters: readonly Variable[], options: RateOptions): RateGroup[] {
  const { freezesEncoder = false, encoderRate = 1, layerDecay = 1, task } = options;
  const isSplit = task === "classify" && (freezesEncoder || encoderRate !== 1 || layerDecay !== 1);
  if (!isSplit) return [{ name: "all", scale: 1, parameters }];
  const blocks = new Map<string, Variable[]>();
  for (const parameter of parameters) {
    const block = blockOf(parameter.name);
    if (freezesEncoder && block !== "head") continue;
    blocks.set(block, [...(blocks.get(block) ?? []), parameter]);
  }
  const encoderBlocks = [...blocks.keys()].filter((block) => block.startsWith("encoder.")).length;
  return [...blocks].map(([name, members]) => ({
    name,
    scale: name === "head" ? 1 : encoderRate * layerDecay ** depthFromHead(name, encoderBlocks),
    parameters: members,
  }));
}
