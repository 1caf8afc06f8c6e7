// The variants that a convolution offers on an adapter, by name: the built-in table's choice, then its rivals.
import type { AdapterFacts } from "@pleura/engine";
import { type Named, withoutTwins } from "../contract/named-variants.ts";
import { sharedTileName, sharedTiles } from "./conv2d-shared-tile.ts";
import {
  type ConvChoice,
  channelLaneTiles,
  chooseConvTile,
  chooseFilterGradientLanes,
  chooseFilterGradientTile,
  chooseLanes,
  type FilterGradientChoice,
  pixelLaneTile,
  stripTile,
  subgroupFilterGradientTiles,
  usableSubgroup,
} from "./conv2d-variants.ts";
import type { ConvSizes } from "./conv2d-window.ts";
import { winogradName, winogradTile } from "./conv2d-winograd.ts";

/** Channel-lane tiles that are offered: those of least estimated time. More would only lengthen the tuning. */
const maxChannelTiles = 3;

function convName(choice: ConvChoice): string {
  if (choice.lanes === "shared") return sharedTileName(choice.tile);
  if (choice.lanes === "winograd") return winogradName;
  const suffix = choice.subgroupSize === undefined ? " plain" : "";
  if (choice.lanes === "channels") return `channel lanes ${choice.rows}×${choice.columns}`;
  const tile = `${choice.channels}×${choice.rows}`;
  return choice.lanes === "pixels" ? `pixel lanes ${tile}${suffix}` : `strips ${tile}${suffix}`;
}

function winogradChoices(sizes: ConvSizes, adapter: AdapterFacts): readonly ConvChoice[] {
  const tile = winogradTile(sizes, adapter);
  return tile ? [{ lanes: "winograd", tile }] : [];
}

/** Variants of a convolution; the first is the built-in table's. */
export function convVariants(
  sizes: ConvSizes,
  adapter: AdapterFacts,
): readonly Named<ConvChoice>[] {
  const subgroupSize = usableSubgroup(adapter);
  const withSubgroups =
    subgroupSize === undefined
      ? []
      : [
          ...channelLaneTiles(sizes, subgroupSize, adapter.isSoftware).slice(0, maxChannelTiles),
          pixelLaneTile(sizes, subgroupSize),
        ];
  const choices: ConvChoice[] = [
    chooseConvTile(sizes, adapter),
    chooseLanes(sizes, adapter),
    ...withSubgroups,
    ...stripTile(sizes, adapter, subgroupSize),
    pixelLaneTile(sizes, undefined),
    ...sharedTiles(sizes.co, sizes.n * sizes.oh * sizes.ow, adapter).map(
      (tile): ConvChoice => ({ lanes: "shared", tile }),
    ),
    ...winogradChoices(sizes, adapter),
  ];
  return withoutTwins(choices.map((choice) => ({ name: convName(choice), choice })));
}

function filterGradientName(choice: FilterGradientChoice): string {
  if (choice.way === "shared") return sharedTileName(choice.tile);
  const { channels, rows, subgroupSize } = choice;
  return `${subgroupSize === undefined ? "flat lanes" : "channel lanes"} ${channels}×${rows}`;
}

/** Variants of a filter gradient; the first is the built-in table's. */
export function filterGradientVariants(
  sizes: ConvSizes,
  adapter: AdapterFacts,
): readonly Named<FilterGradientChoice>[] {
  const subgroupSize = usableSubgroup(adapter);
  const choices: FilterGradientChoice[] = [
    chooseFilterGradientTile(sizes, adapter),
    chooseFilterGradientLanes(sizes, adapter),
    ...(subgroupSize === undefined
      ? []
      : subgroupFilterGradientTiles(sizes, adapter, subgroupSize)),
    chooseFilterGradientLanes(sizes, { ...adapter, subgroupSize: undefined }),
    ...sharedTiles(sizes.co, sizes.ci * sizes.kh * sizes.kw, adapter).map(
      (tile): FilterGradientChoice => ({ way: "shared", tile }),
    ),
  ];
  return withoutTwins(choices.map((choice) => ({ name: filterGradientName(choice), choice })));
}
