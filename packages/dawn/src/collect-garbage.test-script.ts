// Works on a device whose GPU object only `openDawn` holds, while the garbage collector runs.
import { create } from "webgpu";
import { openDawn } from "./open-dawn.ts";

const { gc } = globalThis;
if (gc === undefined) throw new Error("this script must run under node --expose-gc.");

// WebGPU spec, "GPUBufferUsageFlags" and "GPUMapModeFlags".
const [MAP_READ, COPY_SRC, COPY_DST, STORAGE, READ] = [0x01, 0x04, 0x08, 0x80, 0x01];
const submits = 400;

/** A turn of the event loop: objects that were just used are only collected after it. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A device, and nothing that would keep its GPU object. */
async function openDevice(): Promise<{ device: GPUDevice; gpu: WeakRef<GPU> }> {
  const gpu = openDawn();
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("an adapter must open, but Dawn offers none.");
  return { device: await adapter.requestDevice(), gpu: new WeakRef(gpu) };
}

// Without a device its collection does no harm: it shows that the collector does its work here.
const unrooted = new WeakRef(create([]));
const { device, gpu } = await openDevice();

const code =
  "@group(0) @binding(0) var<storage, read_write> count: array<u32>;" +
  "@compute @workgroup_size(1) fn main() { count[0] += 1u; }";
const module = device.createShaderModule({ code });
const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
const count = device.createBuffer({ size: 4, usage: STORAGE | COPY_SRC });
const staging = device.createBuffer({ size: 4, usage: MAP_READ | COPY_DST });
const group = device.createBindGroup({
  layout: pipeline.getBindGroupLayout(0),
  entries: [{ binding: 0, resource: { buffer: count } }],
});

const litter: object[] = [];
for (let step = 0; step < submits; step++) {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  device.queue.submit([encoder.finish()]);
  litter.splice(0, litter.length, ...Array.from({ length: 1000 }, () => ({ step })));
  if (step % 10 === 0) {
    gc();
    await turn();
  }
}
const encoder = device.createCommandEncoder();
encoder.copyBufferToBuffer(count, 0, staging, 0, 4);
device.queue.submit([encoder.finish()]);
await staging.mapAsync(READ);

const result = {
  isUnrootedAlive: unrooted.deref() !== undefined,
  isRootedAlive: gpu.deref() !== undefined,
  count: new Uint32Array(staging.getMappedRange())[0],
};
process.stdout.write(`${JSON.stringify(result)}\n`);
