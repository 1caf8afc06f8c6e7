// Makes the launch of the convolution kernel, for the forward pass and for the gradient of the input.
import {
  type AdapterFacts,
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
} from "@pleura/engine";
import { choiceOf } from "../contract/named-variants.ts";
import { conv2dChannelLanes } from "./conv2d.channel-lanes.wgsl.ts";
import { conv2dPixelLanes } from "./conv2d.pixel-lanes.wgsl.ts";
import { conv2dSliding } from "./conv2d.sliding.wgsl.ts";
import { convVariants } from "./conv2d-candidates.ts";
import type { ConvChoice } from "./conv2d-variants.ts";
import type { ConvSizes } from "./conv2d-window.ts";

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
  readonly x: BufferRef;
  readonly w: BufferRef;
  readonly b: BufferRef | undefined;
  readonly y: BufferRef;
  readonly hasRelu: boolean;
  readonly adapter: AdapterFacts;
  /** A name of `convVariants`; without it the built-in table chooses. */
  readonly variant: string | undefined;
}

/** What every variant's text depends on. */
interface SharedText {
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  readonly hasBias: boolean;
  readonly hasRelu: boolean;
}

function kernelOf(choice: ConvChoice, shared: SharedText, ow: number): Kernel {
  if (choice.lanes === "pixels") return conv2dPixelLanes({ ...choice, ...shared });
  if (choice.lanes === "strips") return conv2dSliding({ ...choice, ...shared });
  const hasVectorStores = ow % 4 === 0 && choice.columns % 4 === 0;
  return conv2dChannelLanes({ ...choice, ...shared, hasVectorStores });
}

/** The launch of a convolution with the variant chosen for its sizes and adapter. */
export function launchConvolution(task: ConvolutionTask): Launch {
  const { sizes, filter, x, w, b, y, hasRelu, adapter } = task;
  const { n, ci, h, co, kh, kw, oh, ow, stride, pad } = sizes;
  const choice = choiceOf(convVariants(sizes, adapter), task.variant);
  const shared = { kh, kw, stride, hasBias: b !== undefined, hasRelu };
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
    buffers: [x, w, ...(b ? [b] : []), y],
    params: {
      tiles,
      row_blocks: rowBlocks,
      column_blocks: columnBlocks,
      columns,
      ci,
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
