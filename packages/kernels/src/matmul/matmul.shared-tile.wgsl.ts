// The matrix product for GPUs: workgroups share tiles of both operands.
import type { Kernel } from "@pleura/engine";
import {
  component,
  lines,
  type MatmulSizes,
  matmulBindings,
  matmulVectors,
} from "./matmul-sizes.ts";

/** What is written into the text of a shared-tile kernel: blocks of 64 rows and of 64 columns. */
export interface SharedTile {
  readonly rowBlocks: 1 | 2;
  readonly columnBlocks: 1 | 2;
}

/** Invocations along one side of the square workgroup; each computes 4 × 4 sums of every block. */
const side = 16;

/** Rows or columns of a block. */
export const sharedBlock = 4 * side;

/** Steps of k in shared memory at once: 256 invocations load one vec4f of each block. */
export const sharedSteps = 16;

/**
 * An operand in shared memory: as it lies in memory, so that it is filled by vec4f.
 *
 * Its lines run along k (`isAlongSteps`: one line per row or column, 4 vec4f of steps) or across (one line per
 * step, 16 vec4f of rows or columns). A line of 4 vec4f is padded to 5, so that 8 lanes that read a vector of 8
 * neighbouring lines meet different banks.
 */
interface Operand {
  readonly name: "a" | "b";
  readonly isAlongSteps: boolean;
  readonly isVector: boolean;
  readonly blocks: number;
  /** Rows or columns of the operand. */
  readonly length: "params.m" | "params.n";
}

const stride = ({ isAlongSteps, blocks }: Operand) => (isAlongSteps ? 5 : side * blocks);

const sizeOf = (operand: Operand) =>
  (operand.isAlongSteps ? sharedBlock * operand.blocks : sharedSteps) * stride(operand);

/** Defines `<name>_at(line, place)`: 4 neighbours of memory with zeros past both ends. */
function readText({ name, isAlongSteps, isVector, length }: Operand): string {
  const [long, lineCount] = isAlongSteps ? ["params.k", length] : [length, "params.k"];
  const one = (i: number) =>
    `select(0.0, ${name}[base + min(place + ${i}u, ${long} - 1u)], place + ${i}u < end)`;
  const value = isVector
    ? `select(vec4f(), ${name}[(base + min(place, ${long} - 1u)) / 4u], place < end)`
    : `vec4f(${lines(4, one, ", ")})`;
  return `fn ${name}_at(line: u32, place: u32, lines: u32, end: u32) -> vec4f {
  let base = min(line, ${lineCount} - 1u) * ${long};
  if (line >= lines) { return vec4f(); }
  return ${value};
}`;
}

/** Fills the shared copy; `first` is the workgroup's first row or column. */
function fillText(operand: Operand, first: string): string {
  const { name, isAlongSteps, blocks, length } = operand;
  const across = isAlongSteps ? sharedSteps / 4 : side * blocks;
  return lines(blocks, (block) => {
    const index = `(index + ${block * side * side}u)`;
    const line = `(${index} / ${across}u)`;
    const place = `(${index} % ${across}u)`;
    const call = isAlongSteps
      ? `${name}_at(${first} + ${line}, k + 4u * ${place}, ${length}, end)`
      : `${name}_at(k + ${line}, ${first} + 4u * ${place}, end, ${length})`;
    return `shared_${name}[${line} * ${stride(operand)}u + ${place}] = ${call};`;
  });
}

/**
 * Row or column of sum `part` of block `block`, from the workgroup's first: 4 neighbours where they are read as one
 * vector, else 16 apart, as neighbouring lanes then read neighbouring lines.
 */
const placeOf = ({ isAlongSteps }: Operand, lane: string, block: number, part: number) =>
  isAlongSteps
    ? `(${block * sharedBlock + part * side}u + ${lane})`
    : `(${block * sharedBlock}u + 4u * ${lane} + ${part}u)`;

/** Defines `<name><block>_<i>`: 4 vec4f with the numbers of 4 rows or columns at the steps of `four`. */
function fetchText(operand: Operand, lane: string): string {
  const { name, isAlongSteps, blocks } = operand;
  return lines(blocks, (block) =>
    lines(
      4,
      (i) => {
        const at = isAlongSteps
          ? `${placeOf(operand, lane, block, i)} * ${stride(operand)}u + four`
          : `(4u * four + ${i}u) * ${stride(operand)}u + ${block * side}u + ${lane}`;
        return `let ${name}${block}_${i} = shared_${name}[${at}];`;
      },
      " ",
    ),
  );
}

/** WGSL of the number of row or column `part` at step `step` (both 0–3) among what `fetchText` defines. */
const numberOf = ({ name, isAlongSteps }: Operand, block: number, part: number, step: number) =>
  isAlongSteps
    ? `${name}${block}_${part}.${component(step)}`
    : `${name}${block}_${step}.${component(part)}`;

