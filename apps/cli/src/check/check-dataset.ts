// Looks at every image of a data set: can it be read, is it there twice, does it leak, what is odd about it.
import {
  type ClassBySource,
  classBySource,
  findLeaks,
  findSharedPatients,
  fingerprintSources,
  isCertainCopy,
  isLeak,
  layoutFence,
  type ManifestRow,
  type PatientLeak,
  patientKey,
  type SharedPatient,
  type SourceFingerprint,
  type SplitName,
  scoreLayouts,
  servedSplits,
  suspectReasons,
} from "@pleura/data";
import type { DatasetFolder } from "../node/dataset-folder.ts";
import { type AlikePair, CopySearch } from "./find-copies.ts";
import { type CheckedFilm, readFilms, type Unreadable } from "./read-films.ts";

/** Faults that make a data set unfit, unless they are allowed. */
export const FAULTS = ["unreadable", "duplicates", "near-duplicates", "leaks"] as const;
/** What is worth a look but no fault, unless it is forbidden. */
export const WARNINGS = ["suspects", "confounding"] as const;

/** One of {@link FAULTS} or {@link WARNINGS}. */
export type Finding = (typeof FAULTS)[number] | (typeof WARNINGS)[number];

/** Files with equal bytes, or with equal pixels in different files. */
export interface Duplicate {
  readonly kind: "bytes" | "pixels";
  readonly files: readonly string[];
}

/** Files of one film in splits that must not share one. */
export interface CopyLeak {
  readonly files: readonly string[];
  readonly splits: readonly SplitName[];
  readonly kind: string;
}

/** An image that is perhaps no frontal chest film. */
export interface Suspect {
  readonly file: string;
  readonly reasons: readonly string[];
  /** Correlation with the data set's mean film. */
  readonly likeness: number;
  /** Correlation with its own mirror image. */
  readonly symmetry: number;
}

/** What was found. */
export interface DatasetReport {
  readonly images: number;
  readonly readable: number;
  readonly unreadable: readonly Unreadable[];
  readonly duplicates: readonly Duplicate[];
  readonly nearDuplicates: readonly AlikePair[];
  /** Pairs of one patient that may be copies or two exposures in one position; no fault. */
  readonly alike: readonly AlikePair[];
  /** Files that show one film, from both kinds of duplicates; `data split --groups` reads them. */
  readonly groups: readonly (readonly string[])[];
  readonly leaks: readonly PatientLeak[];
  readonly sharedPatients: readonly SharedPatient[];
  readonly copyLeaks: readonly CopyLeak[];
  readonly suspects: readonly Suspect[];
  /** Likeness below which a layout is suspect; −1 where there are too few films to tell. */
  readonly layoutFence: number;
  readonly classBySource: ClassBySource;
  readonly fingerprint: readonly SourceFingerprint[];
  /** [width, height] of the images with least and most pixels. */
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
  /** How many there are of each finding. */
  readonly findings: Readonly<Record<Finding, number>>;
}

/** Who is told how far the check is. */
export interface CheckListener {
  onImage(done: number): void;
  /** Called once, before the first pair. */
  onPairs(total: number): void;
  onPair(done: number): void;
}

/** Checks a data set folder; without `near` nobody looks for near duplicates. */
export async function checkDataset(
  dataset: DatasetFolder,
  near: boolean,
  listener: CheckListener,
): Promise<DatasetReport> {
  const { path, rows } = dataset;
  const search = near ? new CopySearch(rows.length) : undefined;
  const { films, unreadable } = await readFilms(dataset, search, (done) => listener.onImage(done));
  listener.onPairs(search?.pairs ?? 0);
  const pairs = (await search?.compare(path, (done) => listener.onPair(done))) ?? [];
  const { nearDuplicates, alike } = tellCopies(rows, pairs);
  const bySize = [...films].sort((a, b) => pixels(a) - pixels(b));
  const duplicates = findDuplicates(films);
  const leaks = findLeaks(rows);
  const sharedPatients = findSharedPatients(rows);
  const copyLeaks = findCopyLeaks(rows, duplicates, nearDuplicates);
  const classes = classBySource(rows);
  const { suspects, fence } = findSuspects(films);
  const sizeOf = (film: CheckedFilm | undefined): number[] =>
    film === undefined ? [] : [film.statistics.width, film.statistics.height];
  const sharedLeaks = sharedPatients.filter((shared) => shared.isLeak).length;
  return {
    images: rows.length,
    readable: films.length,
    unreadable,
    duplicates,
    nearDuplicates,
    alike,
    groups: joinGroups([duplicates, nearDuplicates, alike].flat().map(({ files }) => files)),
    leaks,
    sharedPatients,
    copyLeaks,
    suspects,
    layoutFence: fence,
    classBySource: classes,
    fingerprint: fingerprintSources(
      films.map(({ row, statistics }) => ({ source: row.source, statistics })),
    ),
    smallest: sizeOf(bySize[0]),
    largest: sizeOf(bySize.at(-1)),
    findings: {
      unreadable: unreadable.length,
      duplicates: duplicates.length,
      "near-duplicates": nearDuplicates.length,
      leaks: leaks.length + sharedLeaks + copyLeaks.length,
      suspects: suspects.length,
      confounding: classes.isConfounded ? 1 : 0,
    },
  };
}

