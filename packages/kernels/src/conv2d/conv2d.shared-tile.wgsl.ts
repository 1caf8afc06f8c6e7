// The convolution kernel for GPUs: an implicit matrix product whose workgroups share tiles of filter and input.
import type { Kernel } from "@pleura/engine";
import { reluText } from "../wgsl/relu-text.ts";
import {
  columnOf,
  eachSum,
  type Factor,
  laneText,
  placeOf,
  productText,
  rowOf,
  type SharedTile,
  sharedArrays,
  sharedInvocations,
  tileName,
} from "../wgsl/shared-tile.ts";
import { convBindings, convParams } from "./conv2d-filter-text.ts";

/** What is written into the text of a shared-tile kernel. */
export interface SharedTileText {
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  readonly tile: SharedTile;
  /** Whether four neighbouring pixels always lie in one row: ow must be a multiple of 4. */
  readonly hasWholeRows: boolean;
  readonly hasBias: boolean;
  readonly hasRelu: boolean;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Where the four pixels of the input's loads lie; they are the same in every step. */
function pixelText({ tile, stride, hasWholeRows }: SharedTileText, right: Factor): string {
  const { quad } = placeOf(tile, right, 0);
  const one = (q: number) => `
  let pixel${q} = min(pixel0_first + ${q}u, pixels - 1u);
  let image${q} = pixel${q} / area;
  let row${q} = i32(pixel${q} % area / params.ow * ${stride}u) - params.pad_top;
  let column${q} = i32(pixel${q} % params.ow * ${stride}u) - params.pad_left;
  let base${q} = image${q} * params.ci * plane;`;
  const steps = [1, 2, 3].map(
    (q) => `
  let row${q} = row0; let column${q} = column0 + ${q * stride}; let base${q} = base0;`,
  );
  return `let pixel0_first = first_pixel + 4u * ${quad};${one(0)}${hasWholeRows ? steps.join("") : [1, 2, 3].map(one).join("")}`;
}

/**
 * y[n,o,i,j] = act(b[o] + Σ x[n,c,i·s+u−top, j·s+v−left] · filter(o,c,u,v))
 *
 * As a product: rows are output channels, columns are output pixels of all images, steps are (c, u, v). The matrix
 * of shifted inputs is never made: each load finds its pixel's tap. See `SharedTile` for the tiling, and the
 * pixel-lane kernel for the filter's strides.
 */
export function conv2dSharedTile(text: SharedTileText): Kernel {
  const { kh, kw, stride, tile, hasWholeRows, hasBias, hasRelu } = text;
  const taps = kh * kw;
  const left: Factor = {
    name: "left",
    quads: tile.rows / 4,
    isAlongSteps: true,
    value: ({ step, quad }) => `filter_at(first_channel + 4u * ${quad}, ${step})`,
  };
  const right: Factor = {
    name: "right",
    quads: tile.columns / 4,
    isAlongSteps: false,
    value({ step }) {
      const one = (q: number) => `input_at(base${q}, row${q}, column${q}, ${step})`;
      return `vec4f(${range(4).map(one).join(", ")})`;
    },
  };
  const start = (row: number) =>
    hasBias ? `vec4f(b[min(first_channel + ${rowOf(row)}, params.co - 1u)])` : "vec4f()";
  const store = (sum: string, row: number, block: number) => {
    const value = hasRelu ? reluText(sum, "vec4f()") : sum;
    const stores = hasWholeRows
      ? `store_y(((pixel / area * params.co + o) * area + pixel % area) / 4u, ${value});`
      : `let value = ${value};
    ${range(4)
      .map(
        (q) =>
          `if (pixel + ${q}u < pixels) { store_y(((pixel + ${q}u) / area * params.co + o) * area + (pixel + ${q}u) % area, value[${q}]); }`,
      )
      .join("\n    ")}`;
    return `{
    let o = first_channel + ${rowOf(row)};
    let pixel = first_pixel + ${columnOf(tile, block)};
    if (o < params.co && pixel < pixels) { ${stores} }
  }`;
  };
  return {
    name: `conv2d ${kh}×${kw} stride ${stride} shared tile ${tileName(tile)}${hasRelu ? " relu" : ""}`,
    bindings: convBindings(hasBias, hasWholeRows ? "vec4f" : "f32"),
    params: [...convParams, { name: "n", type: "u32" }],
    workgroup: [sharedInvocations(tile), 1, 1],
    stores: ["y"],
    body: `${sharedArrays(tile)}

// The filter's values of four output channels at a step, 0 past the last step.
fn filter_at(o: u32, step: u32) -> vec4f {
  let c = step / ${taps}u;
  let tap = i32(c * params.filter_in) + params.filter_first + params.filter_step * i32(step % ${taps}u);
  let last = params.co - 1u;
  if (c >= params.ci) { return vec4f(); }
  return vec4f(${range(4)
    .map((q) => `w[i32(min(o + ${q}u, last) * params.filter_out) + tap]`)
    .join(", ")});
}

// The input that a pixel meets at a step, 0 outside the image and past the last step.
fn input_at(base: u32, row0: i32, column0: i32, step: u32) -> f32 {
  let c = step / ${taps}u;
  let row = row0 + i32(step % ${taps}u / ${kw}u);
  let column = column0 + i32(step % ${kw}u);
  let inside = row >= 0 && row < i32(params.h) && column >= 0 && column < i32(params.w) && c < params.ci;
  let at = (min(c, params.ci - 1u) * params.h + u32(clamp(row, 0, i32(params.h) - 1))) * params.w
    + u32(clamp(column, 0, i32(params.w) - 1));
  return select(0.0, x[base + at], inside);
}

fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let tile = group.z * groups.y + group.y;
  if (tile >= params.tiles) { return; }
  ${laneText(tile)}
  // Blocks of output channels come first, so that neighbours read the same input.
  let first_channel = group.x * ${tile.rows}u;
  let first_pixel = tile * ${tile.columns}u;
  let plane = params.h * params.w;
  let area = params.oh * params.ow;
  let pixels = params.n * area;
  ${pixelText(text, right)}
  ${eachSum(tile, (sum, row) => `var ${sum} = ${start(row)};`)}
  let last_step = params.ci * ${taps}u;
  ${productText(tile, left, right, { begin: "0u", end: "last_step" })}
  ${eachSum(tile, store)}
}`,
  };
}
