// Restoration pictures of a report: original, distorted, restored, with SSIM before and after.

import { escapeHtml, greyPixels } from "@pleura/pictures";
import { countNoun } from "../count-noun.ts";
import { enlarged, picture } from "../report/gallery.ts";
import { paragraph, section } from "../report/page.ts";
import type { RestoredFilm } from "../run-folder/restorations-file.ts";

/** What the pretext model made of held-out films. */
export interface Restoration {
  readonly size: number;
  readonly n: number;
  /** Means over all films. */
  readonly ssimBefore: number;
  readonly ssimAfter: number;
  /** Films whose SSIM rose. */
  readonly improved: number;
  readonly shown: readonly RestoredFilm[];
}

/** The section. */
export function restorationGallery(restoration: Restoration): string {
  const { size, n, ssimBefore, ssimAfter, improved, shown } = restoration;
  const show = (data: Float32Array, text: string): string =>
    picture(greyPixels(enlarged(data, size)), text);
  const figures = shown.map(
    ({ file, original, distorted, restored, before, after }) =>
      `<figure>${show(original, "original")}${show(distorted, "distorted")}${show(restored, "restored")}
<figcaption>${escapeHtml(file)}: SSIM ${before.toFixed(3)} before, ${after.toFixed(3)} after</figcaption></figure>`,
  );
  return section(
    "Restoration",
    paragraph(
      `Original, distorted and restored films. Over ${countNoun(n, "test film")} the mean SSIM with the original is ${ssimBefore.toFixed(3)} for the distorted and ${ssimAfter.toFixed(3)} for the restored ones. It rose for ${improved} of ${n} (${((100 * improved) / n).toFixed(0)} %).`,
    ),
    `<div class="gallery">${figures.join("\n")}</div>`,
  );
}
