// Pictures of wrong predictions: film, heatmap and overlay side by side in one PNG.
import { greyPixels, heatmapPixels, overlayPixels, type Pixels } from "@pleura/pictures";
import { encodePng } from "../report/encode-png.ts";
import { enlarged } from "../report/gallery.ts";
import type { CardPicture } from "./card-document.ts";
import type { FailureFact } from "./card-facts.ts";

/** What a wrong prediction is called in words. */
export function failureCaption(failure: FailureFact, hasName = true): string {
  const { file, source, truth, predicted, probability } = failure;
  const from = source === undefined || source === "" ? "source unknown" : `source ${source}`;
  const film = hasName ? `${file}, ${from}` : from;
  return `${film}: ${truth}, predicted ${predicted} with probability ${probability.toFixed(3)}`;
}

/** The pictures of those failures that have one. */
export function failurePictures(failures: readonly FailureFact[]): CardPicture[] {
  return failures.flatMap((failure, index) => {
    const { picture } = failure;
    if (picture === undefined) return [];
    const film = enlarged(picture.film, picture.size);
    const panels = [greyPixels(film)];
    if (picture.map !== undefined) {
      const map = enlarged(picture.map, picture.size);
      panels.push(heatmapPixels(map), overlayPixels(film, map));
    }
    const png = encodePng(sideBySide(panels));
    return [{ file: `failure-${index + 1}.png`, png, caption: failureCaption(failure) }];
  });
}

/** Pictures of one height in a row, in colour. */
function sideBySide(panels: readonly Pixels[]): Pixels {
  const height = panels[0]?.height ?? 0;
  const width = panels.reduce((sum, panel) => sum + panel.width, 0);
  const data = new Uint8Array(3 * width * height);
  let left = 0;
  for (const panel of panels) {
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < panel.width; x += 1)
        for (let channel = 0; channel < 3; channel += 1) {
          const from = panel.channels * (y * panel.width + x);
          data[3 * (y * width + left + x) + channel] = panel.data[
            from + (panel.channels === 1 ? 0 : channel)
          ] as number;
        }
    left += panel.width;
  }
  return { width, height, channels: 3, data };
}
