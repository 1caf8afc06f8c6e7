// Copies a block of every row of one array into every row of another; concat and slice are made of it.
import type { BufferRef, Kernel, Launch } from "@pleura/engine";

/**
 * The copy kernel on workgroups of `width` elements × `height` rows.
 *
 * Elements are copied as bits (u32), so that any dtype, NaN payloads and denormals pass unchanged.
 */
const copyRowsKernel = (width: number, height: number): Kernel => ({
  name: `copy_rows_${width}x${height}`,
  bindings: [
    { name: "source", element: "u32" },
    { name: "destination", element: "u32" },
  ],
  params: (
    ["rows", "length", "source_stride", "source_offset", "to_stride", "to_offset"] as const
  ).map((name) => ({ name, type: "u32" })),
  workgroup: [width, height, 1],
  body: `fn main(
  @builtin(global_invocation_id) at: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  for (var row = at.y; row < params.rows; row += groups.y * ${height}u) {
    let from_start = row * params.source_stride + params.source_offset;
    let to_start = row * params.to_stride + params.to_offset;
    for (var i = at.x; i < params.length; i += groups.x * ${width}u) {
      destination[to_start + i] = source[from_start + i];
    }
  }
}`,
});

const wide = copyRowsKernel(64, 1);
const narrow = copyRowsKernel(8, 8);

/** Elements one invocation copies where rows are long. */
const perInvocation = 16;

/** Where a block lies in each row of an array: elements per row, and elements before the block. */
export interface RowBlock {
  readonly buffer: BufferRef;
  readonly stride: number;
  readonly offset: number;
}

/** A launch that copies `length` elements in each of `rows` rows. */
export function copyRows(rows: number, length: number, from: RowBlock, to: RowBlock): Launch {
  const isWide = length >= 64;
  const [across, down] = isWide ? [64 * perInvocation, 1] : [8, 8];
  const limit = (count: number) => Math.min(65535, Math.ceil(count));
  return {
    kernel: isWide ? wide : narrow,
    buffers: [from.buffer, to.buffer],
    params: {
      rows,
      length,
      source_stride: from.stride,
      source_offset: from.offset,
      to_stride: to.stride,
      to_offset: to.offset,
    },
    grid: [limit(length / across), limit(rows / down), 1],
  };
}
