// The matrix product without shared memory: a tile of sums in the registers of each invocation.
import type { Kernel } from "@pleura/engine";
import {
  component,
  lines,
  type MatmulSizes,
  matmulBindings,
  matmulVectors,
} from "./matmul-sizes.ts";

/** What is written into the text of a register-tile kernel. */
export interface RegisterTile {
  /** Rows of one invocation, a multiple of 4. */
  readonly rows: number;
  /** Groups of 4 neighbouring columns of one invocation. */
  readonly quads: number;
  /** With it, a subgroup shares its rows: each lane loads some of their numbers and hands them out. */
  readonly subgroupSize: number | undefined;
}

/** Lanes of a workgroup, along the columns: one subgroup, or 32 when nothing is handed out. */
const lanesOf = ({ subgroupSize }: RegisterTile) => subgroupSize ?? 32;

/** Columns of one workgroup. */
export const columnsOf = (tile: RegisterTile) => 4 * tile.quads * lanesOf(tile);

/** The largest power of two that is at most `limit`, and at least `least`. */
const powerOfTwo = (limit: number, least: number) =>
  Math.max(least, 2 ** Math.floor(Math.log2(Math.max(1, limit))));

/**
 * How the numbers of A for a few steps of k are spread over lanes and registers.
 *
 * A register holds 4 neighbours of memory: 4 steps of one row, or of a transposed A 4 rows at one step. These
 * vectors are numbered, rows first; lane and register share them out.
 */
function spreadOf({ rows, subgroupSize }: RegisterTile, { transposeA, transposeB }: MatmulSizes) {
  const lanes = subgroupSize ?? 1;
  const perRound = transposeA ? rows / 4 : rows;
  const stepsPerRound = transposeA ? 1 : 4;
  // The columns of a transposed B arrive 4 steps at a time.
  const rounds = powerOfTwo(lanes / perRound, transposeA && transposeB ? 4 : 1);
  const vectors = perRound * rounds;
  return {
    lanes,
    perRound,
    stepsPerRound,
    vectors,
    unroll: stepsPerRound * rounds,
    registers: Math.ceil(vectors / lanes),
    /** WGSL of A(row, k + step). */
    value(row: number, step: number): string {
      const round = Math.floor(step / stepsPerRound);
      const vector = round * perRound + (transposeA ? Math.floor(row / 4) : row);
      const part = component(transposeA ? row % 4 : step % 4);
      const register = `a${Math.floor(vector / lanes)}.${part}`;
      return lanes === 1 ? register : `subgroupBroadcast(${register}, ${vector % lanes}u)`;
    },
  };
}

type Spread = ReturnType<typeof spreadOf>;

/** Steps of k that a kernel takes at once; a split of k must hold a multiple of them. */
export const stepsAtOnce = (tile: RegisterTile, sizes: MatmulSizes) => spreadOf(tile, sizes).unroll;

/** Defines where each register of A begins: `row<r>` and the step `ahead<r>` of k. */
function rowText(
  { registers, lanes, vectors, perRound, stepsPerRound }: Spread,
  isTransposed: boolean,
) {
  return lines(
    registers,
    (r) => {
      const vector = lanes === 1 ? `${r}u` : `min(lane + ${r * lanes}u, ${vectors - 1}u)`;
      return `let vector${r} = ${vector};
  let row${r} = first_row + ${isTransposed ? 4 : 1}u * (vector${r} % ${perRound}u);
  let ahead${r} = ${stepsPerRound}u * (vector${r} / ${perRound}u);`;
    },
    "\n  ",
  );
}

/** Defines `a<r>`; rows and steps past the end read the last one. */
function loadRows({ registers }: Spread, { transposeA }: MatmulSizes, isVector: boolean): string {
  const [row, step] = ["params.m - 1u", "params.k - 1u"];
  return lines(registers, (r) => {
    const at = (i: number, j: number) => {
      const rowAt = `min(row${r} + ${i}u, ${row})`;
      const stepAt = `min(k + ahead${r} + ${j}u, ${step})`;
      return transposeA ? `${stepAt} * params.m + ${rowAt}` : `${rowAt} * params.k + ${stepAt}`;
    };
    if (isVector) return `let a${r} = a[(${at(0, 0)}) / 4u];`;
    return `let a${r} = vec4f(${lines(4, (i) => `a[${transposeA ? at(i, 0) : at(0, i)}]`, ", ")});`;
  });
}

/** Defines `b<q>`, 4 columns of B at `k + step`; of a transposed B it defines 4 steps first. */
function loadColumns(
  { quads }: RegisterTile,
  { transposeB }: MatmulSizes,
  isVector: boolean,
  step: number,
): string {
  const columnAt = (q: number, i: number) => `min(column${q} + ${i}u, params.n - 1u)`;
  if (!transposeB) {
    return lines(quads, (q) => {
      const at = (i: number) => `(k + ${step}u) * params.n + ${columnAt(q, i)}`;
      if (isVector) return `let b${q} = b[(${at(0)}) / 4u];`;
      return `let b${q} = vec4f(${lines(4, (i) => `b[${at(i)}]`, ", ")});`;
    });
  }
  return lines(
    quads,
    (q) => `let b${q} = vec4f(${lines(4, (i) => `t${q}_${i}.${component(step % 4)}`, ", ")});`,
  );
}

