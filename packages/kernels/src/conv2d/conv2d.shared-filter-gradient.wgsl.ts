// The filter gradient for GPUs: an implicit matrix product with split sums whose workgroups share tiles.
import type { Kernel } from "@pleura/engine";
import {
  columnOf,
  eachSum,
  type Factor,
  laneText,
  productText,
  rowOf,
  type SharedTile,
  sharedArrays,
  sharedInvocations,
  sharedSteps,
  tileName,
} from "../wgsl/shared-tile.ts";

/** What is written into the text of the kernel. */
export interface SharedFilterGradientText {
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  readonly tile: SharedTile;
}

const four = [0, 1, 2, 3];

/** The pixel of an invocation's loads: its step is the same in all of them. */
const pixelText = (stride: number) => `let pixel = first + index % ${sharedSteps}u;
      let is_pixel = pixel < last;
      let image = min(pixel, params.pixels - 1u) / area;
      let out = min(pixel, params.pixels - 1u) % area;
      let row = i32(out / params.ow * ${stride}u) - params.pad_top;
      let column = i32(out % params.ow * ${stride}u) - params.pad_left;`;

/**
 * partial[split,o,c,u,v] = Σ over the split's pixels (n,i,j) of dy[n,o,i,j] · x[n,c,i·s+u−top,j·s+v−left]
 *
 * As a product: rows are output channels, columns are filter values (c, u, v), steps are output pixels, in `depth`
 * of which each split sums. See `SharedTile` for the tiling. Neighbouring invocations load neighbouring pixels.
 * The order of the sum is fixed: pixels of a split, then splits.
 */
export function conv2dSharedFilterGradient(text: SharedFilterGradientText): Kernel {
  const { kh, kw, stride, tile } = text;
  const taps = kh * kw;
  const left: Factor = {
    name: "left",
    quads: tile.rows / 4,
    isAlongSteps: true,
    value: ({ quad }) => `gradient_at(first_channel + 4u * ${quad}, image, out, is_pixel)`,
  };
  const right: Factor = {
    name: "right",
    quads: tile.columns / 4,
    isAlongSteps: true,
    value({ quad }) {
      const one = (q: number) =>
        `input_at(first_value + 4u * ${quad} + ${q}u, image, row, column, is_pixel)`;
      return `vec4f(${four.map(one).join(", ")})`;
    },
  };
  const store = (sum: string, row: number, block: number) => {
    const values = four.map(
      (q) => `if (value + ${q}u < values) { partial[at + value + ${q}u] = ${sum}[${q}]; }`,
    );
    return `{
    let o = first_channel + ${rowOf(row)};
    let value = first_value + ${columnOf(tile, block)};
    let at = (split * params.co + o) * values;
    if (o < params.co) { ${values.join(" ")} }
  }`;
  };
  const sizes = ["work", "row_blocks", "column_blocks", "depth", "pixels"];
  return {
    name: `conv2d filter gradient ${kh}×${kw} stride ${stride} shared tile ${tileName(tile)}`,
    bindings: ["x", "dy", "partial"].map((name) => ({ name, element: "f32" })),
    params: [
      ...[...sizes, "ci", "h", "w", "co", "oh", "ow"].map(
        (name) => ({ name, type: "u32" }) as const,
      ),
      { name: "pad_top", type: "i32" },
      { name: "pad_left", type: "i32" },
    ],
    workgroup: [sharedInvocations(tile), 1, 1],
    body: `${sharedArrays(tile)}

// dy of four output channels at a pixel, 0 past the split's last one.
fn gradient_at(o: u32, image: u32, out: u32, is_pixel: bool) -> vec4f {
  let area = params.oh * params.ow;
  let last = params.co - 1u;
  if (!is_pixel) { return vec4f(); }
  return vec4f(${four
    .map((q) => `dy[(image * params.co + min(o + ${q}u, last)) * area + out]`)
    .join(", ")});
}

// The input that filter value number \`value\` meets at a pixel, 0 outside the image and past the split's last pixel.
fn input_at(value: u32, image: u32, row0: i32, column0: i32, is_pixel: bool) -> f32 {
  let c = min(value / ${taps}u, params.ci - 1u);
  let row = row0 + i32(value % ${taps}u / ${kw}u);
  let column = column0 + i32(value % ${kw}u);
  let inside = is_pixel && row >= 0 && row < i32(params.h) && column >= 0 && column < i32(params.w);
  let at = ((image * params.ci + c) * params.h + u32(clamp(row, 0, i32(params.h) - 1))) * params.w
    + u32(clamp(column, 0, i32(params.w) - 1));
  return select(0.0, x[at], inside);
}

fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let group = workgroup.y * workgroups.x + workgroup.x;
  if (group >= params.work) { return; }
  ${laneText(tile)}
  let first_channel = group % params.row_blocks * ${tile.rows}u;
  let first_value = group / params.row_blocks % params.column_blocks * ${tile.columns}u;
  let split = group / (params.row_blocks * params.column_blocks);
  let values = params.ci * ${taps}u;
  let area = params.oh * params.ow;
  let last = min((split + 1u) * params.depth, params.pixels);
  ${eachSum(tile, (sum) => `var ${sum} = vec4f();`, " ")}
  ${productText(tile, left, right, {
    begin: "split * params.depth",
    end: "last",
    perSteps: pixelText(stride),
  })}
  ${eachSum(tile, store)}
}`,
  };
}
