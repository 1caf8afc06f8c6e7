// A report's section of explained images, right ones first.
import { colourLegend, type GalleryItem, gallery } from "./gallery.ts";
import { paragraph, section } from "./page.ts";

/** The gallery's section. */
export function gallerySection(items: readonly GalleryItem[]): string {
  const right = items.filter(({ truth, predicted }) => truth === predicted);
  const wrong = items.filter(({ truth, predicted }) => truth !== predicted);
  return section(
    "Gallery",
    paragraph(
      "Film, heatmap (Score-CAM of the predicted class) and overlay. A heatmap shows what raised the score; it does not outline disease.",
    ),
    colourLegend(),
    right.length === 0 ? paragraph("No image was right.") : gallery(right),
    wrong.length === 0 ? paragraph("No image was wrong.") : gallery(wrong),
  );
}
