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

/**
 * Bytes of a buffer that timestamps are collected in: about 100 steps of 600 launches. Making a buffer
 * for every run took 0.3 ms each on llvmpipe (2026-11-26), more than the run's encoding.
 */
const chunkBytes = 2 ** 20;

/** A buffer that the timestamps of several runs are copied to, one after the other. */
interface Chunk {
  readonly buffer: GPUBuffer;
  used: number;
}

/** Timestamps that wait on the device: begin and end of each pass of a run. */
export interface PendingStamps {
  readonly chunk: Chunk | undefined;
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * Query sets and the buffer they are resolved into, shared by all runs: a run resolves its queries
 * before it ends, and the queue keeps runs in order.
 */
export class QueryPool {
  readonly #device: Device;
  readonly #sets: GPUQuerySet[] = [];
  readonly #free: GPUBuffer[] = [];
  #chunks: Chunk[] = [];
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

  /** A place for the timestamps of a run. */
  #place(sizeBytes: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last && last.used + sizeBytes <= last.buffer.size) return last;
    const free = this.#free.findIndex(({ size }) => size >= sizeBytes);
    const size = Math.max(chunkBytes, sizeBytes);
    const buffer =
      this.#free.splice(free, free < 0 ? 0 : 1)[0] ??
      this.#device.createBuffer(size, stagingUsage, stampsLabel);
    const chunk = { buffer, used: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }

  /** Adds the commands that bring the timestamps of `passes` passes to where they are read. */
  resolve(encoder: GPUCommandEncoder, passes: number): PendingStamps {
    const sizeBytes = passes * bytesPerPass;
    if (sizeBytes === 0) return { chunk: undefined, offset: 0, sizeBytes };
    const resolved = this.#resolvedOf(sizeBytes);
    for (let first = 0; first < passes; first += passesPerSet) {
      const queries = 2 * Math.min(passesPerSet, passes - first);
      const set = this.#set(first / passesPerSet);
      // A full set has 32 KiB, so that every offset is a multiple of 256, as WebGPU demands.
      encoder.resolveQuerySet(set, 0, queries, resolved, first * bytesPerPass);
    }
    const chunk = this.#place(sizeBytes);
    const offset = chunk.used;
    chunk.used += sizeBytes;
    encoder.copyBufferToBuffer(resolved, 0, chunk.buffer, offset, sizeBytes);
    return { chunk, offset, sizeBytes };
  }

  /**
   * Reads what was resolved since the last call, in nanoseconds of the device, two for each pass.
   *
   * @param pending all of it, run after run
   */
  async read(pending: readonly PendingStamps[]): Promise<readonly BigUint64Array[]> {
    const chunks = this.#chunks;
    // Runs that are submitted meanwhile must not write to what is being read.
    this.#chunks = [];
    const bytesOf = new Map<Chunk, ArrayBuffer>();
    for (const chunk of chunks) {
      const copy = (mapped: ArrayBuffer) => mapped.slice(0, chunk.used);
      bytesOf.set(chunk, await withMapped(this.#device, chunk.buffer, chunk.used, copy));
      this.#free.push(chunk.buffer);
    }
    return pending.map(({ chunk, offset, sizeBytes }) => {
      const bytes = chunk && bytesOf.get(chunk);
      return bytes
        ? new BigUint64Array(bytes, offset, sizeBytes / BigUint64Array.BYTES_PER_ELEMENT)
        : new BigUint64Array();
    });
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

  /** Frees the sets and the buffers; what was not read is gone. */
  destroy(): void {
    for (const set of this.#sets) set.destroy();
    this.#sets.length = 0;
    for (const buffer of this.#free) this.#device.destroyBuffer(buffer);
    for (const { buffer } of this.#chunks) this.#device.destroyBuffer(buffer);
    this.#free.length = 0;
    this.#chunks = [];
    if (this.#resolved) this.#device.destroyBuffer(this.#resolved);
    this.#resolved = undefined;
  }
}
