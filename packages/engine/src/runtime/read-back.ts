// Reads buffers back to the host through staging buffers of bounded size.

import { EngineError } from "../error.ts";
import { bufferUsage } from "./buffer-usage.ts";
import type { BufferRange, Device } from "./device.ts";

const READ_MODE = 0x1;

/** Most bytes of staging that reading back takes at a time. */
export const mostStagingBytes = 64 * 2 ** 20;

/** The staging usage of a buffer: a copy's target that the host maps. */
export const stagingUsage = bufferUsage.copyDestination | bufferUsage.mapRead;

/**
 * Waits for a staging buffer and gives its bytes to `use`, which must copy what it keeps.
 *
 * @throws {EngineError} tag `device-lost` when the device is gone
 */
export async function withMapped<T>(
  device: Device,
  staging: GPUBuffer,
  sizeBytes: number,
  use: (mapped: ArrayBuffer) => T,
): Promise<T> {
  const { profiler } = device;
  try {
    const wait = () => staging.mapAsync(READ_MODE);
    await (profiler ? profiler.timeAsync("wait", staging.label, wait) : wait());
  } catch (cause) {
    // The lost promise may settle just after the map's rejection.
    await Promise.resolve();
    throw device.lostBecause("results must be readable, but reading failed", cause);
  }
  try {
    device.assertAlive();
    const copy = () => use(staging.getMappedRange(0, sizeBytes));
    return profiler ? profiler.time("read-back", staging.label, copy, sizeBytes) : copy();
  } finally {
    staging.unmap();
  }
}

/** A part of a range that goes through staging in one piece. */
interface Piece extends BufferRange {
  readonly range: number;
  /** First byte of the piece in its range, and in the staging buffer. */
  readonly from: number;
  readonly at: number;
}

/** Cuts ranges into batches that fit in staging, in order. */
function cutIntoBatches(ranges: readonly BufferRange[], mostBytes: number): Piece[][] {
  const batches: Piece[][] = [];
  let at = mostBytes;
  for (const [range, { buffer, offset, size }] of ranges.entries()) {
    for (let from = 0; from < size; ) {
      if (at === mostBytes) {
        batches.push([]);
        at = 0;
      }
      const take = Math.min(size - from, mostBytes - at);
      batches[batches.length - 1]?.push({
        buffer,
        offset: offset + from,
        size: take,
        range,
        from,
        at,
      });
      from += take;
      at += take;
    }
  }
  return batches;
}

/**
 * Copies ranges to the host, at most `mostBytes` of them per submit.
 *
 * Ranges that take several submits are one state of the program only if nothing that writes them is
 * submitted before the promise settles.
 *
 * @param mostBytes a multiple of 4
 * @throws {EngineError} tags `device-lost`, `limit`
 */
export async function readRanges(
  device: Device,
  ranges: readonly BufferRange[],
  mostBytes = mostStagingBytes,
): Promise<ArrayBuffer[]> {
  device.assertAlive();
  for (const { size } of ranges) requireWholeWords(size);
  const results = ranges.map(({ size }) => new ArrayBuffer(size));
  const batches = cutIntoBatches(ranges, mostBytes);
  if (batches.length === 0) return results;
  const total = ranges.reduce((sum, { size }) => sum + size, 0);
  const staging = device.createBuffer(Math.min(total, mostBytes), stagingUsage, "read-back");
  try {
    for (const batch of batches) {
      const encoder = device.gpu.createCommandEncoder();
      for (const { buffer, offset, size, at } of batch) {
        encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      }
      device.gpu.queue.submit([encoder.finish()]);
      device.profiler?.count("submits");
      const used = batch.reduce((sum, { size }) => sum + size, 0);
      await withMapped(device, staging, used, (mapped) => {
        for (const { range, from, at, size } of batch) {
          const target = new Uint8Array(results[range] as ArrayBuffer, from, size);
          target.set(new Uint8Array(mapped, at, size));
        }
      });
    }
  } finally {
    device.destroyBuffer(staging);
  }
  return results;
}

function requireWholeWords(sizeBytes: number): void {
  if (sizeBytes % 4 === 0) return;
  throw new EngineError(
    "internal",
    `read back: a range must have a multiple of 4 bytes, but it has ${sizeBytes}. Report this.`,
  );
}