/** Defines `t<q>_<i>`, the 4 steps from `k + step` of column i of quad q of a transposed B. */
function loadSteps({ quads }: RegisterTile, isVector: boolean, step: number): string {
  return lines(quads, (q) =>
    lines(4, (i) => {
      const column = `min(column${q} + ${i}u, params.n - 1u) * params.k`;
      const at = (j: number) => `${column} + min(k + ${step + j}u, params.k - 1u)`;
      if (isVector) return `let t${q}_${i} = b[(${at(0)}) / 4u];`;
      return `let t${q}_${i} = vec4f(${lines(4, (j) => `b[${at(j)}]`, ", ")});`;
    }),
  );
}

function productText(tile: RegisterTile, spread: Spread, step: number): string {
  return lines(
    tile.rows,
    (r) =>
      `{ let f = vec4f(${spread.value(r, step)}); ` +
      `${lines(tile.quads, (q) => `s${r}_${q} = fma(f, b${q}, s${r}_${q});`, " ")} }`,
  );
}

/** The body of the loop over k; steps past the end are left out by tests that are the same for all lanes. */
function stepsText(tile: RegisterTile, spread: Spread, sizes: MatmulSizes): string {
  const { k, transposeB } = sizes;
  const vectors = matmulVectors(sizes);
  const needsTests = k % spread.unroll !== 0;
  const oneStep = (step: number) => {
    const test = needsTests && step > 0 ? `if (k + ${step}u < end) ` : "";
    return `${test}{ ${loadColumns(tile, sizes, vectors.b, step)}
    ${productText(tile, spread, step)} }`;
  };
  const fourSteps = (first: number) => `{ ${loadSteps(tile, vectors.b, first)}
    ${lines(4, (step) => oneStep(first + step))} }`;
  const steps = transposeB
    ? lines(spread.unroll / 4, (four) => fourSteps(4 * four))
    : lines(spread.unroll, oneStep);
  return `${loadRows(spread, sizes, vectors.a)}
    ${steps}`;
}

function storeText({ rows, quads }: RegisterTile, isVector: boolean): string {
  const store = (r: number, q: number) =>
    isVector
      ? `if (column${q} < params.n) { store_y((at + column${q}) / 4u, s${r}_${q}); }`
      : lines(
          4,
          (i) =>
            `if (column${q} + ${i}u < params.n) { store_y(at + column${q} + ${i}u, s${r}_${q}.${component(i)}); }`,
        );
  return lines(
    rows,
    (r) => `if (first_row + ${r}u < params.m) {
    let at = (split * params.m + first_row + ${r}u) * params.n;
    ${lines(quads, (q) => store(r, q))}
  }`,
    "\n  ",
  );
}

/**
 * y[split,i,j] = Σ_l a(i,l) · b(l,j) over the split's part of l
 *
 * Each invocation keeps `rows × 4·quads` sums. A load costs a CPU adapter as much as 10 multiply-adds and a
 * broadcast 3 to 5, so that few loads must feed many sums: with subgroups, one vec4f of B and a share of A's rows
 * feed 4·rows multiply-adds per step.
 * Measured 2026-11-26 on llvmpipe (subgroup size 8), 1024³: 24×4 41.9, 16×4 38.7, 8×8 35.8, 32×4 36.3, 12×4 31.6
 * GFLOP/s; without subgroups 8×8 22.
 */
export function matmulRegisterTile(tile: RegisterTile, sizes: MatmulSizes): Kernel {
  const { rows, quads, subgroupSize } = tile;
  const spread = spreadOf(tile, sizes);
  const vectors = matmulVectors(sizes);
  const hasSubgroups = subgroupSize !== undefined;
  const lane = hasSubgroups ? "subgroup_lane" : "index";
  const orders = `${sizes.transposeA ? "aᵀ" : "a"}·${sizes.transposeB ? "bᵀ" : "b"}`;
  return {
    name: `matmul ${orders} ${rows}×${4 * quads}${hasSubgroups ? " subgroup" : ""}`,
    bindings: matmulBindings(vectors),
    params: ["groups", "across", "down", "m", "n", "k", "depth"].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    workgroup: [lanesOf(tile), 1, 1],
    stores: ["y"],
    ...(hasSubgroups ? { enables: ["subgroups"], subgroupSize } : {}),
    body: `fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) index: u32,
${hasSubgroups ? "  @builtin(subgroup_invocation_id) subgroup_lane: u32,\n" : ""}) {
  let group = workgroup.y * workgroups.x + workgroup.x;
  if (group >= params.groups) { return; }
  let lane = ${lane};
  let first_row = group / params.across % params.down * ${rows}u;
  let split = group / (params.across * params.down);
  ${lines(quads, (q) => `let column${q} = ((group % params.across * ${quads}u + ${q}u) * ${lanesOf(tile)}u + lane) * 4u;`, "\n  ")}
  ${rowText(spread, sizes.transposeA)}
  ${lines(rows, (r) => lines(quads, (q) => `var s${r}_${q} = vec4f();`, " "), "\n  ")}
  let end = min((split + 1u) * params.depth, params.k);
  for (var k = split * params.depth; k < end; k += ${spread.unroll}u) {
    ${stepsText(tile, spread, sizes)}
  }
  ${storeText(tile, vectors.y)}
}`,
  };
}
