// Uploads numbers to a buffer: the one place that hands host memory to the GPU.
import type { Device } from "./device.ts";

/**
 * Writes numbers into a buffer, in order with submitted work.
 *
 * Numbers in shared memory are copied first: WebGPU takes no SharedArrayBuffer, and Dawn crashes on one.
 *
 * @param offset in bytes, a multiple of 4
 */
export function upload(
  device: Device,
  buffer: GPUBuffer,
  offset: number,
  numbers: Float32Array | Uint32Array | Uint8Array,
): void {
  const { profiler } = device;
  if (profiler) {
    const write = () => writeNow(device, buffer, offset, numbers);
    profiler.time("upload", buffer.label, write, numbers.byteLength);
  } else {
    writeNow(device, buffer, offset, numbers);
  }
}

function writeNow(
  device: Device,
  buffer: GPUBuffer,
  offset: number,
  numbers: Float32Array | Uint32Array | Uint8Array,
): void {
  const isShared = !(numbers.buffer instanceof ArrayBuffer);
  const own = (isShared ? numbers.slice() : numbers) as Uint8Array<ArrayBuffer>;
  device.gpu.queue.writeBuffer(buffer, offset, own);
}
