// The variants that a convolution offers on an adapter, by name: the built-in table's choice, then its rivals.
import type { AdapterFacts } from "@pleura/engine";
import { type Named, withoutTwins } from "../contract/named-variants.ts";
import {
  type ConvChoice,
  channelLaneTiles,
  chooseConvTile,
  chooseFilterGradientTile,
  type FilterGradientChoice,
  pixelLaneTile,
  stripTile,
  subgroupFilterGradientTiles,
  usableSubgroup,
} from "./conv2d-variants.ts";
import type { ConvSizes } from "./conv2d-window.ts";

/** Channel-lane tiles that are offered: those of least estimated time. More would only lengthen the tuning. */
const maxChannelTiles = 3;

function convName(choice: ConvChoice): string {
  const suffix = choice.subgroupSize === undefined ? " plain" : "";
  if (choice.lanes === "channels") return `channel lanes ${choice.rows}×${choice.columns}`;
  const tile = `${choice.channels}×${choice.rows}`;
  return choice.lanes === "pixels" ? `pixel lanes ${tile}${suffix}` : `strips ${tile}${suffix}`;
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
    ...withSubgroups,
    ...stripTile(sizes, adapter, subgroupSize),
    pixelLaneTile(sizes, undefined),
  ];
  return withoutTwins(choices.map((choice) => ({ name: convName(choice), choice })));
}

function filterGradientName({ channels, rows, subgroupSize }: FilterGradientChoice): string {
  return `${subgroupSize === undefined ? "flat lanes" : "channel lanes"} ${channels}×${rows}`;
}

/** Variants of a filter gradient; the first is the built-in table's. */
export function filterGradientVariants(
  sizes: ConvSizes,
  adapter: AdapterFacts,
): readonly Named<FilterGradientChoice>[] {
  const subgroupSize = usableSubgroup(adapter);
  const choices = [
    chooseFilterGradientTile(sizes, adapter),
    ...(subgroupSize === undefined ? [] : subgroupFilterGradientTiles(sizes, subgroupSize)),
    chooseFilterGradientTile(sizes, { ...adapter, subgroupSize: undefined }),
  ];
  return withoutTwins(choices.map((choice) => ({ name: filterGradientName(choice), choice })));
}
