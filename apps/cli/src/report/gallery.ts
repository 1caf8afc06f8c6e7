// The gallery of a report: original, heatmap and overlay of single images, right and wrong ones.

import { CLASSES, resize } from "@pleura/data";
import { escapeHtml, greyPixels, heatmapPixels, overlayPixels, type Plane } from "@pleura/pictures";
import { pngDataUri } from "./encode-png.ts";

/** One explained image. */
export interface GalleryItem {
  readonly file: string;
  /** Film as the model saw it, `[size, size]`. */
  readonly film: Float32Array;
  /** Heatmap of the predicted class, `[size, size]`. */
  readonly map: Float32Array;
  readonly size: number;
  readonly truth: number;
  readonly predicted: number;
  readonly probability: number;
}

/** Side of the pictures in the page, pixels. */
const SIDE = 150;

/** A gallery as HTML. */
export function gallery(items: readonly GalleryItem[]): string {
  return `<div class="gallery">${items.map(figure).join("\n")}</div>`;
}

/** The colours of heatmaps with their values. */
export function colourLegend(): string {
  const bar = Float32Array.from({ length: 256 }, (_, index) => index / 255);
  const image = pngDataUri(heatmapPixels({ width: 256, height: 1, data: bar }));
  return `<p>0 <img src="${image}" alt="colour bar from 0 to 1" style="width: 256px; height: 12px; vertical-align: middle"> 1</p>`;
}

/** A picture enlarged for the page. */
export function enlarged(data: Float32Array, size: number): Plane {
  const side = Math.max(SIDE, size);
  const from = { width: size, height: size };
  const to = { width: side, height: side };
  return { width: side, height: side, data: size === side ? data : resize(data, from, to) };
}

/** An `<img>` of pixels that needs no file. */
export function picture(pixels: Parameters<typeof pngDataUri>[0], text: string): string {
  return `<img src="${pngDataUri(pixels)}" alt="${escapeHtml(text)}">`;
}

function figure({ file, film, map, size, truth, predicted, probability }: GalleryItem): string {
  const isRight = truth === predicted;
  const shown = enlarged(film, size);
  const heat = enlarged(map, size);
  const name = (index: number): string => CLASSES[index] ?? "";
  const caption = `${file}: ${name(truth)}, predicted ${name(predicted)} (${probability.toFixed(2)})`;
  return `<figure class="${isRight ? "right" : "wrong"}">
${picture(greyPixels(shown), `film ${file}`)}${picture(heatmapPixels(heat), "heatmap")}${picture(overlayPixels(shown, heat), "overlay")}
<figcaption>${escapeHtml(caption)} ${isRight ? "✓ right" : "✗ wrong"}</figcaption></figure>`;
}
