// Streams: addressing, ranges and moments.

import fc from "fast-check";
import { expect, test } from "vitest";
import { shuffledOrder } from "./shuffled-order.ts";
import { randomStream } from "./stream.ts";

const address = { seed: 7, epoch: 3, sample: 11, op: 2 };

function take(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

test("the same address gives the same numbers whatever is drawn elsewhere", () => {
  const first = randomStream(address);
  const other = randomStream({ ...address, sample: 12 });
  const second = randomStream(address);

  const interleaved = take(50, () => {
    other.normal();
    return first.uniform();
  });

  expect(take(50, () => second.uniform())).toEqual(interleaved);
});

test.each([{ seed: 8 }, { seed: 7 + 2 ** 32 }, { epoch: 4 }, { sample: 12 }, { op: 3 }])(
  "another address, %o, gives other numbers",
  (change) => {
    const here = take(8, randomStream(address).word);

    const there = take(8, randomStream({ ...address, ...change }).word);

    expect(there.filter((word) => here.includes(word))).toEqual([]);
  },
);

test("uniform numbers lie in [0, 1), fit a float32 and have the moments of the law", () => {
  const values = take(40_000, randomStream(address).uniform);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;

  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(values.every((value) => Math.fround(value) === value)).toBe(true);
  // Four standard errors: √(1/12/40000) = 0.00144 and √(4/45/40000) = 0.0015.
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.006);
  expect(Math.abs(square - 1 / 3)).toBeLessThan(0.006);
});

test("normal numbers have mean 0, variance 1 and the tails of the law", () => {
  const values = take(40_000, randomStream(address).normal);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  const beyond = values.filter((value) => Math.abs(value) > 1.96).length / values.length;

  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  expect(Math.abs(beyond - 0.05)).toBeLessThan(0.005);
});

test("integers reach both bounds, stay inside and are level", () => {
  const counts = new Map<number, number>();
  const stream = randomStream(address);
  for (let draw = 0; draw < 30_000; draw += 1) {
    const value = stream.integer(-1, 4);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }

  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3, 4]);
  // 5000 expected, standard deviation 64.5.
  for (const count of counts.values()) expect(Math.abs(count - 5000)).toBeLessThan(300);
});

test("an interval of 2^32 integers gives the word itself", () => {
  expect(randomStream(address).integer(0, 2 ** 32 - 1)).toBe(randomStream(address).word());
});

test("refuses an empty interval but takes an interval of one integer", () => {
  const stream = randomStream(address);

  expect(stream.integer(5, 5)).toBe(5);
  expect(() => stream.integer(6, 5)).toThrow(
    "random integer: low ≤ high must hold for integers, but low is 6 and high 5." +
      " Give an interval that holds an integer.",
  );
});

test("refuses a fractional seed but takes the largest safe one", () => {
  expect(randomStream({ ...address, seed: Number.MAX_SAFE_INTEGER }).uniform()).toBeLessThan(1);
  expect(() => randomStream({ ...address, seed: 0.5 })).toThrow(
    'random stream: "seed" must be an integer from 0 to 9007199254740991, but it is 0.5.' +
      " Give a whole number in that range.",
  );
});

test("an epoch order is a permutation that its seed and epoch fix", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(), fc.nat(1000), (n, seed, epoch) => {
      const order = shuffledOrder(n, seed, epoch);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      expect(shuffledOrder(n, seed, epoch)).toEqual(order);
    }),
  );
});

test("orders of two epochs differ and every place is equally likely", () => {
  const places = new Array<number>(5).fill(0);
  for (let epoch = 0; epoch < 5000; epoch += 1) {
    const place = shuffledOrder(5, 1, epoch).indexOf(0);
    places[place] = (places[place] ?? 0) + 1;
  }

  expect(shuffledOrder(100, 1, 0)).not.toEqual(shuffledOrder(100, 1, 1));
  // 1000 expected in each place, standard deviation 28.
  for (const count of places) expect(Math.abs(count - 1000)).toBeLessThan(120);
});
