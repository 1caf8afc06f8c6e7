// Copies a range of one tensor into a range of another: how batches are taken apart and joined.
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";

const kernels = new Map<number, Kernel>();

/** y[write_at + i] = x[read_at + i], `width` words at a time. */
function copyRangeKernel(width: 1 | 4): Kernel {
  const known = kernels.get(width);
  if (known) return known;
  const element = width === 4 ? "vec4u" : "u32";
  const kernel: Kernel = {
    name: `copy range ×${width}`,
    bindings: ["x", "y"].map((name) => ({ name, element })),
    params: ["count", "read_at", "write_at"].map((name) => ({ name, type: "u32" })),
    workgroup: [64, 1, 1],
    body: `${linearMain}
  if (i < params.count) { y[params.write_at + i] = x[params.read_at + i]; }
}`,
  };
  kernels.set(width, kernel);
  return kernel;
}

/**
 * The launch that copies `words` words of four bytes.
 *
 * @param from first word read
 * @param to first word written
 */
export function copyRange(
  x: BufferRef,
  y: BufferRef,
  { words, from, to }: { words: number; from: number; to: number },
): Launch {
  const width = words % 4 === 0 && from % 4 === 0 && to % 4 === 0 ? 4 : 1;
  const count = words / width;
  return {
    kernel: copyRangeKernel(width),
    buffers: [x, y],
    params: { count, read_at: from / width, write_at: to / width },
    grid: linearGrid(Math.ceil(count / 64)),
  };
}
