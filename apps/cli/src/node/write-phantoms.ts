// Writes phantoms as a data set folder: films, masks of lesions and lungs, manifest with a frozen split.
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
import { LUNGS_COLUMN } from "./view-images.ts";

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
 * Writes `images/*.png`, `masks/*.png` (255 in the lesion; normal films have none), `lungs/*.png` (255 in the lungs)
 * and `manifest.csv`.
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
  for (const folder of ["images", "masks", "lungs"]) makeFolder(join(out, folder));
  const rows: ManifestRow[] = [];
  for (const { index, film } of planPhantoms(count, seed)) {
    const phantom = makePhantom({ seed, index, film, size });
    const name = `${phantom.patient}-${film}.png`;
    const file = `images/${name}`;
    const write = (path: string, shares: Float32Array | Uint8Array): void => {
      const data = Uint8Array.from(shares, (value) => Math.round(255 * value));
      const bytes = encodePng({ width: size, height: size, channels: 1, data });
      writeAtomic(join(out, path), bytes, "output");
    };
    write(file, phantom.image);
    const mask = phantom.lesionMask.some((value) => value > 0) ? `masks/${name}` : "";
    if (mask !== "") write(mask, phantom.lesionMask);
    const lungs = `lungs/${name}`;
    write(lungs, phantom.lungMask);
    const { source, patient, label, view } = phantom;
    const extra = { mask, [LUNGS_COLUMN]: lungs };
    rows.push({ file, source, patient, label, view, split: "", license: "CC0-1.0", extra });
    onFilm(rows.length);
    // Signals and timers get their turn between films.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const split = splitWithEveryClass(rows, seed, fractions);
  const columns = [...MANIFEST_COLUMNS, "mask", LUNGS_COLUMN];
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
