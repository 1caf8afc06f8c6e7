// Writes phantoms as a data set folder: films, lesion masks, manifest with a frozen split.
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  CLASSES,
  MANIFEST_COLUMNS,
  type ManifestRow,
  makePhantom,
  manifestRecord,
  patientSplit,
  planPhantoms,
  SPLITS,
  writeCsv,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { encodePng } from "../report/encode-png.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";

/** Which phantoms. */
export interface PhantomSet {
  readonly count: number;
  /** Side in pixels. */
  readonly size: number;
  readonly seed: number;
  /** Shares of the split; 0.6, 0.15, 0.25 when absent. */
  readonly fractions?: { readonly train: number; readonly val: number; readonly test: number };
}

/**
 * Writes `images/*.png`, `masks/*.png` (255 in the lesion; normal films have none) and
 * `manifest.csv`.
 *
 * @throws {CliError} tag `output` when the folder holds a data set already or cannot be written
 */
export async function writePhantoms(
  out: string,
  { count, size, seed, fractions }: PhantomSet,
  onFilm: (done: number) => void,
): Promise<{ rows: ManifestRow[] }> {
  if (existsSync(join(out, "manifest.csv"))) {
    throw new CliError(
      "output",
      `data synth: --out must be a new folder, but "${out}" holds a data set. Give another folder.`,
    );
  }
  for (const folder of ["images", "masks"]) makeFolder(join(out, folder));
  const rows: ManifestRow[] = [];
  for (const { index, film } of planPhantoms(count, seed)) {
    const phantom = makePhantom({ seed, index, film, size });
    const name = `${phantom.patient}-${film}.png`;
    const file = `images/${name}`;
    const grey = Uint8Array.from(phantom.image, (value) => Math.round(255 * value));
    writeAtomic(
      join(out, file),
      encodePng({ width: size, height: size, channels: 1, data: grey }),
      "output",
    );
    const hasLesion = phantom.lesionMask.some((value) => value > 0);
    const mask = hasLesion ? `masks/${name}` : "";
    if (hasLesion) {
      const data = phantom.lesionMask.map((value) => 255 * value);
      writeAtomic(
        join(out, mask),
        encodePng({ width: size, height: size, channels: 1, data }),
        "output",
      );
    }
    const { source, patient, label, view } = phantom;
    const extra = { mask };
    rows.push({ file, source, patient, label, view, split: "", license: "CC0-1.0", extra });
    onFilm(rows.length);
    // Signals and timers get their turn between films.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const split = splitWithEveryClass(rows, seed, fractions);
  const columns = [...MANIFEST_COLUMNS, "mask"];
  writeAtomic(join(out, "manifest.csv"), writeCsv(columns, split.map(manifestRecord)), "output");
  return { rows: split };
}

/** Splits tried until each has every class; with few patients none may. */
const TRIES = 50;

/** The first of {@link TRIES} splits whose every part holds every class, else the first of all. */
function splitWithEveryClass(
  rows: readonly ManifestRow[],
  seed: number,
  fractions: PhantomSet["fractions"] = { train: 0.6, val: 0.15, test: 0.25 },
): ManifestRow[] {
  const parts = SPLITS.filter((name) => name !== "pretext");
  const hasAll = (split: readonly ManifestRow[]): boolean =>
    parts.every((part) =>
      CLASSES.every((label) => split.some((row) => row.split === part && row.label === label)),
    );
  const first = patientSplit(rows, { seed, fractions });
  if (hasAll(first)) return first;
  for (let attempt = 1; attempt < TRIES; attempt += 1) {
    const next = patientSplit(rows, { seed: seed + attempt, fractions });
    if (hasAll(next)) return next;
  }
  return first;
}
