// Draws a thumbnail's grey levels.
import { memo } from "preact/compat";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Thumbnail } from "../images/image-calls.ts";

/** A picture without a name: the option that holds it has one, and shows its contents to eyes only. */
export const ThumbnailCanvas = memo(function ThumbnailCanvas({
  thumbnail,
}: {
  readonly thumbnail: Thumbnail;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { side, levels } = thumbnail;
  useLayoutEffect(() => {
    const picture = new ImageData(side, side);
    const pixels = new Uint32Array(picture.data.buffer);
    // Opaque grey in either byte order: the three colours are equal, and alpha is all ones.
    for (let at = 0; at < levels.length; at += 1) {
      pixels[at] = 0xff000000 | ((levels[at] as number) * 0x010101);
    }
    canvas.current?.getContext("2d")?.putImageData(picture, 0, 0);
  }, [side, levels]);
  return <canvas ref={canvas} width={side} height={side} />;
});
