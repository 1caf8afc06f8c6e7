// Staging buffers of one program: each run's outputs are copied into one and read late.
import { EngineError } from "../error.ts";
import type { Device } from "./device.ts";
import { stagingUsage, withMapped } from "./read-back.ts";

/**
 * Most runs whose results may wait unread. A training loop has 2 in flight; a caller that never
 * reads must not fill the memory.
 */
export const mostUnreadRuns = 16;

/** The place of one run's results. */
export interface StagingSlot {
  readonly staging: GPUBuffer;
  isDropped: boolean;
}

/** Lends staging buffers to runs and takes them back once they are read. */
export class StagingPool {
  readonly #device: Device;
  readonly #sizeBytes: number;
  readonly #buffers: GPUBuffer[] = [];
  readonly #free: GPUBuffer[] = [];
  /** Slots nobody has begun to read, oldest first. */
  readonly #unread = new Set<StagingSlot>();
  #isDestroyed = false;

  constructor(device: Device, sizeBytes: number) {
    this.#device = device;
    this.#sizeBytes = sizeBytes;
  }

  #buffer(): GPUBuffer {
    const free = this.#free.pop();
    if (free) return free;
    const [oldest] = this.#unread;
    if (oldest && this.#unread.size >= mostUnreadRuns) {
      this.#unread.delete(oldest);
      oldest.isDropped = true;
      return oldest.staging;
    }
    const made = this.#device.createBuffer(this.#sizeBytes, stagingUsage, "staging for outputs");
    this.#buffers.push(made);
    return made;
  }

  /** A slot for a run; the results of the oldest unread run are dropped when too many wait. */
  take(): StagingSlot {
    const slot = { staging: this.#buffer(), isDropped: false };
    this.#unread.add(slot);
    return slot;
  }

  /**
   * Waits for a slot's bytes, gives them to `use`, which must copy, and takes the slot back.
   *
   * @throws {EngineError} tags `freed`, `device-lost`
   */
  async read<T>(slot: StagingSlot, use: (mapped: ArrayBuffer) => T): Promise<T> {
    this.#requireKept(slot);
    this.#unread.delete(slot);
    try {
      const result = await withMapped(this.#device, slot.staging, this.#sizeBytes, use);
      this.#free.push(slot.staging);
      return result;
    } catch (error) {
      this.#requireKept(slot);
      throw error;
    }
  }

  #requireKept(slot: StagingSlot): void {
    this.#device.assertAlive();
    if (this.#isDestroyed) {
      throw new EngineError(
        "freed",
        "run: results must be read before the program is destroyed, but it was destroyed. " +
          "Wait for them first.",
      );
    }
    if (slot.isDropped) {
      throw new EngineError(
        "freed",
        `run: results must be read before ${mostUnreadRuns} more runs are submitted, but these ` +
          "were not and are dropped. Read them sooner.",
      );
    }
  }

  /** Frees all staging buffers; pending reads reject with tag `freed`. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const buffer of this.#buffers) this.#device.destroyBuffer(buffer);
  }
}
