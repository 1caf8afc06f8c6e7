// Copies a range of one tensor into a range of another: how batches are taken apart and joined.
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";

/** y[write_at + i] = x[read_at + i]; words as they are, or numbers where one side is in half precision. */
const copyRangeKernel = (element: string): Kernel => ({
  name: `copy range ${element}`,
  bindings: ["x", "y"].map((name) => ({ name, element })),
  params: ["count", "read_at", "write_at"].map((name) => ({ name, type: "u32" })),
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i < params.count) { y[params.write_at + i] = x[params.read_at + i]; }
}`,
});

/**
 * The launch that copies `words` elements of four bytes, two where they are stored in half precision.
 *
 * @param from first element read
 * @param to first element written
 */
export function copyRange(
  x: BufferRef,
  y: BufferRef,
  { words, from, to }: { words: number; from: number; to: number },
): Launch {
  const width = words % 4 === 0 && from % 4 === 0 && to % 4 === 0 ? 4 : 1;
  const count = words / width;
  const scalar = x.isHalf || y.isHalf ? "f32" : "u32";
  return {
    kernel: copyRangeKernel(width === 4 ? `vec4${scalar.slice(0, 1)}` : scalar),
    buffers: [x, y],
    params: { count, read_at: from / width, write_at: to / width },
    grid: linearGrid(Math.ceil(count / 64)),
  };
}
