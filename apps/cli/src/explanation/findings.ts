// What measured explanations say in sentences, also where they speak against the method that we show.
import {
  COMPARED,
  type ComparedMeasure,
  METHODS,
  type MethodComparison,
  type MethodName,
  SANITY_LIMIT,
  type SanityResult,
} from "./explanation-measures.ts";

const TITLES: Readonly<Record<ComparedMeasure, string>> = {
  averageDrop: "Average Drop",
  increase: "Increase in Confidence",
  deletion: "Deletion",
  insertion: "Insertion from the blurred film",
  insertionFromBlack: "Insertion from black",
  enrichment: "Energy inside the mask over its area",
  lungEnrichment: "Energy inside the lungs over their area",
};

const KNOWS_NOTHING: readonly MethodName[] = ["centre Gaussian", "edge map", "random map"];

/** A sentence per measure and per sanity check. */
export function findingsOf(
  comparisons: readonly MethodComparison[],
  sanity: readonly SanityResult[],
): string[] {
  const measures = (Object.keys(COMPARED) as ComparedMeasure[]).filter((measure) =>
    comparisons.some((one) => one.measure === measure),
  );
  const missing = measures.includes("enrichment")
    ? []
    : [
        "No film with a mask had its class predicted, so nothing here tells whether maps lie where the disease is.",
      ];
  return [
    ...measures.map((measure) =>
      measureFinding(
        measure,
        comparisons.filter((one) => one.measure === measure),
      ),
    ),
    ...missing,
    ...sanity.map(sanityFinding),
  ];
}

function measureFinding(measure: ComparedMeasure, found: readonly MethodComparison[]): string {
  const names = (verdict: MethodComparison["verdict"]): MethodName[] =>
    found.filter((one) => one.verdict === verdict).map(({ against }) => against);
  const parts = [
    ["is better than", names("better")],
    ["is worse than", names("worse")],
    ["cannot be told apart from", names("undecided")],
  ] as const;
  const words = parts
    .filter(([, methods]) => methods.length > 0)
    .map(([verb, methods]) => `${verb} ${listOf(methods)}`);
  const unbeaten = found
    .filter(({ against, verdict }) => verdict !== "better" && KNOWS_NOTHING.includes(against))
    .map(({ against }) => against);
  const honest =
    unbeaten.length === 0
      ? ""
      : ` By this measure ${METHODS[0]} does not beat ${listOf(unbeaten)}, which ${unbeaten.length === 1 ? "knows" : "know"} nothing of the model.`;
  return `${TITLES[measure]} (${COMPARED[measure]} is better): ${METHODS[0]} ${words.join("; it ")}.${honest}`;
}

/** From here on maps are called the same: they share more than four fifths of the variance of their ranks. */
const SAME = 0.9;

function sanityFinding({ name, stages, changes, changesFrom }: SanityResult): string {
  const last = stages.at(-1);
  if (last === undefined) return `${name}: no sanity check was made.`;
  const same = stages.filter(({ spearman }) => spearman.low >= SAME).at(-1);
  const stays =
    same === undefined
      ? ""
      : ` With random weights up to "${same.part}" its maps stay the same (${same.spearman.value.toFixed(2)}): they do not show what these parts learned${same.part === "head" ? ", so hardly which class is explained" : ""}.`;
  const { value, low, high } = last.spearman;
  const numbers = `with all weights random the rank correlation with the trained maps is ${value.toFixed(2)} (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`;
  return changes
    ? `Sanity check passed by ${name}: ${numbers}, below ${SANITY_LIMIT}; it stays below from the stage "${changesFrom}" on.${stays}`
    : `Sanity check failed by ${name}: ${numbers}, not surely below ${SANITY_LIMIT}. Its maps show the film or the architecture more than what was learned.${stays}`;
}

function listOf(names: readonly string[]): string {
  const withArticle = names.map((name) => (/^[A-Z]/.test(name) ? name : `the ${name}`));
  if (withArticle.length < 2) return withArticle.join("");
  return `${withArticle.slice(0, -1).join(", ")} and ${withArticle.at(-1)}`;
}
