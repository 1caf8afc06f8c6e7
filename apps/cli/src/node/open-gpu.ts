// Opens Dawn and a device on it.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { CliError } from "../cli-error.ts";

/**
 * Opens the device that `--adapter` asks for.
 *
 * @throws {EngineError} tag `no-adapter`; {CliError} tag `gpu` when Dawn itself cannot be loaded
 */
export async function openGpu(adapterName?: string): Promise<Device> {
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
  return openDevice(gpu, adapterName === undefined ? {} : { adapterName });
}
