// Hashes of patches: mirroring and inverting are one XOR, other patches are far away.

import { expect, test } from "vitest";
import { randomStream } from "../random/stream.ts";
import { blur } from "./blur.ts";
import { bitCount, HASH_WORDS, hashPatches, INVERT_MASK, MIRROR_MASK } from "./patch-hash.ts";

const SIDE = 61;
const pose = { scaleX: 1, scaleY: 1, turn: 0 };

function texture(seed: number) {
  const stream = randomStream({ seed, epoch: 0, sample: 0, op: 1000 });
  const data = Float32Array.from({ length: SIDE * SIDE }, () => stream.normal());
  return blur({ width: SIDE, height: SIDE, data }, 2);
}

const centre = [Math.floor(SIDE / 2) * SIDE + Math.floor(SIDE / 2)];
const distance = (a: Uint16Array, b: Uint16Array, mask?: Uint16Array): number =>
  a.reduce((sum, word, at) => sum + bitCount(word ^ (b[at] as number) ^ (mask?.[at] ?? 0)), 0);

test("a mirrored patch has the hash XOR the mirror's mask, an inverted one all bits turned", () => {
  const plane = texture(1);
  const flipped = Float32Array.from(
    plane.data,
    (_, at) => plane.data[at - (at % SIDE) + SIDE - 1 - (at % SIDE)] as number,
  );
  const own = hashPatches(plane, centre, pose);
  const mirror = hashPatches({ ...plane, data: flipped }, centre, pose);
  const inverted = hashPatches({ ...plane, data: plane.data.map((value) => -value) }, centre, pose);

  expect(own.length).toBe(HASH_WORDS);
  expect(distance(own, mirror)).toBeGreaterThan(16);
  expect(distance(own, mirror, MIRROR_MASK)).toBeLessThan(2);
  expect(distance(own, inverted, INVERT_MASK)).toBe(0);
});

test("patches of other places differ in about half of the bits", () => {
  const distances = Array.from({ length: 20 }, (_, seed) =>
    distance(
      hashPatches(texture(2 * seed), centre, pose),
      hashPatches(texture(2 * seed + 1), centre, pose),
    ),
  );
  const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;

  expect(Math.abs(mean - 32)).toBeLessThan(5);
  expect(Math.min(...distances)).toBeGreaterThan(12);
});

test.each([
  [0, 0],
  [-1, 32],
  [0b1011, 3],
  [0x80000000 | 0, 1],
])("%i has %i bits", (word, bits) => {
  expect(bitCount(word)).toBe(bits);
});
