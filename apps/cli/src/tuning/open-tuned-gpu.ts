// Opens the device of a command whose programs may use the cached tuning table.
import type { Device } from "@pleura/engine";
import { openGpu } from "../node/open-gpu.ts";
import type { Output } from "../output.ts";
import { variantChoice } from "./variant-choice.ts";

/** The settings that choose a device and its kernel variants. */
export interface TunedGpuSettings {
  readonly adapter?: string | undefined;
  /** False with `--no-tune`: the built-in tables choose. */
  readonly tune: boolean;
}

/**
 * Opens the device that `--adapter` asks for, with the choices of the cached tuning table unless `--no-tune` is given.
 *
 * @throws as `openGpu`
 */
export function openTunedGpu(
  { adapter, tune }: TunedGpuSettings,
  { say }: Output,
): Promise<Device> {
  return openGpu(adapter, variantChoice(tune ? "cache" : "built-in", say).chooseFor);
}
