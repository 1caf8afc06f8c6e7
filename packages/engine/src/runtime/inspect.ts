// Looking inside a program: which value became non-finite first, and whether a kernel wrote out of bounds.
import { elementCount } from "../graph/shape.ts";
import type { Device } from "./device.ts";
import type { Feeds, Program } from "./program.ts";

const isFinite32 = (bytes: ArrayBuffer) => new Float32Array(bytes).every(Number.isFinite);

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
  const variables = program.plan.variables.filter(({ dtype }) => dtype === "f32");
  const values = await device.readRanges(
    variables.map(({ buffer, shape }) => ({ buffer, offset: 0, size: 4 * elementCount(shape) })),
  );
  const bad = values.findIndex((bytes) => !isFinite32(bytes));
  if (bad >= 0) return `variable "${variables[bad]?.name}"`;
  await program.run(feeds);
  for (const { label, buffer, offset, size, tensor } of program.kept) {
    if (tensor.dtype !== "f32") continue;
    const [bytes] = await device.readRanges([{ buffer, offset, size }]);
    if (bytes && !isFinite32(bytes)) return `"${label}"`;
  }
  return undefined;
}

const canary = 0x7fc0dead; // A NaN with a pattern no kernel computes.

/**
 * Fills the arenas with a canary, runs once and reports the first canary outside all temporaries that changed.
 *
 * @param program compiled with `guardBytes`
 */
export async function findStrayWrite(
  device: Device,
  program: Program,
  feeds: Feeds,
): Promise<string | undefined> {
  const { arenas, plan } = program;
  for (const [arena, buffer] of arenas.entries()) {
    const words = new Uint32Array((plan.arenaBytes[arena] ?? 0) / 4).fill(canary);
    device.gpu.queue.writeBuffer(buffer, 0, words);
  }
  await program.run(feeds);
  for (const [arena, buffer] of arenas.entries()) {
    const size = plan.arenaBytes[arena] ?? 0;
    const [bytes] = await device.readRanges([{ buffer, offset: 0, size }]);
    const words = new Uint32Array(bytes ?? new ArrayBuffer(0));
    for (const storage of plan.temporaries) {
      if (storage.arena !== arena) continue;
      words.fill(canary, storage.offset / 4, (storage.offset + storage.sizeBytes) / 4);
    }
    const stray = words.findIndex((word) => word !== canary);
    if (stray >= 0) return `arena ${arena}, byte ${4 * stray}`;
  }
  return undefined;
}
