// Local shuffling: what it keeps, how far it moves pixels, how much it touches.

import { expect, test } from "vitest";
import { randomStream } from "../random/stream.ts";
import { shuffleLocally } from "./local-shuffle.ts";

const options = { blocks: 500, sideDivisor: 10 };

function numbered(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => index);
}

function stream(sample: number) {
  return randomStream({ seed: 5, epoch: 0, sample, op: 2 });
}

test.each([
  { side: 64, share: 0.73 },
  { side: 512, share: 0.69 },
])("500 blocks touch about 70% of an image of side $side", ({ side, share }) => {
  const image = numbered(side * side);
  let moved = 0;
  for (let sample = 0; sample < 3; sample += 1) {
    const shuffled = shuffleLocally(image, { height: side, width: side }, stream(sample), options);
    moved += shuffled.filter((value, index) => value !== index).length / (3 * side * side);
  }

  // A block of one pixel, and a pixel that stays by chance, does not count as moved.
  expect(Math.abs(moved - share)).toBeLessThan(0.04);
});

test("one block permutes its own values and moves none farther than its largest side", () => {
  const side = 60;
  for (let sample = 0; sample < 200; sample += 1) {
    const image = numbered(side * side);

    const shuffled = shuffleLocally(image, { height: side, width: side }, stream(sample), {
      blocks: 1,
      sideDivisor: 10,
    });

    expect(shuffled.toSorted()).toEqual(image);
    const moves = [...shuffled].map((from, to) => [
      Math.abs(Math.floor(from / side) - Math.floor(to / side)),
      Math.abs((from % side) - (to % side)),
    ]);
    expect(Math.max(...moves.flat())).toBeLessThanOrEqual(5);
  }
});

test("a pixel comes from within one block's reach however many blocks overlap", () => {
  const side = 80;

  const shuffled = shuffleLocally(
    numbered(side * side),
    { height: side, width: side },
    stream(0),
    options,
  );

  for (const [to, from] of shuffled.entries()) {
    expect(Math.abs(Math.floor(from / side) - Math.floor(to / side))).toBeLessThanOrEqual(7);
    expect(Math.abs((from % side) - (to % side))).toBeLessThanOrEqual(7);
  }
});

test.each([
  { height: 1, width: 1 },
  { height: 16, width: 9 },
  { height: 3, width: 40 },
])("works at $height × $width and brings in no new value", ({ height, width }) => {
  const image = numbered(height * width);

  const shuffled = shuffleLocally(image, { height, width }, stream(1), options);

  expect(shuffled.length).toBe(image.length);
  expect(shuffled.every((value) => image.includes(value))).toBe(true);
});
