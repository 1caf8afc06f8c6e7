// Times a batch of commands on the device: by its own clock where it has one, else by the host's.
import { bufferUsage, type Device } from "@pleura/engine";

/** Times what is encoded into a pass, milliseconds. */
export interface PassTimer {
  /**
   * True where the device's clock is read: a short pass is then timed as well as a long one, and a
   * moment in which nothing else runs is enough.
   */
  readonly isExact: boolean;
  time(encode: (pass: GPUComputePassEncoder) => void): Promise<number>;
  destroy(): void;
}

/** Opens a timer. `now` is the host's clock in milliseconds. */
export function openPassTimer(device: Device, now: () => number): PassTimer {
  return device.adapter.hasTimestamps ? byTimestamps(device) : byClock(device, now);
}

function byTimestamps(device: Device): PassTimer {
  const { gpu } = device;
  const querySet = gpu.createQuerySet({ type: "timestamp", count: 2, label: "ceiling queries" });
  const usage = bufferUsage.queryResolve | bufferUsage.copySource;
  const resolved = device.createBuffer(16, usage, "ceiling timestamps");
  return {
    isExact: true,
    async time(encode) {
      const encoder = gpu.createCommandEncoder();
      const pass = encoder.beginComputePass({
        timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
      });
      encode(pass);
      pass.end();
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      gpu.queue.submit([encoder.finish()]);
      const [bytes] = await device.readRanges([{ buffer: resolved, offset: 0, size: 16 }]);
      const [begin = 0n, end = 0n] = new BigUint64Array(bytes ?? new ArrayBuffer(0));
      return Number(end - begin) / 1e6;
    },
    destroy() {
      querySet.destroy();
      device.destroyBuffer(resolved);
    },
  };
}

function byClock(device: Device, now: () => number): PassTimer {
  return {
    isExact: false,
    async time(encode) {
      const encoder = device.gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      encode(pass);
      pass.end();
      const start = now();
      device.gpu.queue.submit([encoder.finish()]);
      await device.finish();
      return now() - start;
    },
    destroy: () => undefined,
  };
}
