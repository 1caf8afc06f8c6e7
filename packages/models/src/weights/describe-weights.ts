// Lists a model's weights without a device, by building its graph once.
import { elementCount, input } from "@pleura/engine";
import { classifier } from "../classifier/classifier.ts";
import type { HeadConfig } from "../classifier/config.ts";
import type { UnetConfig } from "../unet/config.ts";
import { unet } from "../unet/unet.ts";
import { BuildContext } from "./build-context.ts";
import type { WeightSpec } from "./weight-spec.ts";

/** The specs of the restoration model, or of the classifier when a head is given, by name in build order. */
export function describeWeights(
  config: UnetConfig,
  head?: HeadConfig,
): ReadonlyMap<string, WeightSpec> {
  const context = new BuildContext("train");
  // The size changes no weight; two pixels at the bottleneck keep the authors' head's pooling alive.
  const side = 2 ** config.levels;
  const x = input("images", [1, config.inChannels, side, side]);
  if (head) classifier(context, x, config, head);
  else unet(context, x, config);
  return context.specs;
}

/** Number of trained values of a model. */
export function countParameters(config: UnetConfig, head?: HeadConfig): number {
  let count = 0;
  for (const { kind, shape } of describeWeights(config, head).values()) {
    if (kind === "parameter") count += elementCount(shape);
  }
  return count;
}
