// pleura as a side of the peer benchmarks: its packages as a user imports them.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { globals } from "webgpu";
import { countGpuBytes } from "../../gpu-bytes.mjs";
import { serveSide } from "../../side-process.mjs";
import { prepareWorkload } from "./prepare.ts";

let device: Device;
const peakGpuBytes = countGpuBytes(globals as unknown as Parameters<typeof countGpuBytes>[0]);

await serveSide({
  async open() {
    device = await openDevice(openDawn());
    return { adapter: device.adapter.description };
  },
  prepare: (workload) => prepareWorkload(device, workload),
  peakGpuBytes,
});
