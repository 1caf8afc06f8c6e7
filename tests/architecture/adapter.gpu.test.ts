// Shows that the gpu project has a working adapter, so that no GPU test can pass by running nothing.
import { openDawn } from "@pleura/dawn";
import { expect, test } from "vitest";

// WebGPU spec, "GPUBufferUsageFlags" and "GPUMapModeFlags".
const [MAP_READ, COPY_SRC, COPY_DST, STORAGE, READ] = [0x01, 0x04, 0x08, 0x80, 0x01];

test("opens a device that computes", async () => {
  const adapter = await openDawn().requestAdapter();
  if (adapter === null) throw new Error("gpu project: an adapter must open, but Dawn offers none.");
  const device = await adapter.requestDevice();
  const code =
    "@group(0) @binding(0) var<storage, read_write> y: array<u32>;" +
    "@compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) { y[id.x] = id.x * 7u; }";
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const usage = STORAGE | COPY_SRC;
  const y = device.createBuffer({ size: 16, usage });
  const staging = device.createBuffer({
    size: 16,
    usage: MAP_READ | COPY_DST,
  });
  const entries = [{ binding: 0, resource: { buffer: y } }];
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(y, 0, staging, 0, 16);

  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(READ);

  expect([...new Uint32Array(staging.getMappedRange())]).toEqual([0, 7, 14, 21]);
});
