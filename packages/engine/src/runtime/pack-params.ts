// Packs the parameters of all launches into one uniform block.
import { offsetAlignment } from "../compile/place.ts";
import type { PlannedLaunch } from "../compile/planned-launch.ts";
import { EngineError } from "../error.ts";

/** Packs a launch's parameter values as WGSL lays out a struct of scalars. */
function packParams({ kernel, params }: PlannedLaunch): Uint8Array {
  const view = new DataView(new ArrayBuffer(paramBytes(kernel.params.length)));
  if (view.byteLength > offsetAlignment) {
    throw new EngineError(
      "internal",
      `${kernel.name}: a kernel may have 64 parameters, but it has ${kernel.params.length}. Report this.`,
    );
  }
  kernel.params.forEach(({ name, type }, index) => {
    const value = params[name];
    if (value === undefined) {
      throw new EngineError(
        "internal",
        `${kernel.name}: every parameter must have a value, but "${name}" has none. Report this.`,
      );
    }
    if (type === "f32") view.setFloat32(4 * index, value, true);
    else if (type === "i32") view.setInt32(4 * index, value, true);
    else view.setUint32(4 * index, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** Bytes of a uniform block of `count` scalars. */
export const paramBytes = (count: number) => Math.ceil((4 * count) / 16) * 16;

/**
 * All launches' parameters in one block, with each launch's offset; equal blocks are stored once.
 *
 * @throws {EngineError} tag `internal` when a value is missing or a kernel has more than 64 parameters
 */
export function packAllParams(launches: readonly PlannedLaunch[]): {
  params: Uint8Array;
  offsets: readonly number[];
} {
  const known = new Map<string, number>();
  const blocks: Uint8Array[] = [];
  const offsets = launches.map((launch) => {
    const block = packParams(launch);
    const key = block.join();
    const at = known.get(key) ?? blocks.length * offsetAlignment;
    if (!known.has(key)) {
      known.set(key, at);
      blocks.push(block);
    }
    return at;
  });
  const params = new Uint8Array(Math.max(1, blocks.length) * offsetAlignment);
  blocks.forEach((block, index) => {
    params.set(block, index * offsetAlignment);
  });
  return { params, offsets };
}
