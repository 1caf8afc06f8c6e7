// Copies a block of every row of one array into every row of another; concat and slice are made of it.
import type { AdapterFacts, BufferRef, Kernel, Launch } from "@pleura/engine";
import { blockLength } from "../contract/work-per-invocation.ts";

/**
 * The copy kernel on workgroups of `width` elements × `height` rows.
 *
 * Grid: `block` elements × rows; a group walks through its block `width` elements at a time.
 * Elements are copied as bits (u32), so that any dtype, NaN payloads and denormals pass unchanged; as f32 only
 * where a side is stored in half precision.
 */
const copyRowsKernel = (width: number, height: number, element: "u32" | "f32"): Kernel => ({
  name: `copy_rows_${width}x${height}`,
  bindings: ["source", "destination"].map((name) => ({ name, element })),
  params: (
    ["rows", "length", "source_stride", "source_offset", "to_stride", "to_offset", "block"] as const
  ).map((name) => ({ name, type: "u32" })),
  workgroup: [width, height, 1],
  body: `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let begin = group.x * params.block;
  let end = min(params.length, begin + params.block);
  for (var row = group.y * ${height}u + local.y; row < params.rows; row += groups.y * ${height}u) {
    let from_start = row * params.source_stride + params.source_offset;
    let to_start = row * params.to_stride + params.to_offset;
    for (var i = begin + local.x; i < end; i += ${width}u) {
      destination[to_start + i] = source[from_start + i];
    }
  }
}`,
});

/** Where a block lies in each row of an array: elements per row, and elements before the block. */
export interface RowBlock {
  readonly buffer: BufferRef;
  readonly stride: number;
  readonly offset: number;
}

/** A launch that copies `length` elements in each of `rows` rows. */
export function copyRows(
  adapter: AdapterFacts,
  rows: number,
  length: number,
  from: RowBlock,
  to: RowBlock,
): Launch {
  const isWide = length >= 64;
  const block = blockLength(adapter, length);
  const element = from.buffer.isHalf || to.buffer.isHalf ? "f32" : "u32";
  return {
    kernel: isWide ? copyRowsKernel(64, 1, element) : copyRowsKernel(8, 8, element),
    buffers: [from.buffer, to.buffer],
    params: {
      rows,
      length,
      source_stride: from.stride,
      source_offset: from.offset,
      to_stride: to.stride,
      to_offset: to.offset,
      block,
    },
    grid: [Math.ceil(length / block), Math.min(65535, Math.ceil(rows / (isWide ? 1 : 8))), 1],
    cost: { flops: 0, bytes: 8 * rows * length },
  };
}
