// Makes the launch of the convolution kernel, for the forward pass and for the gradient of the input.
import { type AdapterFacts, type BufferRef, type Launch, linearGrid } from "@pleura/engine";
import { conv2dForward } from "./conv2d.forward.wgsl.ts";
import { chooseConvTile } from "./conv2d-variants.ts";
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
}

/** The launch of a convolution with the variant chosen for its sizes and adapter. */
export function launchConvolution(task: ConvolutionTask): Launch {
  const { sizes, filter, x, w, b, y, hasRelu, adapter } = task;
  const { n, ci, h, co, kh, kw, oh, ow, stride, pad } = sizes;
  const choice = chooseConvTile(sizes, adapter);
  const kernel = conv2dForward({ ...choice, kh, kw, stride, hasBias: b !== undefined, hasRelu });
  const rowBlocks = Math.ceil(oh / choice.rows);
  const tiles = n * rowBlocks * ow;
  const [across, down] = linearGrid(Math.ceil(tiles / kernel.workgroup[0]));
  return {
    kernel,
    buffers: [x, w, ...(b ? [b] : []), y],
    params: {
      tiles,
      row_blocks: rowBlocks,
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
    grid: [across, down, Math.ceil(co / choice.channels)],
  };
}
