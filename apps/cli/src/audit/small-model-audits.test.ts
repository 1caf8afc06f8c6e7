// Planted shortcuts are found by the audit that can see them, and by no other.
import { CLASSES, type FileMetadata, RANDOM_OPS, randomStream, SPLITS } from "@pleura/data";
import { expect, test } from "vitest";
import { classesOf, filmsBySplit, patientsOf, rowsOf } from "./audit-films.ts";
import { madeFilms, noStop } from "./made-films.test-support.ts";
import { smallModelAudits } from "./small-model-audits.ts";

const SIDE = 32;
const COUNT = 180;
const options = { seed: 0, draws: 200 };
const metadata: FileMetadata = {
  width: SIDE,
  height: SIDE,
  bits: 8,
  channels: 1,
  format: "png",
  view: "PA",
  sex: "",
  age: undefined,
};

/** What may tell the class, by the number of the film's class. */
interface Plant {
  readonly grey?: (label: number) => number;
  readonly corner?: (label: number) => number;
  readonly file?: (label: number) => Partial<FileMetadata>;
  readonly source?: (label: number) => string;
}

/** Noise films with a planted shortcut, and the accuracy that each small model gets. */
async function audited({ grey, corner, file, source }: Plant): Promise<Record<string, number>> {
  const classOf = (index: number): number => (index * 7 + Math.floor(index / 5)) % 3;
  const films = madeFilms(
    Array.from({ length: COUNT }, (_, index) => {
      const label = classOf(index);
      const stream = randomStream({ seed: 1, epoch: 0, sample: index, op: RANDOM_OPS.augment });
      const image = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => {
        const isCorner = pixel % SIDE < 8 && pixel < 8 * SIDE;
        const planted = (isCorner ? corner?.(label) : undefined) ?? grey?.(label) ?? 0;
        return 0.3 + 0.2 * stream.uniform() + planted;
      });
      return {
        label: CLASSES[label] ?? "normal",
        source: source?.(label) ?? "made",
        split: SPLITS[1 + (index % 3)] ?? "test",
        image,
      };
    }),
  );
  const split = filmsBySplit(films);
  const tested = rowsOf(split, "test");
  const headline = {
    truth: classesOf(tested),
    probabilities: new Float64Array(3 * tested.length).fill(1 / 3),
    patients: patientsOf(tested),
    classes: 3,
  };
  const facts = films.rows.map((_, index) => ({ ...metadata, ...file?.(classOf(index)) }));
  const context = { films: split, size: SIDE, metadata: facts, headline, usual: 0 };
  const found = await smallModelAudits(context, options, noStop);
  return Object.fromEntries(found.map(({ name, accuracy }) => [name, accuracy.value]));
}

const nearChance = (value: number | undefined) => expect(value).toBeLessThan(0.55);
const found = (value: number | undefined) => expect(value).toBeGreaterThan(0.85);

test("films without a shortcut leave every model near chance", async () => {
  const accuracy = await audited({});

  expect(Object.keys(accuracy)).toEqual([
    "histogram",
    "thumbnail-linear",
    "metadata",
    "source-known",
  ]);
  for (const value of Object.values(accuracy)) nearChance(value);
});

test("brightness shows in the histogram and in the thumbnail", async () => {
  const accuracy = await audited({ grey: (label) => 0.15 * label });

  found(accuracy["histogram"]);
  found(accuracy["thumbnail-linear"]);
  nearChance(accuracy["metadata"]);
});

test("a marker in a corner shows in the thumbnail", async () => {
  const accuracy = await audited({ corner: (label) => 0.35 * label });

  found(accuracy["thumbnail-linear"]);
  nearChance(accuracy["metadata"]);
});

test("a file size that goes with the class shows in the metadata alone", async () => {
  const accuracy = await audited({
    file: (label) => ({ width: [512, 700, 512][label] ?? 1, bits: label === 2 ? 16 : 8 }),
  });

  found(accuracy["metadata"]);
  nearChance(accuracy["histogram"]);
  nearChance(accuracy["thumbnail-linear"]);
});

test("a source of one class each is as good as the label", async () => {
  const accuracy = await audited({ source: (label) => `hospital ${label}` });

  expect(accuracy["source-known"]).toBe(1);
  nearChance(accuracy["metadata"]);
});
