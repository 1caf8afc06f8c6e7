// The variants of the matrix product on an adapter, by name: the built-in table's choice, then its rivals.
import type { AdapterFacts } from "@pleura/engine";
import { type Named, withoutTwins } from "../contract/named-variants.ts";
import { columnsOf, type RegisterTile, stepsAtOnce } from "./matmul.register-tile.wgsl.ts";
import { type SharedTile, sharedBlock, sharedSteps } from "./matmul.shared-tile.wgsl.ts";
import type { MatmulSizes } from "./matmul-sizes.ts";

/** A variant of the matrix product. */
export type MatmulChoice =
  | ({ readonly way: "registers" } & RegisterTile)
  | ({ readonly way: "shared" } & SharedTile);

/** Subgroup sizes for which the kernel is tested. */
const subgroupSizes: readonly number[] = [4, 8, 16, 32, 64];

/** Rows of a subgroup's tile; beyond 24 the sums of llvmpipe no longer fit in registers. */
const subgroupRows = [24, 16, 12, 8, 4] as const;

/**
 * Estimated time of a tile's step, in rows: a row costs 4 multiply-adds, a broadcast and its share of a load, and
 * loading B costs as much as 12 rows (fits the measurements at `matmulRegisterTile`).
 */
const tileTime = (m: number, rows: number) => Math.ceil(m / rows) * (rows + 12);

/** Tiles for subgroups, those of least estimated time first. */
function subgroupTiles({ m }: MatmulSizes, subgroupSize: number): readonly MatmulChoice[] {
  return [...subgroupRows]
    .sort((x, y) => tileTime(m, x) - tileTime(m, y))
    .map((rows) => ({ way: "registers", rows, quads: 1, subgroupSize }));
}

/** Subgroup tiles that are offered: more would only lengthen the tuning. */
const maxSubgroupTiles = 2;

const plainTile = (rows: number, quads: number): MatmulChoice => ({
  way: "registers",
  rows,
  quads,
  subgroupSize: undefined,
});

const sharedTile = (blocks: 1 | 2): MatmulChoice => ({
  way: "shared",
  rowBlocks: blocks,
  columnBlocks: blocks,
});

/** Products with at least this many rows and columns keep a GPU busy with tiles of 128 × 128. */
const largeSide = 1024;

function nameOfChoice(choice: MatmulChoice): string {
  if (choice.way === "shared") {
    return `shared ${sharedBlock * choice.rowBlocks}×${sharedBlock * choice.columnBlocks}`;
  }
  const tile = `${choice.rows}×${4 * choice.quads}`;
  return choice.subgroupSize === undefined ? `registers ${tile}` : `subgroup ${tile}`;
}

/** The table: subgroups on a CPU adapter, shared memory on a GPU where a block is filled, else registers. */
function tableChoice(sizes: MatmulSizes, adapter: AdapterFacts): MatmulChoice {
  const { m, n } = sizes;
  const size = adapter.subgroupSize;
  const least = Math.min(m, n);
  if (adapter.isSoftware) {
    const [best] =
      size !== undefined && subgroupSizes.includes(size) ? subgroupTiles(sizes, size) : [];
    return best ?? plainTile(8, 2);
  }
  if (least < sharedBlock) return plainTile(4, 1);
  return sharedTile(least >= largeSide ? 2 : 1);
}

/** Variants of a matrix product; the first is the built-in table's. */
export function matmulVariants(
  sizes: MatmulSizes,
  adapter: AdapterFacts,
): readonly Named<MatmulChoice>[] {
  const size = adapter.subgroupSize;
  const withSubgroups = size !== undefined && subgroupSizes.includes(size);
  const choices = [
    tableChoice(sizes, adapter),
    ...(withSubgroups ? subgroupTiles(sizes, size).slice(0, maxSubgroupTiles) : []),
    plainTile(8, 2),
    plainTile(4, 1),
    sharedTile(1),
    ...(Math.min(sizes.m, sizes.n) > sharedBlock ? [sharedTile(2)] : []),
  ];
  return withoutTwins(choices.map((choice) => ({ name: nameOfChoice(choice), choice })));
}

/** Workgroups over which a product is spread if the sum is long enough to be split. */
const wantedWorkgroups = { software: 16, hardware: 256 };

/** Fewest steps of a split: each writes and reads its sums once more, which 64 multiply-adds hide. */
const leastSteps = 64;

/** How a product is cut: workgroups across and down, and splits of k with `depth` steps each. */
export function cutsOf(choice: MatmulChoice, sizes: MatmulSizes, { isSoftware }: AdapterFacts) {
  const { m, n, k } = sizes;
  const isShared = choice.way === "shared";
  const rows = isShared ? sharedBlock * choice.rowBlocks : choice.rows;
  const columns = isShared ? sharedBlock * choice.columnBlocks : columnsOf(choice);
  const across = Math.ceil(n / columns);
  const down = Math.ceil(m / rows);
  const wanted = wantedWorkgroups[isSoftware ? "software" : "hardware"] / (across * down);
  const most = Math.max(1, Math.min(Math.ceil(wanted), Math.floor(k / leastSteps)));
  // A split begins at a multiple of 4, so that vectors along k never cross it, and of the steps taken at once.
  const unit = isShared ? sharedSteps : Math.max(4, stepsAtOnce(choice, sizes));
  const depth = Math.ceil(k / most / unit) * unit;
  return { across, down, depth, splits: Math.ceil(k / depth) };
}
