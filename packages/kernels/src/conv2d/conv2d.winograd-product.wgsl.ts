// Winograd, third of four kernels: sixteen matrix products, by workgroups that share tiles.
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
  tileName,
} from "../wgsl/shared-tile.ts";

/**
 * m[e,o,t] = Σ_c u[e,c,o] · v[e,c,t] for each of the 16 places e of a transformed patch
 *
 * Rows are output channels, columns are tiles of the image, steps are input channels. Both factors lie in memory as
 * they are wanted, so that every load and store is a vec4f. See `SharedTile` for the tiling.
 */
export function conv2dWinogradProduct(tile: SharedTile): Kernel {
  const left: Factor = {
    name: "left",
    quads: tile.rows / 4,
    isAlongSteps: false,
    value: ({ step, quad }) => `filter_at(place, ${step}, first_channel / 4u + ${quad})`,
  };
  const right: Factor = {
    name: "right",
    quads: tile.columns / 4,
    isAlongSteps: false,
    value: ({ step, quad }) => `input_at(place, ${step}, first_tile / 4u + ${quad})`,
  };
  const store = (sum: string, row: number, block: number) => `{
    let o = first_channel + ${rowOf(row)};
    let t = first_tile + ${columnOf(tile, block)};
    if (o < params.co && t < params.tiles4) {
      m[((place * params.co + o) * params.tiles4 + t) / 4u] = ${sum};
    }
  }`;
  return {
    name: `conv2d winograd product ${tileName(tile)}`,
    bindings: ["u", "v", "m"].map((name) => ({ name, element: "vec4f" })),
    params: ["work", "row_blocks", "column_blocks", "ci", "co", "co4", "tiles4"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    workgroup: [sharedInvocations(tile), 1, 1],
    body: `${sharedArrays(tile)}

fn filter_at(place: u32, c: u32, quad: u32) -> vec4f {
  let quads = params.co4 / 4u;
  let at = (place * params.ci + min(c, params.ci - 1u)) * quads + min(quad, quads - 1u);
  return select(vec4f(), u[at], c < params.ci);
}

fn input_at(place: u32, c: u32, quad: u32) -> vec4f {
  let quads = params.tiles4 / 4u;
  let at = (place * params.ci + min(c, params.ci - 1u)) * quads + min(quad, quads - 1u);
  return select(vec4f(), v[at], c < params.ci);
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
  let first_tile = group / params.row_blocks % params.column_blocks * ${tile.columns}u;
  let place = group / (params.row_blocks * params.column_blocks);
  ${eachSum(tile, (sum) => `var ${sum} = vec4f();`, " ")}
  let channels = params.ci;
  ${productText(tile, left, right, { begin: "0u", end: "channels" })}
  ${eachSum(tile, store)}
}`,
  };
}
