// Makes the launch of the convolution kernel, for the forward pass and for the gradient of the input.
import {
  type AdapterFacts,
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  type TensorType,
} from "@pleura/engine";
import { choiceOf } from "../contract/named-variants.ts";
import { conv2dChannelLanes } from "./conv2d.channel-lanes.wgsl.ts";
import { conv2dPixelLanes } from "./conv2d.pixel-lanes.wgsl.ts";
import { conv2dSliding } from "./conv2d.sliding.wgsl.ts";
import { convVariants } from "./conv2d-candidates.ts";
import { launchSharedTile } from "./conv2d-shared-tile.ts";
import { isWhole, type Scale, type SourceBuffer } from "./conv2d-sources.ts";
import type { LaneChoice } from "./conv2d-variants.ts";
import type { ConvSizes } from "./conv2d-window.ts";
import { launchWinograd } from "./conv2d-winograd.ts";

/** Where filter values lie: index = out · o + in · c + first + step · (u·kw + v). */
export interface FilterLayout {
  readonly out: number;
  readonly in: number;
  readonly first: number;
  readonly step: number;
}

/** One convolution to launch. Padding may be negative: the window then starts inside the image. */
export interface ConvolutionTask {
  readonly sizes: ConvSizes;
  readonly filter: FilterLayout;
  /** The input's parts in order of channels: one map, or what `canReadSources` allows. */
  readonly sources: readonly SourceBuffer[];
  readonly w: BufferRef;
  readonly b: BufferRef | undefined;
  /** `[n, co, oh, ow]`, divided by `fold`. */
  readonly y: BufferRef;
  /** 2: y gets sums of 2×2 pixels. */
  readonly fold: Scale;
  readonly hasRelu: boolean;
  readonly adapter: AdapterFacts;
  /** A name of `convVariants`; without it the built-in table chooses. */
  readonly variant: string | undefined;
  scratch(type: TensorType): BufferRef;
}

/** What every variant's text depends on. */
interface SharedText {
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  readonly hasBias: boolean;
  readonly hasRelu: boolean;
  readonly scales: readonly Scale[];
  readonly fold: Scale;
}

function kernelOf(choice: LaneChoice, shared: SharedText, ow: number): Kernel {
  if (choice.lanes === "pixels") return conv2dPixelLanes({ ...choice, ...shared });
  if (choice.lanes === "strips") return conv2dSliding({ ...choice, ...shared });
  const { fold } = shared;
  const hasVectorStores = (ow / fold) % 4 === 0 && (choice.columns / fold) % 4 === 0;
  return conv2dChannelLanes({ ...choice, ...shared, hasVectorStores });
}

/** True when the chosen variant reads the parts itself and folds what it writes. */
export function canReadSources(
  sizes: ConvSizes,
  adapter: AdapterFacts,
  variant: string | undefined,
  { scales, fold }: { readonly scales: readonly Scale[]; readonly fold: Scale },
): boolean {
  if (isWhole(scales) && fold === 1) return true;
  const choice = choiceOf(convVariants(sizes, adapter), variant);
  if (choice.lanes !== "channels") return false;
  return fold === 1 || (choice.rows % 2 === 0 && choice.columns % 2 === 0);
}

/** The launches of a convolution with the variant chosen for its sizes and adapter. */
export function launchConvolution(task: ConvolutionTask): readonly Launch[] {
  const { sizes, sources, adapter } = task;
  const choice = choiceOf(convVariants(sizes, adapter), task.variant);
  const [first] = sources;
  if (choice.lanes !== "shared" && choice.lanes !== "winograd") return [launchLanes(task, choice)];
  // `canReadSources` says that these get one whole map.
  const whole = { ...task, x: (first as SourceBuffer).x };
  if (choice.lanes === "shared") return [launchSharedTile(whole, choice.tile)];
  return launchWinograd(whole, choice.tile, task.scratch);
}

function launchLanes(task: ConvolutionTask, choice: LaneChoice): Launch {
  const { sizes, filter, sources, w, b, y, fold, hasRelu } = task;
  const { n, h, co, kh, kw, oh, ow, stride, pad } = sizes;
  const scales = sources.map(({ scale }) => scale);
  const shared = { kh, kw, stride, hasBias: b !== undefined, hasRelu, scales, fold };
  const columns = choice.lanes === "pixels" ? 1 : choice.columns;
  const rowBlocks = Math.ceil(oh / choice.rows);
  const columnBlocks = Math.ceil(ow / columns);
  const tiles = n * rowBlocks * columnBlocks;
  const kernel = kernelOf(choice, shared, ow);
  const isByChannel = choice.lanes === "channels";
  const perGroup = isByChannel ? 1 : kernel.workgroup[0];
  const channelsPerGroup = isByChannel ? choice.subgroupSize : choice.channels;
  const [across, down] = linearGrid(Math.ceil(tiles / perGroup));
  return {
    kernel,
    buffers: [...sources.map(({ x }) => x), w, ...(b ? [b] : []), y],
    params: {
      tiles,
      row_blocks: rowBlocks,
      column_blocks: columnBlocks,
      stored_rows: choice.rows / fold,
      columns,
      ci: sources[0]?.channels ?? 0,
      second_ci: sources[1]?.channels ?? 0,
      h,
      w: sizes.w,
      co,
      oh,
      ow,
      pad_top: pad[0],
      pad_left: pad[2],
      filter_out: filter.out,
      filter_in: filter.in,
      filter_first: filter.first,
      filter_step: filter.step,
    },
    grid: [Math.ceil(co / channelsPerGroup), across, down],
  };
}
