// Numbers from what a file says about itself without its pixels, for a model that must not need a film.

import type { FeatureRows } from "../statistics/standardise.ts";

/** What is known of a film without looking at it. Empty text and undefined mean unknown. */
export interface FileMetadata {
  /** Columns and rows of the file, pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits per sample as stored. */
  readonly bits: number;
  /** Samples per pixel. */
  readonly channels: number;
  readonly format: string;
  readonly view: string;
  readonly sex: string;
  /** Years. */
  readonly age: number | undefined;
}

/** Turns metadata into features of fixed meaning. */
export interface MetadataEncoder {
  /** Name of each feature. */
  readonly names: readonly string[];
  encode(records: readonly FileMetadata[]): FeatureRows;
}

/**
 * A value becomes a feature of its own when this share of the training files has it: rarer ones
 * (one size of one file) only memorise.
 */
const LEAST_SHARE = 0.01;

const NUMBERS = [
  ["ln width", ({ width }: FileMetadata) => Math.log(width)],
  ["ln height", ({ height }: FileMetadata) => Math.log(height)],
  ["ln aspect", ({ width, height }: FileMetadata) => Math.log(width / height)],
  ["bits", ({ bits }: FileMetadata) => bits],
  ["channels", ({ channels }: FileMetadata) => channels],
] as const;

/** Exact sizes are told too: collections ship films of one size, which no line through ln width tells. */
const WORDS = [
  ["size", ({ width, height }: FileMetadata) => `${width}×${height}`],
  ["format", ({ format }: FileMetadata) => format],
  ["view", ({ view }: FileMetadata) => view],
  ["sex", ({ sex }: FileMetadata) => sex],
] as const;

/**
 * Learns which words occur, and the mean age, from the training files.
 *
 * Features: logarithms of width, height and aspect, bits, channels; age with its mean where unknown,
 * and whether it is unknown; and 0 or 1 for each frequent size, format, view and sex.
 */
export function learnMetadata(training: readonly FileMetadata[]): MetadataEncoder {
  const ages = training.flatMap(({ age }) => (age === undefined ? [] : [age]));
  const meanAge = ages.reduce((sum, age) => sum + age, 0) / Math.max(1, ages.length);
  const levels = WORDS.flatMap(([name, read]) => {
    const counts = new Map<string, number>();
    for (const record of training) counts.set(read(record), (counts.get(read(record)) ?? 0) + 1);
    const least = Math.max(2, LEAST_SHARE * training.length);
    const frequent = [...counts].filter(([, count]) => count >= least).map(([level]) => level);
    return frequent.sort().map((level) => ({ name: `${name} ${level || "unknown"}`, read, level }));
  });
  const names = [
    ...NUMBERS.map(([name]) => name),
    "age",
    "age unknown",
    ...levels.map(({ name }) => name),
  ];
  return {
    names,
    encode(records) {
      const values = new Float64Array(records.length * names.length);
      for (const [row, record] of records.entries()) {
        const features = [
          ...NUMBERS.map(([, read]) => read(record)),
          record.age ?? meanAge,
          record.age === undefined ? 1 : 0,
          ...levels.map(({ read, level }) => (read(record) === level ? 1 : 0)),
        ];
        values.set(features, row * names.length);
      }
      return { values, width: names.length };
    },
  };
}
