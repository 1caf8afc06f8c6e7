// The usual answers of ops to how they run on some images of a batch.
import type { ImageRange, ImageSplit, Shape } from "@pleura/engine";

/** Every input and output goes along with the images. */
export const eachImageAlone = <A>({ inputs }: ImageRange<A>): ImageSplit<A> => ({
  inputs: inputs.map((_, index) => index),
  outputs: "images",
});

/** The inputs named go along with the images, and so do all outputs; the others, such as filters, are shared. */
export const alongImages =
  (...inputs: readonly number[]) =>
  <A>(): ImageSplit<A> => ({ inputs, outputs: "images" });

/** The inputs named go along with the images; every output is a sum over them. */
export const summedOverImages =
  (...inputs: readonly number[]) =>
  <A>(): ImageSplit<A> => ({ inputs, outputs: "sum" });

/** `eachImageAlone` for ops whose attributes hold the shape of their output, with the batch first. */
export const shapedByImages = <A extends { readonly shape: Shape }>(
  range: ImageRange<A>,
): ImageSplit<A> => ({
  ...eachImageAlone(range),
  attrs: { ...range.attrs, shape: [range.count, ...range.attrs.shape.slice(1)] },
});
