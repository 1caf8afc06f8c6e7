// What a classifier said about labelled films, from a run's tables or report, joined with what is known of the films.
import { CLASSES, readCsv, temperedProbabilities } from "@pleura/data";
import { ownValue } from "./read-json.ts";

/** Predictions of films. */
export interface Predictions {
  readonly classes: readonly string[];
  readonly files: readonly string[];
  /** Empty where unknown. */
  readonly sources: readonly string[];
  /** Class numbers; −1 for a label that is no class. */
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** `[n, classes]`, rows sum to 1. */
  readonly probabilities: Float64Array;
}

/** Predictions with the patient of each film, which numbers need and nobody reads: they stay in the worker. */
export interface PatientPredictions extends Predictions {
  /** As `patientKey` names them: `file:NAME` where the patient is unknown. */
  readonly patients: readonly string[];
}

/** What a data set says of a film. */
export interface FilmFacts {
  readonly source: string;
  readonly patient: string;
}

/** More films than any public collection of chest films that is labelled by hand. */
export const MOST_FILMS = 100_000;

/** Columns of logits are named after their classes. */
const LOGIT = "logit_";

/**
 * Reads `predictions-val.csv` or `predictions-test.csv`.
 *
 * @throws {CsvError | TypeError} for a damaged table, or one of other classes
 */
export function predictionsFromCsv(
  bytes: Uint8Array,
  name: string,
  factsOf: (file: string) => FilmFacts | undefined,
): PatientPredictions {
  const columns = CLASSES.map((one) => LOGIT + one);
  const { rows } = readCsv(bytes, { name, required: ["file", "label", ...columns] });
  if (rows.length > MOST_FILMS) {
    throw new TypeError(
      `${name}: the page shows at most ${MOST_FILMS} films, but there are ${rows.length}. Read it with another program.`,
    );
  }
  const classes = CLASSES;
  const logits = new Float32Array(rows.length * classes.length);
  for (const [row, { cells, line }] of rows.entries()) {
    for (const [index, one] of classes.entries()) {
      const cell = cells[LOGIT + one] ?? "";
      const value = cell === "" ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) {
        throw new TypeError(
          `${name} line ${line}: "${LOGIT}${one}" must be a number, but it is "${cell}". Ask the classifier again.`,
        );
      }
      logits[row * classes.length + index] = value;
    }
  }
  const probabilities = Float64Array.from(temperedProbabilities(logits, classes.length, 1));
  const files = rows.map(({ cells }) => cells["file"] ?? "");
  const labels = rows.map(({ cells }) => cells["label"] ?? "");
  return assemble(classes, files, labels, probabilities, factsOf);
}

/** Reads the images of an evaluation's report.json; undefined when it lists none. */
export function predictionsFromReport(
  report: unknown,
  factsOf: (file: string) => FilmFacts | undefined,
): PatientPredictions | undefined {
  const images = ownValue(report, "images");
  if (!Array.isArray(images) || images.length === 0 || images.length > MOST_FILMS) return undefined;
  const classes = CLASSES;
  const probabilities = new Float64Array(images.length * classes.length);
  for (const [row, image] of images.entries()) {
    const values = ownValue(image, "probabilities");
    for (let index = 0; index < classes.length; index += 1) {
      const value = Array.isArray(values) ? values[index] : undefined;
      if (typeof value !== "number") return undefined;
      probabilities[row * classes.length + index] = value;
    }
  }
  const text = (image: unknown, key: string): string => String(ownValue(image, key) ?? "");
  const sources = images.map((image) => text(image, "source"));
  const files = images.map((image) => text(image, "file"));
  const labels = images.map((image) => text(image, "truth"));
  const found = assemble(classes, files, labels, probabilities, factsOf);
  return { ...found, sources: found.sources.map((known, row) => known || (sources[row] ?? "")) };
}

function assemble(
  classes: readonly string[],
  files: readonly string[],
  labels: readonly string[],
  probabilities: Float64Array,
  factsOf: (file: string) => FilmFacts | undefined,
): PatientPredictions {
  const facts = files.map(factsOf);
  return {
    classes,
    files,
    sources: facts.map((one) => one?.source ?? ""),
    patients: facts.map((one, row) => one?.patient || `file:${files[row]}`),
    truth: Int32Array.from(labels, (label) => classes.indexOf(label)),
    predicted: likeliest(probabilities, classes.length),
    probabilities,
  };
}

/** The class with the largest probability of each row, the first of equal ones. */
function likeliest(probabilities: Float64Array, classes: number): Int32Array {
  const result = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < result.length; row += 1) {
    let best = 0;
    for (let index = 1; index < classes; index += 1) {
      const at = row * classes;
      if ((probabilities[at + index] as number) > (probabilities[at + best] as number))
        best = index;
    }
    result[row] = best;
  }
  return result;
}

/** Probability of the predicted class. */
export function confidenceOf(
  { probabilities, predicted, classes }: Predictions,
  row: number,
): number {
  return probabilities[row * classes.length + (predicted[row] as number)] as number;
}
