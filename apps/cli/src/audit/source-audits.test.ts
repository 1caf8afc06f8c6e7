// The source is told from features that know it, not from others, and not by knowing the class.
import { CLASSES, RANDOM_OPS, randomStream, SPLITS } from "@pleura/data";
import type { Network } from "@pleura/models";
import { expect, test } from "vitest";
import { filmsBySplit } from "./audit-films.ts";
import { madeFilms, noStop } from "./made-films.test-support.ts";
import { sourceAudits } from "./source-audits.ts";

const options = { seed: 0, draws: 200 };

/** 180 films of two sources; classes are `classOf` a source and a number. */
function films(classOf: (source: number, index: number) => number) {
  return filmsBySplit(
    madeFilms(
      Array.from({ length: 180 }, (_, index) => {
        const source = Math.floor(index / 9) % 2;
        const stream = randomStream({ seed: 5, epoch: 0, sample: index, op: RANDOM_OPS.augment });
        return {
          label: CLASSES[classOf(source, index)] ?? "normal",
          source: source === 0 ? "east" : "west",
          split: SPLITS[1 + (index % 3)] ?? "test",
          image: Float32Array.of(source, stream.normal(), stream.normal(), stream.normal()),
        };
      }),
    ),
  );
}

/** A network whose features are some of the film's values. */
function networkOf(kept: readonly number[]): Network {
  const features = async (images: Float32Array, n: number) =>
    Float32Array.from({ length: n * kept.length }, (_, at) => {
      const film = Math.floor(at / kept.length);
      return images[4 * film + (kept[at % kept.length] ?? 0)] ?? 0;
    });
  return { batch: 8, features } as unknown as Network;
}

const balanced = async (kept: readonly number[], classOf: Parameters<typeof films>[0]) => {
  const found = await sourceAudits(
    { network: networkOf(kept), films: films(classOf) },
    options,
    noStop,
  );
  return new Map(found.map(({ name, balancedAccuracy }) => [name, balancedAccuracy.value]));
};

const anyClass = (_: number, index: number) => Math.floor(index / 3) % 3;

test("features that hold the source are found, in each class too", async () => {
  const found = await balanced([0, 1], anyClass);

  expect(found.get("source-from-features")).toBe(1);
  expect(found.get("source-from-features-covid19")).toBe(1);
  expect(found.get("source-from-class")).toBeLessThan(0.65);
});

test("features without the source stay near chance", async () => {
  const found = await balanced([1, 2, 3], anyClass);

  expect(found.get("source-from-features")).toBeLessThan(0.65);
});

test("where source and class are one, the class tells the source, and no class has two sources", async () => {
  const found = await balanced([1, 2], (source) => source);

  expect(found.get("source-from-class")).toBe(1);
  expect([...found.keys()]).toEqual([
    "source-from-features",
    "source-from-histogram",
    "source-from-class",
  ]);
});

test("with one source there is nothing to tell", async () => {
  const one = madeFilms([
    { label: "normal", source: "east", split: "train", image: new Float32Array(4) },
    { label: "covid19", source: "east", split: "test", image: new Float32Array(4) },
  ]);

  const context = { network: networkOf([0]), films: filmsBySplit(one) };
  expect(await sourceAudits(context, options, noStop)).toEqual([]);
});
