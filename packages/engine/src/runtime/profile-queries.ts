// Timestamp queries of one run: sets taken from a pool, resolved at the end of the run, read late.
import { bufferUsage } from "./buffer-usage.ts";
import type { Device } from "./device.ts";
import { stagingUsage, withMapped } from "./read-back.ts";

/** Most queries of one set (WebGPU spec, "GPUQuerySetDescriptor": count ≤ 4096). */
const mostQueries = 4096;
/** Label of the buffers that timestamps are read from. */
export const stampsLabel = "profiler timestamps";
/** Two timestamps of 8 bytes each per pass. */
const bytesPerPass = 16;
/** Passes of one set: each takes a query at its beginning and one at its end. */
const passesPerSet = mostQueries / 2;

/** Timestamps that wait on the device. */
export interface PendingStamps {
  /** Begin and end of each pass in nanoseconds of the device; frees the buffer they lay in. */
  read(): Promise<BigUint64Array>;
}

/**
 * Query sets and the buffer they are resolved into, shared by all runs: a run resolves its queries
 * before it ends, and the queue keeps runs in order.
 */
export class QueryPool {
  readonly #device: Device;
  readonly #sets: GPUQuerySet[] = [];
  #resolved: GPUBuffer | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  #set(index: number): GPUQuerySet {
    const known = this.#sets[index];
    if (known) return known;
    const label = `profiler queries ${index}`;
    const made = this.#device.gpu.createQuerySet({ type: "timestamp", count: mostQueries, label });
    this.#sets[index] = made;
    return made;
  }

  /** The descriptor of pass number `pass` of a run. */
  passOf(pass: number): GPUComputePassDescriptor {
    const at = 2 * (pass % passesPerSet);
    return {
      timestampWrites: {
        querySet: this.#set(Math.floor(pass / passesPerSet)),
        beginningOfPassWriteIndex: at,
        endOfPassWriteIndex: at + 1,
      },
    };
  }

  /** Adds the commands that bring the timestamps of `passes` passes to a buffer of their own. */
  resolve(encoder: GPUCommandEncoder, passes: number): PendingStamps {
    const sizeBytes = passes * bytesPerPass;
    if (sizeBytes === 0) return { read: async () => new BigUint64Array() };
    const resolved = this.#resolvedOf(sizeBytes);
    for (let first = 0; first < passes; first += passesPerSet) {
      const queries = 2 * Math.min(passesPerSet, passes - first);
      const set = this.#set(first / passesPerSet);
      // A full set has 32 KiB, so that every offset is a multiple of 256, as WebGPU demands.
      encoder.resolveQuerySet(set, 0, queries, resolved, first * bytesPerPass);
    }
    const device = this.#device;
    const staging = device.createBuffer(sizeBytes, stagingUsage, stampsLabel);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, sizeBytes);
    return {
      async read() {
        try {
          const copy = (mapped: ArrayBuffer) => new BigUint64Array(mapped.slice(0, sizeBytes));
          return await withMapped(device, staging, sizeBytes, copy);
        } finally {
          device.destroyBuffer(staging);
        }
      },
    };
  }

  #resolvedOf(sizeBytes: number): GPUBuffer {
    const known = this.#resolved;
    if (known && known.size >= sizeBytes) return known;
    // Work in flight keeps a destroyed buffer alive until it has run.
    if (known) this.#device.destroyBuffer(known);
    const usage = bufferUsage.queryResolve | bufferUsage.copySource;
    const made = this.#device.createBuffer(sizeBytes, usage, "profiler resolved queries");
    this.#resolved = made;
    return made;
  }

  /** Frees the sets and the buffer. */
  destroy(): void {
    for (const set of this.#sets) set.destroy();
    this.#sets.length = 0;
    if (this.#resolved) this.#device.destroyBuffer(this.#resolved);
    this.#resolved = undefined;
  }
}
