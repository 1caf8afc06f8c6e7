// Which images a run trains on: the manifest's frozen splits, or a split made once and frozen in the run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  findLeaks,
  isPublishedSplit,
  leakCounts,
  type ManifestRow,
  manifestRecord,
  PROTOCOL_COLUMNS,
  patientSplit,
  readCsv,
  writeCsv,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

/** Name of the frozen split in a run folder. */
export const SPLIT_FILE = "split.csv";

/** Park et al. 2021: 1160 / 290 / 363 of 1813 images. */
export const DEFAULT_FRACTIONS = { train: 0.64, val: 0.16, test: 0.2 } as const;

/** True when a manifest assigns at least one image to a split. */
export function hasSplits(rows: readonly ManifestRow[]): boolean {
  return rows.some(({ split }) => split !== "");
}

/**
 * Rows with splits: as they are, from a resumed run's own file, or newly dealt by patient.
 *
 * @param resumed folder of the run to continue; absent for a new one, which obeys no older split
 * @throws {CliError} tag `data` when a patient is in two splits, or an image in none of the run's
 */
export function splitRows(
  rows: readonly ManifestRow[],
  seed: number,
  resumed?: string,
): { readonly rows: readonly ManifestRow[]; readonly isNew: boolean; readonly note?: string } {
  if (hasSplits(rows)) {
    const note = refuseLeaks(rows);
    return { rows, isNew: false, ...(note !== undefined && { note }) };
  }
  const frozen = resumed === undefined ? undefined : readFrozenSplit(resumed);
  if (frozen !== undefined) {
    // An image that is named without a split was left out on purpose when the split was dealt.
    const missing = rows.find(({ file }) => !frozen.has(file));
    if (missing === undefined) return { rows: withSplits(rows, frozen), isNew: false };
    throw new CliError(
      "data",
      `resume "${resumed}": its ${SPLIT_FILE} must name every image, but "${missing.file}" is not in it. Give the same --data, or start a new run.`,
    );
  }
  return { rows: patientSplit(rows, { seed, fractions: DEFAULT_FRACTIONS }), isNew: true };
}

/**
 * Lets pass what has no leak, and what was split by the published protocol, whose leaks are known.
 *
 * @returns what to tell people about a published split's leaks; undefined when there are none
 * @throws {CliError} tag `data` when a patient is in two splits that must not share any
 */
export function refuseLeaks(rows: readonly ManifestRow[]): string | undefined {
  const [leak] = findLeaks(rows);
  if (leak === undefined) return undefined;
  if (isPublishedSplit(rows)) return publishedNote(rows);
  throw new CliError(
    "data",
    `splits: a patient must be in one split only, but "${leak.patient}" of "${leak.source}" is in ${leak.splits.join(" and ")}. Run pleura data check, then data split.`,
  );
}

/** How much a published split leaks, in words. */
export function publishedNote(rows: readonly ManifestRow[]): string {
  const { patients, testImages, testImagesKnown, testImagesInPretext } = leakCounts(rows);
  return (
    `the published protocol leaks by design: ${countNoun(patients, "patient", "be")} in two splits; ` +
    `of ${countNoun(testImages, "test image")} ${testImagesKnown} show a patient of train or val, ` +
    `${testImagesInPretext} one of the pretext. Its numbers say nothing about new patients`
  );
}

type Cells = Readonly<Record<string, string>>;

/** Cells by file as a run froze them; undefined when it froze none. */
function readFrozenSplit(runFolder: string): ReadonlyMap<string, Cells> | undefined {
  const path = join(runFolder, SPLIT_FILE);
  if (!existsSync(path)) return undefined;
  const table = readCsv(readFileSync(path), { name: path, required: ["file", "split"] });
  return new Map(table.rows.map(({ cells }) => [cells["file"] ?? "", cells]));
}

function withSplits(
  rows: readonly ManifestRow[],
  frozen: ReadonlyMap<string, Cells>,
): readonly ManifestRow[] {
  return rows.map((row) => {
    const cells = frozen.get(row.file) ?? {};
    const extra = { ...row.extra };
    for (const name of PROTOCOL_COLUMNS) if (cells[name] !== undefined) extra[name] = cells[name];
    return { ...row, split: (cells["split"] ?? "") as ManifestRow["split"], extra };
  });
}

/** The rows with the splits that a run froze; undefined when it froze none. */
export function applyFrozenSplit(
  rows: readonly ManifestRow[],
  runFolder: string,
): readonly ManifestRow[] | undefined {
  const frozen = readFrozenSplit(runFolder);
  return frozen && withSplits(rows, frozen);
}

/** Freezes the splits of a run beside its checkpoints. */
export function freezeSplit(rows: readonly ManifestRow[], runFolder: string): void {
  const columns = ["file", "source", "patient", "label", "split", ...PROTOCOL_COLUMNS];
  const records = rows.map((row) => {
    const cells = manifestRecord(row);
    return Object.fromEntries(columns.map((name) => [name, cells[name] ?? ""]));
  });
  writeAtomic(join(runFolder, SPLIT_FILE), writeCsv(columns, records), "checkpoint");
}
