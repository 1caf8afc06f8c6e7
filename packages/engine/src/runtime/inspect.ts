// Looking inside a program: which value became non-finite first, and whether a kernel wrote out of bounds.
import { isHalf } from "../compile/storage.ts";
import { elementCount } from "../graph/shape.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import type { BufferRange, Device } from "./device.ts";
import type { Feeds, Program } from "./program.ts";
import type { ReadOnlyMemory } from "./program-memory.ts";
import { mostStagingBytes } from "./read-back.ts";
import { upload } from "./upload.ts";

/** A value with a name to report. */
interface NamedRange extends BufferRange {
  readonly name: string;
  /** True when the range holds numbers in half precision. */
  readonly isHalf: boolean;
  readonly count: number;
}

/** In f16 the exponent of infinities and NaN is all ones, 31. */
const isFiniteHalf = (bits: number) => (bits & 0x7c00) !== 0x7c00;

function holdsFinite({ isHalf, count }: NamedRange, bytes: ArrayBuffer): boolean {
  return isHalf
    ? new Uint16Array(bytes, 0, count).every(isFiniteHalf)
    : new Float32Array(bytes, 0, count).every(Number.isFinite);
}

/** The first range that holds NaN or infinity, read in groups of about 64 MiB. */
async function firstNonFinite(
  device: Device,
  ranges: readonly NamedRange[],
): Promise<string | undefined> {
  for (let from = 0; from < ranges.length; ) {
    const group: NamedRange[] = [];
    for (let bytes = 0; from < ranges.length && bytes < mostStagingBytes; from++) {
      const range = ranges[from] as NamedRange;
      group.push(range);
      bytes += range.size;
    }
    const values = await device.readRanges(group);
    const bad = values.findIndex((bytes, at) => !holdsFinite(group[at] as NamedRange, bytes));
    if (bad >= 0) return group[bad]?.name;
  }
  return undefined;
}

/**
 * Runs once and names the first input, variable or value in schedule order that holds NaN or infinity.
 *
 * @param program compiled with `keepsEverything`
 */
export async function findNonFinite(
  device: Device,
  program: Program,
  feeds: Feeds,
): Promise<string | undefined> {
  for (const [name, numbers] of Object.entries(feeds)) {
    if (!numbers.every(Number.isFinite)) return `input "${name}"`;
  }
  const variables = program.plan.variables
    .filter(({ dtype }) => dtype === "f32")
    .map((v) => ({
      name: `variable "${v.name}"`,
      buffer: v.buffer,
      offset: v.offset ?? 0,
      size: bytesOf(v),
      isHalf: false,
      count: elementCount(v.shape),
    }));
  const bad = await firstNonFinite(device, variables);
  if (bad !== undefined) return bad;
  await program.run(feeds);
  const kept = program.kept
    .filter(({ tensor }) => tensor.dtype === "f32")
    .map(({ label, buffer, offset, size, storage, tensor }) => ({
      name: `"${label}"`,
      buffer,
      offset,
      size,
      isHalf: isHalf(storage),
      count: elementCount(tensor.shape),
    }));
  return firstNonFinite(device, kept);
}

const canary = 0x7fc0dead; // A NaN with a pattern no kernel computes.

const canaries = (sizeBytes: number) => new Uint32Array(sizeBytes / 4).fill(canary);

/** What read-only memory must hold after a run: what was fed or was there before, then canaries. */
async function expectedBytes(
  device: Device,
  memory: readonly ReadOnlyMemory[],
  feeds: Feeds,
): Promise<readonly Uint32Array[]> {
  const before = await device.readRanges(memory);
  return memory.map(({ inputName, size, guardBytes }, index) => {
    const words = canaries(size + guardBytes);
    const fed = inputName === undefined ? undefined : feeds[inputName];
    words.set(
      fed
        ? new Uint32Array(fed.buffer, fed.byteOffset, fed.length)
        : new Uint32Array(before[index] as ArrayBuffer),
    );
    return words;
  });
}

/**
 * Fills everything around the program's values with canaries, runs once and reports the first byte
 * that changed and should not have: outside all temporaries, in or after an input or a constant, or
 * in a variable that the program only reads.
 *
 * @param program compiled with `guardBytes`: without it kernels cannot reach the canaries
 */
export async function findStrayWrite(
  device: Device,
  program: Program,
  feeds: Feeds,
): Promise<string | undefined> {
  const { arenas, plan, readOnly } = program;
  for (const [arena, buffer] of arenas.entries()) {
    upload(device, buffer, 0, canaries(plan.arenaBytes[arena] ?? 0));
  }
  for (const { buffer, offset, size, guardBytes } of readOnly) {
    if (guardBytes > 0) upload(device, buffer, offset + size, canaries(guardBytes));
  }
  const expected = await expectedBytes(device, readOnly, feeds);
  await program.run(feeds);
  const after = await device.readRanges([
    ...arenas.map((buffer, arena) => ({ buffer, offset: 0, size: plan.arenaBytes[arena] ?? 0 })),
    ...readOnly.map(({ buffer, offset, size, guardBytes }) => ({
      buffer,
      offset,
      size: size + guardBytes,
    })),
  ]);
  const words = after.map((bytes) => new Uint32Array(bytes));
  for (const { arena, offset, sizeBytes } of plan.temporaries) {
    words[arena]?.fill(canary, offset / 4, (offset + sizeBytes) / 4);
  }
  for (const [index, found] of words.entries()) {
    const memory = readOnly[index - arenas.length];
    const wanted = expected[index - arenas.length];
    const stray = found.findIndex((word, at) => word !== (wanted ? wanted[at] : canary));
    if (stray >= 0) return `${memory?.label ?? `arena ${index}`}, byte ${4 * stray}`;
  }
  return undefined;
}
