// The measures of explanations as a table of text: one row per method, intervals beside the values.
import type { Interval } from "@pleura/data";
import type {
  ExplanationMeasures,
  MeasureName,
  MethodMeasures,
  SanityResult,
} from "./explanation-measures.ts";

interface Column {
  readonly title: string;
  readonly measure: MeasureName;
  /** Only told when films have this mask. */
  readonly needs?: "masked" | "withLungs";
}

/** Columns with an arrow to the better side. */
const COLUMNS: readonly Column[] = [
  { title: "drop ↓", measure: "averageDrop" },
  { title: "increase ↑", measure: "increase" },
  { title: "deletion ↓", measure: "deletion" },
  { title: "insertion ↑", measure: "insertion" },
  { title: "from black ↑", measure: "insertionFromBlack" },
  { title: "mean of map", measure: "mean" },
  { title: "energy inside", measure: "energyShare", needs: "masked" },
  { title: "mask's area", measure: "maskArea", needs: "masked" },
  { title: "inside/area ↑", measure: "enrichment", needs: "masked" },
  { title: "hit ↑", measure: "hit", needs: "masked" },
  { title: "energy in lungs", measure: "lungShare", needs: "withLungs" },
  { title: "lungs' area", measure: "lungArea", needs: "withLungs" },
  { title: "lungs/area ↑", measure: "lungEnrichment", needs: "withLungs" },
];

/** A table of the methods: header and rows of cells. */
export function methodsTable(found: ExplanationMeasures): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const { methods } = found;
  const columns = COLUMNS.filter(({ needs }) => needs === undefined || found[needs] > 0);
  const row = (method: MethodMeasures): string[] => [
    method.name,
    ...columns.map(({ measure }) => shortInterval(method[measure])),
    `${method.flat}`,
  ];
  return {
    header: ["method", ...columns.map(({ title }) => title), "flat maps"],
    rows: methods.map(row),
  };
}

/** A table of the sanity check: header and rows of cells. */
export function sanityTable(sanity: readonly SanityResult[]): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  return {
    header: ["method", "random so far", "rank correlation", "SSIM"],
    rows: sanity.flatMap(({ name, stages, otherFilm }) => [
      ...stages.map(({ part, spearman, ssim }) => [
        name,
        part,
        shortInterval(spearman),
        shortInterval(ssim),
      ]),
      [
        name,
        "nothing, but the next film",
        shortInterval(otherFilm.spearman),
        shortInterval(otherFilm.ssim),
      ],
    ]),
  };
}

/** `0.12 (0.08–0.17)`; a dash without a value. Negative bounds keep their sign: "to" stands between. */
export function shortInterval({ value, low, high }: Interval): string {
  if (!Number.isFinite(value)) return "–";
  const fix = (x: number): string => (Number.isFinite(x) ? x.toFixed(2) : "?");
  return `${fix(value)} (${fix(low)} to ${fix(high)})`;
}

/** Cells as lines of one width per column. */
export function alignedLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = header.map((_, at) =>
    Math.max(...[header, ...rows].map((cells) => (cells[at] ?? "").length)),
  );
  return [header, ...rows].map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** How it was measured, in a sentence. */
export function settingsText({
  n,
  patients,
  masked,
  settings,
  starts,
}: ExplanationMeasures): string {
  const { steps, layer, score, size, blur, draws } = settings;
  return (
    `${n} films of ${patients} patients, ${masked} of them with a mask and predicted right; class explained: the predicted one; layer ${layer}, ` +
    `Score-CAM by ${score}; ${size}×${size} pixels; curves of ${steps} steps; deletion to black; insertion from a ` +
    `Gaussian blur of ${blur.taps} taps and σ ${blur.sigma.toFixed(2)} pixels and from black. Mean probability of the ` +
    `class: film ${starts.film.toFixed(2)}, blurred ${starts.blurred.toFixed(2)}, black ${starts.black.toFixed(2)}. ` +
    `Brackets hold 95 % intervals from ${draws} resamplings of patients.`
  );
}
