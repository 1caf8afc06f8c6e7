// Fixed work that no change to an op can make faster or slower: what the machine's own drift is read from.
import { bufferUsage, type Device, type Kernel } from "@pleura/engine";
import { type Bound, bind } from "./measure-ceilings.ts";

/** The parts of the fixed work, and how often each is run in one sample. */
export interface ReferenceLoad {
  /** Encodes the multiply-adds `times` times. */
  fma(times: number): GPUCommandBuffer;
  /** Encodes the copy `times` times. */
  copy(times: number): GPUCommandBuffer;
  /** Frees the buffers. */
  destroy(): void;
}

/** Enough invocations for the largest GPUs; about 3 ms of multiply-adds on two cores. */
const fmaLanes = 65_536;
const fmaTurns = 64;
/** 16 MiB read and 16 MiB written: above the second-level caches of processors, about 5 ms on two cores. */
const copyBytes = 16 * 2 ** 20;
const workgroup = 64;

// These kernels must stay as they are, or results of builds before and after cannot be compared. That is why they are
// not the ceiling's, which may become faster.
const chains = Array.from({ length: 12 }, (_, index) => `a${index}`);
const turn = chains.map((a) => `${a} = fma(${a}, p, q);`).join(" ");

/** Twelve independent chains of multiply-adds a ← a·p + q, four steps in a turn. */
const fmaKernel: Kernel = {
  name: "reference.fma",
  bindings: [{ name: "y", element: "f32" }],
  params: [
    { name: "turns", type: "u32" },
    { name: "p", type: "f32" },
    { name: "q", type: "f32" },
  ],
  workgroup: [workgroup, 1, 1],
  body: `fn main(@builtin(global_invocation_id) id: vec3u) {
  let p = params.p;
  let q = params.q;
${chains.map((a, index) => `  var ${a} = f32(id.x) + ${index}.0;`).join("\n")}
  for (var i = 0u; i < params.turns; i++) {
    ${turn} ${turn}
    ${turn} ${turn}
  }
  y[id.x] = ${chains.join(" + ")};
}`,
};

/** A copy of one vec4f per invocation. */
const copyKernel: Kernel = {
  name: "reference.copy",
  bindings: [
    { name: "x", element: "vec4f" },
    { name: "y", element: "vec4f" },
  ],
  params: [],
  workgroup: [workgroup, 1, 1],
  body: `fn main(@builtin(global_invocation_id) id: vec3u) {
  y[id.x] = x[id.x];
}`,
};

/**
 * Makes the fixed work on a device.
 *
 * @throws {EngineError} when a kernel does not compile or the device is lost
 */
export async function openReferenceLoad(device: Device): Promise<ReferenceLoad> {
  const { storage, uniform, copyDestination } = bufferUsage;
  const result = device.createBuffer(4 * fmaLanes, storage, "reference result");
  const params = device.createBuffer(16, uniform | copyDestination, "reference params");
  const from = device.createBuffer(copyBytes, storage, "reference from");
  const to = device.createBuffer(copyBytes, storage, "reference to");
  const destroy = (): void => {
    for (const buffer of [result, params, from, to]) device.destroyBuffer(buffer);
  };
  const values = new DataView(new ArrayBuffer(16));
  values.setUint32(0, fmaTurns, true);
  // |p| < 1, so that the chains stay finite.
  values.setFloat32(4, 0.5, true);
  values.setFloat32(8, 0.25, true);
  device.gpu.queue.writeBuffer(params, 0, values.buffer as ArrayBuffer);
  try {
    const fma = await bind(device, fmaKernel, [result], params);
    const copy = await bind(device, copyKernel, [from, to]);
    return {
      fma: (times) => encode(device, fma, fmaLanes / workgroup, times),
      copy: (times) => encode(device, copy, copyBytes / 16 / workgroup, times),
      destroy,
    };
  } catch (error) {
    destroy();
    throw error;
  }
}

function encode(
  { gpu }: Device,
  { pipeline, group }: Bound,
  workgroups: number,
  times: number,
): GPUCommandBuffer {
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  for (let index = 0; index < times; index += 1) pass.dispatchWorkgroups(workgroups);
  pass.end();
  return encoder.finish();
}