function pixels({ statistics: { width, height } }: CheckedFilm): number {
  return width * height;
}

function findDuplicates(films: readonly CheckedFilm[]): Duplicate[] {
  const byPixels = new Map<string, CheckedFilm[]>();
  for (const film of films) {
    const group = byPixels.get(film.pixelHash);
    if (group === undefined) byPixels.set(film.pixelHash, [film]);
    else group.push(film);
  }
  return [...byPixels.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const isSameBytes = new Set(group.map(({ bytesHash }) => bytesHash)).size === 1;
      return { kind: isSameBytes ? "bytes" : "pixels", files: group.map(({ row }) => row.file) };
    });
}

/** Films of one patient are alike without being copies, unless they agree to the finest detail. */
function tellCopies(
  rows: readonly ManifestRow[],
  pairs: readonly AlikePair[],
): { nearDuplicates: AlikePair[]; alike: AlikePair[] } {
  const keyOf = new Map(rows.map((row) => [row.file, patientKey(row)]));
  const isCopy = ({ files: [one, other], match }: AlikePair): boolean =>
    keyOf.get(one) !== keyOf.get(other) || isCertainCopy(match);
  return {
    nearDuplicates: pairs.filter(isCopy),
    alike: pairs.filter((pair) => !isCopy(pair)),
  };
}

function findCopyLeaks(
  rows: readonly ManifestRow[],
  duplicates: readonly Duplicate[],
  nearDuplicates: readonly AlikePair[],
): CopyLeak[] {
  const byFile = new Map(rows.map((row) => [row.file, row]));
  const copies = [
    ...duplicates.map(({ kind, files }) => ({ kind: `same ${kind}`, files })),
    ...nearDuplicates.map(({ kind, files }) => ({ kind, files })),
  ];
  return copies.flatMap(({ kind, files }) => {
    const served = files.flatMap((file) => servedSplits(byFile.get(file) as ManifestRow));
    const splits = new Set(served);
    return isLeak(splits) ? [{ files, splits: [...splits], kind }] : [];
  });
}

function findSuspects(films: readonly CheckedFilm[]): { suspects: Suspect[]; fence: number } {
  const scores = scoreLayouts(films.map(({ layout }) => layout));
  const fence = layoutFence(scores);
  const suspects = films.flatMap(({ row, source, statistics }, index) => {
    const { likeness, symmetry } = scores[index] as (typeof scores)[number];
    const reasons = suspectReasons({ view: row.view, source, statistics });
    if (likeness < fence) {
      reasons.push(`its layout is unlike the others' (likeness ${likeness.toFixed(2)})`);
    }
    return reasons.length === 0 ? [] : [{ file: row.file, reasons, likeness, symmetry }];
  });
  return { suspects, fence };
}

/** Joins lists that share a file. */
function joinGroups(lists: readonly (readonly string[])[]): string[][] {
  const groupOf = new Map<string, Set<string>>();
  for (const files of lists) {
    const joined = new Set(files);
    for (const file of files) for (const other of groupOf.get(file) ?? []) joined.add(other);
    for (const file of joined) groupOf.set(file, joined);
  }
  return [...new Set(groupOf.values())].map((group) => [...group].sort());
}
