// The films of an audit: labelled rows by split, with what each kind of audit reads of them.
import { CLASSES, classIndex, type ManifestRow, patientKey } from "@pleura/data";
import type { Network } from "@pleura/models";
import { requireFinite } from "../inference/class-scores.ts";
import { logitsOf } from "../inference/logits-of.ts";
import { type Predictions, predictionsOf } from "../inference/predictions.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import type { ScoredTest } from "./audit-result.ts";

/** Splits that an audit reads: models of its own are fitted, chosen and tested on them. */
export const AUDITED_SPLITS = ["train", "val", "test"] as const;

/** One of {@link AUDITED_SPLITS}. */
export type AuditedSplit = (typeof AUDITED_SPLITS)[number];

/** Labelled films with their splits. */
export interface AuditFilms {
  readonly images: PreparedImages;
  /** Indices into the images' rows. */
  readonly indices: Readonly<Record<AuditedSplit, readonly number[]>>;
}

/** True for rows that audits read. */
export function isAudited({ label, split }: ManifestRow): boolean {
  return label !== "" && (AUDITED_SPLITS as readonly string[]).includes(split);
}

/** The films by split; every row must be one that {@link isAudited} takes. */
export function filmsBySplit(images: PreparedImages): AuditFilms {
  const { rows } = images;
  const of = (split: AuditedSplit): number[] =>
    [...rows.keys()].filter((index) => rows[index]?.split === split);
  return { images, indices: { train: of("train"), val: of("val"), test: of("test") } };
}

/** Rows of a split. */
export function rowsOf({ images, indices }: AuditFilms, split: AuditedSplit): ManifestRow[] {
  return indices[split].map((index) => images.rows[index] as ManifestRow);
}

/** Class numbers of rows. */
export function classesOf(rows: readonly ManifestRow[]): number[] {
  return rows.map(({ label }) => classIndex(label));
}

/** Patients of rows. */
export function patientsOf(rows: readonly ManifestRow[]): string[] {
  return rows.map(patientKey);
}

/**
 * What a network says about the test films.
 *
 * @throws {CliError} tag `non-finite` naming the first film whose logits are no numbers
 */
export async function askNetwork(
  network: Network,
  films: AuditFilms,
  stop: StopRequest,
): Promise<Predictions> {
  const rows = rowsOf(films, "test");
  const count = CLASSES.length;
  const logits = await logitsOf(network, films.images, films.indices.test, () => stop.check());
  for (const [row, { file }] of rows.entries()) {
    requireFinite(logits.subarray(count * row, count * (row + 1)), file);
  }
  return predictionsOf(rows, logits);
}

/** Predictions of the three classes as what audits measure. */
export function scoredClasses({ truth, probabilities, patients }: Predictions): ScoredTest {
  return { truth, probabilities, patients, classes: CLASSES.length };
}
