// First values of weights, from counter-based random numbers: the same seed and name give the same bits.
import { randomStream } from "@pleura/data";
import { elementCount } from "@pleura/engine";
import type { WeightSpec } from "./weight-spec.ts";

/** A 32-bit hash of a name (FNV-1a), so that each weight draws from a stream of its own. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** The first value of a weight. */
export function initialise({ name, shape, init }: WeightSpec, seed: number): Float32Array {
  const values = new Float32Array(elementCount(shape));
  if (init.kind === "constant") return values.fill(init.value);
  const stream = randomStream({ seed, epoch: 0, sample: hashName(name), op: 1000 });
  if (init.kind === "glorot_uniform") {
    const limit = Math.sqrt(6 / (init.fanIn + init.fanOut));
    return values.map(() => limit * (2 * stream.uniform() - 1));
  }
  const deviation = init.kind === "normal" ? init.deviation : Math.sqrt(2 / init.fanIn);
  return values.map(() => deviation * stream.normal());
}
