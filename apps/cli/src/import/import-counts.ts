// Counts what an import took, what it left out and why.
import type { SkippedImage, SkipReason } from "@pleura/data";
import { countNoun } from "../count-noun.ts";
import type { TakenImage } from "./take-image.ts";

/** What was imported. */
export interface ImportSummary {
  readonly images: number;
  readonly patients: number;
  /** Images by label, the unlabelled under "". */
  readonly labels: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Findings that no rule knows, with the number of their images, which stay unlabelled. */
  readonly unknownWords: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/** Findings that are told one by one. */
const MOST_WORDS = 100;

/** Counts that grow with each image. */
export interface ImportCounts {
  add(taken: TakenImage): void;
  skip(skipped: SkippedImage): void;
  /** @param notes what the source had to say */
  result(notes: readonly string[]): ImportSummary;
}

/** Starts counting. */
export function createCounts(): ImportCounts {
  const labels: Record<string, number> = {};
  const skipped: Partial<Record<SkipReason, number>> = {};
  const words = new Map<string, number>();
  const patients = new Set<string>();
  let images = 0;
  let lostMasks = 0;
  return {
    add({ image, file, maskFiles }) {
      const { label, patient, source = "", unknownWord } = image;
      images += 1;
      lostMasks += Object.values(maskFiles).filter((mask) => mask === "").length;
      labels[label] = (labels[label] ?? 0) + 1;
      patients.add(patient === "" ? `file ${file}` : `${source} ${patient}`);
      if (unknownWord === undefined) return;
      const word = words.has(unknownWord) || words.size < MOST_WORDS ? unknownWord : "other words";
      words.set(word, (words.get(word) ?? 0) + 1);
    },
    skip({ reason }) {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    },
    result(notes) {
      const lost = `${countNoun(lostMasks, "mask")} not found in the source's folder`;
      return {
        images,
        patients: patients.size,
        labels,
        skipped,
        unknownWords: Object.fromEntries(words),
        notes: lostMasks > 0 ? [...notes, lost] : notes,
      };
    },
  };
}
