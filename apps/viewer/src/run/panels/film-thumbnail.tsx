// A film in small, drawn from its grey levels.
import { useEffect, useRef } from "preact/hooks";
import type { Thumbnail } from "../../images/image-calls.ts";

/** The picture, or an empty place while it is not there or cannot be had. */
export function FilmThumbnail({ thumbnail }: { readonly thumbnail: Thumbnail | null | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null && thumbnail)
      drawGrey(canvas.current, thumbnail.levels, thumbnail.side);
  }, [thumbnail]);
  if (!thumbnail) return <span class="film-picture" />;
  return <canvas class="film-picture" ref={canvas} />;
}

/** Draws grey levels `[side, side]`, 255 = white. */
export function drawGrey(canvas: HTMLCanvasElement, levels: ArrayLike<number>, side: number): void {
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const pixels = new ImageData(side, side);
  for (let at = 0; at < side * side; at += 1) {
    const level = levels[at] ?? 0;
    pixels.data.set([level, level, level, 255], 4 * at);
  }
  context.putImageData(pixels, 0, 0);
}
