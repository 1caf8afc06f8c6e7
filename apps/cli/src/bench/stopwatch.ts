// Times command buffers: by the adapter's own clock where it has one, else by the host's.
import { bufferUsage, type Device } from "@pleura/engine";

/** Which clock times: `gpu` reads timestamps between the parts, `wall` waits for each part. */
export type Clock = "gpu" | "wall";

/** Times parts of one submission. */
export interface Stopwatch {
  readonly clock: Clock;
  /**
   * Submits the parts one after another and waits.
   *
   * @param parts at most {@link mostParts}
   * @returns milliseconds of each part
   */
  time(parts: readonly GPUCommandBuffer[]): Promise<number[]>;
  /** Frees what it holds. */
  destroy(): void;
}

/** Most parts of one submission. */
export const mostParts = 7;

/** A stopwatch on the host's clock; its times hold the submission and the wait as well. */
export function wallStopwatch(device: Device, now: () => number): Stopwatch {
  return {
    clock: "wall",
    async time(parts) {
      const times: number[] = [];
      for (const part of parts) {
        const start = now();
        device.gpu.queue.submit([part]);
        await device.finish();
        times.push(now() - start);
      }
      return times;
    },
    destroy: () => undefined,
  };
}

/**
 * A stopwatch on the adapter's clock. The host's naps while it waits (up to 2 ms) are not in its times.
 *
 * A stamp is the end of an empty pass: WebGPU writes it once everything before it has run.
 */
export function gpuStopwatch(device: Device): Stopwatch {
  const { gpu } = device;
  const count = mostParts + 1;
  const querySet = gpu.createQuerySet({ type: "timestamp", count });
  const usage = bufferUsage.queryResolve | bufferUsage.copySource;
  const resolved = device.createBuffer(8 * count, usage, "bench timestamps");
  const stamp = (index: number, isLast: boolean): GPUCommandBuffer => {
    const encoder = gpu.createCommandEncoder();
    encoder.beginComputePass({ timestampWrites: { querySet, endOfPassWriteIndex: index } }).end();
    if (isLast) encoder.resolveQuerySet(querySet, 0, index + 1, resolved, 0);
    return encoder.finish();
  };
  return {
    clock: "gpu",
    async time(parts) {
      const commands = [stamp(0, false)];
      for (const [index, part] of parts.entries()) {
        commands.push(part, stamp(index + 1, index === parts.length - 1));
      }
      gpu.queue.submit(commands);
      const size = 8 * (parts.length + 1);
      const [bytes] = await device.readRanges([{ buffer: resolved, offset: 0, size }]);
      const stamps = new BigUint64Array(bytes as ArrayBuffer);
      return parts.map(
        (_, index) => Number((stamps[index + 1] ?? 0n) - (stamps[index] ?? 0n)) / 1e6,
      );
    },
    destroy: () => {
      querySet.destroy();
      device.destroyBuffer(resolved);
    },
  };
}
