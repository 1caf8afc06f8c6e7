// The gpu worker: owns the device and the models, and answers the page one call after the other.
import { type Device, openDevice } from "@pleura/engine";
import { serveCalls } from "../workers/serve-calls.ts";
import type { GpuCalls, GpuEvent } from "./gpu-calls.ts";
import { ModelsOnDevice } from "./models-on-device.ts";

let device: Device | undefined;
let models: ModelsOnDevice | undefined;

async function open(): Promise<Device> {
  if (device !== undefined) return device;
  const { gpu } = navigator;
  if (gpu === undefined) {
    throw new Error(
      "open device: WebGPU must be there, but this browser has none. See the page's advice.",
    );
  }
  device = await openDevice(gpu);
  models = new ModelsOnDevice(device);
  return device;
}

async function opened(): Promise<ModelsOnDevice> {
  await open();
  return models as ModelsOnDevice;
}

serveCalls<GpuCalls, GpuEvent>(self, {
  async open() {
    const { adapter, features } = await open();
    return { adapter, features };
  },
  load: async ({ name, bytes }) => (await opened()).load(name, bytes),
  async classify({ image }) {
    return { probabilities: await (await opened()).probabilities(image) };
  },
  explain: async ({ image }) => (await opened()).explain(image),
  restore: async ({ image }) => (await opened()).restore(image),
  profile: async (request, tools) =>
    (await import("./profile-call.ts")).profileCall(
      await open(),
      (await opened()).loaded(request.model),
      request,
      tools,
    ),
  async lose() {
    device?.gpu.destroy();
    return null;
  },
});
