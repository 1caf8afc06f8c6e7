// The sections of a page that show measured explanations: tables, curves, findings and single films.
import { escapeHtml, greyPixels, lineChart, overlayPixels } from "@pleura/pictures";
import { colourLegend, enlarged, picture } from "../report/gallery.ts";
import { charts, paragraph, section, table } from "../report/page.ts";
import { type ExplanationMeasures, METHODS, type MeanCurves } from "./explanation-measures.ts";
import type { MeasuredExample } from "./measure-explanations.ts";
import { methodsTable, sanityTable, settingsText } from "./measures-text.ts";

/** What the measures cannot show, beside every table of them. */
export const LIMITS =
  "Blackened and blurred films look like no film the model was trained on, so a score may change because the film is strange and not because disease is hidden (arXiv 2411.14946). Only a mask tells where disease is; without one no number here says that a map is right. Intervals are not corrected for the number of comparisons.";

/** Tables, curves and findings. */
export function measuresSections(found: ExplanationMeasures): string[] {
  const methods = methodsTable(found);
  const sanity = sanityTable(found.sanity);
  return [
    section(
      "Heatmaps, measured",
      paragraph(settingsText(found)),
      table(methods.header, methods.rows),
      `<ul>${found.findings.map((text) => `<li>${escapeHtml(text)}</li>`).join("\n")}</ul>`,
      paragraph(LIMITS),
    ),
    section(
      "Deletion and insertion",
      charts(
        ...(["deletion", "insertion", "insertionFromBlack"] as const).map((curve) =>
          chart(found, curve),
        ),
      ),
      paragraph(
        "Mean probability of the explained class over the films while the pixels that a map ranks first are blackened, or put back. A good map falls fast and rises fast.",
      ),
    ),
    section(
      "Random weights",
      paragraph(
        "Parts of the network get new first values, from the head to the input; the maps of the same class are compared with the trained ones. Maps that stay alike do not show what was learned (Adebayo et al. 2018).",
      ),
      found.sanity.length === 0 ? paragraph("Not checked.") : table(sanity.header, sanity.rows),
    ),
  ];
}

const TITLES: Readonly<Record<keyof MeanCurves, string>> = {
  deletion: "Deletion to black (low is better)",
  insertion: "Insertion from blurred (high is better)",
  insertionFromBlack: "Insertion from black (high is better)",
};

function chart({ methods, settings }: ExplanationMeasures, curve: keyof MeanCurves) {
  return lineChart({
    title: TITLES[curve],
    x: "share of the pixels",
    y: "probability",
    range: [0, 1],
    xRange: [0, 1],
    series: methods.map(({ name, curves }) => ({
      name,
      points: curves[curve].map((score, step) => [step / settings.steps, score] as const),
    })),
  });
}

/** Single films: the film, its mask and every method's overlay. */
export function examplesSection(examples: readonly MeasuredExample[], size: number): string {
  if (examples.length === 0) return "";
  return section(
    "Films",
    colourLegend(),
    `<div class="gallery">${examples.map((example) => figure(example, size)).join("\n")}</div>`,
  );
}

function figure({ film, image, mask, maps }: MeasuredExample, size: number): string {
  const shown = enlarged(image, size);
  const panels = [
    picture(greyPixels(shown), `film ${film.file}`),
    ...(mask === undefined ? [] : [picture(greyPixels(enlarged(mask, size)), "mask")]),
    ...METHODS.map((name) => picture(overlayPixels(shown, enlarged(maps[name], size)), name)),
  ];
  const order = ["film", ...(mask === undefined ? [] : ["mask"]), ...METHODS].join(", ");
  const caption = `${film.file}: predicted ${film.predicted} (${film.probability.toFixed(2)}). From the left: ${order}.`;
  return `<figure class="wide">${panels.join("")}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** Style of pages with these sections: a film's row is as wide as its pictures. */
export const MEASURES_STYLE =
  "figure.wide { width: auto; } figure.wide figcaption { width: auto; } ul { padding-left: 1.2rem; }";
