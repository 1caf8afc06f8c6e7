// WGSL for products of matrices by workgroups that share tiles of both factors: what all such kernels have in common.

/**
 * A workgroup's part of a product left · right, where left has rows and right has columns along a common axis.
 *
 *            right: steps × columns          The workgroup copies `steps` steps of both factors to shared
 *            ┌──┬──┬──┬──┬─────────┐         memory, as vec4f of four rows or four columns. An invocation owns
 *            │v4│v4│v4│v4│   …     │         8 rows × `columnsEach` columns of sums (8 × 1 or 8 × 2 vec4f) in
 *            └──┴──┴──┴──┴─────────┘         registers: per step it reads 2 vec4f of left and 1 or 2 of right
 *   left     ┌──┬──┬──┬──┬─────────┐         for 32 or 64 multiply-adds. Meanwhile the next steps are already
 *   rows ×   │8×│  │  │  │   …     │         on their way from memory into registers.
 *   steps    │4 │  │  │  │         │ rows
 *   ┌────┐   ├──┼──┼──┼──┼─────────┤         Bytes from memory per multiply-add: 4 · (1/rows + 1/columns),
 *   │ v4 │   │  │  │  │  │         │         which is 1/8 for 64 × 64 and 1/16 for 128 × 128.
 *   └────┘   └──┴──┴──┴──┴─────────┘
 */
export interface SharedTile {
  readonly rows: 16 | 32 | 64 | 128;
  readonly columns: 64 | 128;
  readonly columnsEach: 4 | 8;
}

/** Rows of an invocation. */
const rowsEach = 8;

/** Steps in shared memory at once: 128 × 128 then fills the 16 KiB that every adapter has. */
export const sharedSteps = 16;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Invocations of the workgroup: at most the 256 that every adapter allows. */
export const sharedInvocations = ({ rows, columns, columnsEach }: SharedTile) =>
  (rows / rowsEach) * (columns / columnsEach);

/** Rows × columns, as in names. */
export const tileName = ({ rows, columns }: SharedTile) => `${rows}×${columns}`;

/** One factor: how many vec4f of it one step has, and the WGSL that reads one. */
export interface Factor {
  readonly name: "left" | "right";
  /** vec4f of one step. */
  readonly quads: number;
  /**
   * True when neighbouring invocations read the same four rows or columns at neighbouring steps, false when they
   * read neighbouring fours at the same step: whichever lies side by side in memory.
   */
  readonly isAlongSteps: boolean;
  /** WGSL expression of the vec4f at step `step` (absolute) of four number `quad`, in load number `load`. */
  value(names: { readonly step: string; readonly quad: string; readonly load: number }): string;
}

/** Loads of one factor by an invocation. */
export function loadsOf(tile: SharedTile, { quads }: Factor): number {
  return Math.ceil((quads * sharedSteps) / sharedInvocations(tile));
}

/** WGSL of the step (from the first in shared memory) and the four that a load is about. */
export function placeOf(tile: SharedTile, { quads, isAlongSteps }: Factor, load: number) {
  const slot = load === 0 ? "index" : `(index + ${load * sharedInvocations(tile)}u)`;
  return isAlongSteps
    ? { step: `(${slot} % ${sharedSteps}u)`, quad: `(${slot} / ${sharedSteps}u)` }
    : { step: `(${slot} / ${quads}u)`, quad: `(${slot} % ${quads}u)` };
}

function loadText(tile: SharedTile, factor: Factor): string {
  return range(loadsOf(tile, factor))
    .map((load) => {
      const { step, quad } = placeOf(tile, factor, load);
      return `${factor.name}${load} = ${factor.value({ step: `(first + ${step})`, quad, load })};`;
    })
    .join("\n      ");
}

/** Copies the loaded registers to shared memory; loads past the end of a small factor are dropped. */
function copyText(tile: SharedTile, factor: Factor): string {
  const { name, quads } = factor;
  return range(loadsOf(tile, factor))
    .map((load) => {
      const { step, quad } = placeOf(tile, factor, load);
      const isPartial = (load + 1) * sharedInvocations(tile) > quads * sharedSteps;
      const guard = isPartial ? `if (${step} < ${sharedSteps}u && ${quad} < ${quads}u) ` : "";
      return `${guard}{ shared_${name}[${step} * ${quads}u + ${quad}] = ${name}${load}; }`;
    })
    .join("\n    ");
}

const sumName = (row: number, block: number) => `s${row}_${block}`;

/** All sums of an invocation. */
export function eachSum(
  { columnsEach }: SharedTile,
  text: (sum: string, row: number, block: number) => string,
  gap = "\n  ",
): string {
  return range(rowsEach)
    .flatMap((row) => range(columnsEach / 4).map((block) => text(sumName(row, block), row, block)))
    .join(gap);
}

/** WGSL of an invocation's row number `row`, and of the first of its four columns in block `block`. */
export const rowOf = (row: number) => `(row_lane * ${rowsEach}u + ${row}u)`;
export const columnOf = ({ columns, columnsEach }: SharedTile, block: number) =>
  `(column_lane * 4u + ${(block * columns * 4) / columnsEach}u)`;

/** Declarations before `main`. */
export function sharedArrays({ rows, columns }: SharedTile): string {
  return `var<workgroup> shared_left: array<vec4f, ${(sharedSteps * rows) / 4}>;
var<workgroup> shared_right: array<vec4f, ${(sharedSteps * columns) / 4}>;`;
}

/** Names of lanes, at the start of `main`; `index` is the local invocation index. */
export function laneText({ columns, columnsEach }: SharedTile): string {
  const across = columns / columnsEach;
  return `let column_lane = index % ${across}u;
  let row_lane = index / ${across}u;`;
}

function multiplyText(tile: SharedTile): string {
  const { rows, columns, columnsEach } = tile;
  const rights = range(columnsEach / 4)
    .map(
      (block) =>
        `let r${block} = shared_right[k * ${columns / 4}u + column_lane + ${(block * columns) / columnsEach}u];`,
    )
    .join(" ");
  const products = eachSum(
    tile,
    (sum, row, block) => `${sum} = fma(vec4f(l${row >> 2}.${"xyzw"[row & 3]}), r${block}, ${sum});`,
    "\n      ",
  );
  return `for (var k = 0u; k < ${sharedSteps}u; k++) {
      let l0 = shared_left[k * ${rows / 4}u + row_lane * 2u];
      let l1 = shared_left[k * ${rows / 4}u + row_lane * 2u + 1u];
      ${rights}
      ${products}
    }`;
}

/**
 * The loop over steps `begin` to `end`, both uniform in the workgroup. Values past `end` must read as 0.
 *
 * @param perSteps WGSL that runs before each load, with `first` the first step that is loaded
 */
export function productText(
  tile: SharedTile,
  left: Factor,
  right: Factor,
  { begin, end, perSteps = "" }: { begin: string; end: string; perSteps?: string },
): string {
  const names = [left, right].flatMap((factor) =>
    range(loadsOf(tile, factor)).map((load) => `var ${factor.name}${load} = vec4f();`),
  );
  const load = `${perSteps}
      ${loadText(tile, left)}
      ${loadText(tile, right)}`;
  return `${names.join(" ")}
  {
      let first = ${begin};
      ${load}
  }
  for (var at = ${begin}; at < ${end}; at += ${sharedSteps}u) {
    workgroupBarrier();
    ${copyText(tile, left)}
    ${copyText(tile, right)}
    workgroupBarrier();
    if (at + ${sharedSteps}u < ${end}) {
      let first = at + ${sharedSteps}u;
      ${load}
    }
    ${multiplyText(tile)}
  }`;
}