/** vec4f of the 4 columns of a block at one step. */
const columnsAt = (operand: Operand, block: number, step: number) =>
  operand.isAlongSteps
    ? `vec4f(${lines(4, (part) => numberOf(operand, block, part, step), ", ")})`
    : `${operand.name}${block}_${step}`;

function productText(a: Operand, b: Operand): string {
  return lines(4, (step) =>
    lines(b.blocks, (c) => {
      const sums = lines(a.blocks, (r) =>
        lines(4, (part) => {
          const sum = `s${r}_${part}_${c}`;
          return `${sum} = fma(vec4f(${numberOf(a, r, part, step)}), columns, ${sum});`;
        }),
      );
      return `{ let columns = ${columnsAt(b, c, step)}; ${sums} }`;
    }),
  );
}

function storeText(a: Operand, b: Operand, isVector: boolean): string {
  const store = (r: number, part: number, c: number) => {
    const sum = `s${r}_${part}_${c}`;
    if (isVector && !b.isAlongSteps) {
      const column = `column0 + ${placeOf(b, "x_lane", c, 0)}`;
      return `if (${column} < params.n) { store_y((at + ${column}) / 4u, ${sum}); }`;
    }
    return lines(4, (i) => {
      const column = `column0 + ${placeOf(b, "x_lane", c, i)}`;
      return `if (${column} < params.n) { store_y(at + ${column}, ${sum}.${component(i)}); }`;
    });
  };
  return lines(
    a.blocks,
    (r) =>
      lines(4, (part) => {
        const row = `row0 + ${placeOf(a, "y_lane", r, part)}`;
        return `if (${row} < params.m) { let at = (split * params.m + ${row}) * params.n;
    ${lines(b.blocks, (c) => store(r, part, c))} }`;
      }),
    "\n  ",
  );
}

/**
 * y[split,i,j] = Σ_l a(i,l) · b(l,j) over the split's part of l
 *
 * A workgroup of 16×16 computes 64 × 64 sums per pair of blocks. Every 16 steps of l it copies its rows and columns
 * to shared memory; 8 vec4f from there feed 64 multiply-adds of an invocation with one block each, 16 feed 256 with
 * two. Numbers past the ends are zero in both operands.
 */
export function matmulSharedTile(tile: SharedTile, sizes: MatmulSizes): Kernel {
  const vectors = matmulVectors(sizes);
  const a: Operand = {
    name: "a",
    isAlongSteps: !sizes.transposeA,
    isVector: vectors.a,
    blocks: tile.rowBlocks,
    length: "params.m",
  };
  const b: Operand = {
    name: "b",
    isAlongSteps: sizes.transposeB,
    isVector: vectors.b,
    blocks: tile.columnBlocks,
    length: "params.n",
  };
  const isVectorStore = vectors.y && !b.isAlongSteps;
  const orders = `${sizes.transposeA ? "aᵀ" : "a"}·${sizes.transposeB ? "bᵀ" : "b"}`;
  const sums = lines(a.blocks, (r) =>
    lines(4, (part) => lines(b.blocks, (c) => `var s${r}_${part}_${c} = vec4f();`, " "), " "),
  );
  return {
    name: `matmul ${orders} shared ${sharedBlock * a.blocks}×${sharedBlock * b.blocks}`,
    bindings: matmulBindings({ ...vectors, y: isVectorStore }),
    params: ["groups", "across", "down", "m", "n", "k", "depth"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    workgroup: [side, side, 1],
    stores: ["y"],
    body: `var<workgroup> shared_a: array<vec4f, ${sizeOf(a)}>;
var<workgroup> shared_b: array<vec4f, ${sizeOf(b)}>;

${readText(a)}

${readText(b)}

fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let group = workgroup.y * workgroups.x + workgroup.x;
  if (group >= params.groups) { return; }
  let x_lane = index % ${side}u;
  let y_lane = index / ${side}u;
  let row0 = group / params.across % params.down * ${sharedBlock * a.blocks}u;
  let column0 = group % params.across * ${sharedBlock * b.blocks}u;
  let split = group / (params.across * params.down);
  ${sums}
  let end = min((split + 1u) * params.depth, params.k);
  for (var k = split * params.depth; k < end; k += ${sharedSteps}u) {
    workgroupBarrier();
    ${fillText(a, "row0")}
    ${fillText(b, "column0")}
    workgroupBarrier();
    for (var four = 0u; four < ${sharedSteps / 4}u; four++) {
    ${fetchText(a, "y_lane")}
    ${fetchText(b, "x_lane")}
    ${productText(a, b)}
    }
  }
  ${storeText(a, b, isVectorStore)}
}`,
  };
}
