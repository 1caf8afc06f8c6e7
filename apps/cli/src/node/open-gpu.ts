// Opens Dawn and a device on it.
import { openDawn } from "@pleura/dawn";
import { type Device, type DeviceOptions, openDevice } from "@pleura/engine";
import { CliError } from "../cli-error.ts";
import { missingVulkanDriver } from "./vulkan-drivers.ts";

/**
 * Opens the device that `--adapter` asks for.
 *
 * @param chooseFor choices among kernel variants; without it the built-in tables choose
 * @throws {EngineError} tag `no-adapter`; {CliError} tag `gpu` without a Vulkan driver or without Dawn
 */
export async function openGpu(
  adapterName?: string,
  chooseFor?: DeviceOptions["chooseFor"],
): Promise<Device> {
  const missing = missingVulkanDriver();
  if (missing !== undefined) {
    throw new CliError(
      "gpu",
      `open device: a Vulkan driver must be installed, but ${missing}. Install your GPU's driver, or a software one (Mesa 24 or newer, package mesa-vulkan-drivers).`,
    );
  }
  let gpu: GPU;
  try {
    gpu = openDawn();
  } catch (cause) {
    throw new CliError(
      "gpu",
      `open device: Dawn must load on this machine, but it says "${(cause as Error).message}". Run npm run setup again.`,
      cause,
    );
  }
  return openDevice(gpu, { chooseFor, ...(adapterName !== undefined && { adapterName }) });
}
