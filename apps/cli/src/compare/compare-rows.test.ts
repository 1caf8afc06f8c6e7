// Verdicts on made-up machines: how often equal builds are told apart, and how often a real change is found.
import { type RandomStream, randomStream } from "@pleura/data";
import { expect, test } from "vitest";
import { compareRows, type RowsByTitle } from "./compare-rows.ts";

/** A machine that others use too: it drifts, loses a core for a while, and disturbs single samples. */
interface Machine {
  /** The next sample of a row that takes `ms` on the quiet machine: the row and both reference loads. */
  sample(ms: number): { ms: number; fmaMs: number; copyMs: number };
}

function machine(stream: RandomStream): Machine {
  let drift = 0;
  let isShared = stream.uniform() < 0.5;
  return {
    sample(ms) {
      drift += 0.002 * stream.normal();
      if (stream.uniform() < 0.02) isShared = !isShared;
      const speed = Math.exp(drift) * (isShared ? 2 : 1);
      const noise = (sd: number) => Math.exp(sd * stream.normal());
      // A disturbance of one sample: the row is hit and its references are not.
      const outlier = stream.uniform() < 0.08 ? 1 + stream.uniform() : 1;
      return {
        ms: ms * speed * outlier * noise(0.03),
        fmaMs: 3 * speed * noise(0.03),
        copyMs: 5 * speed * noise(0.05),
      };
    },
  };
}

const titles = Array.from({ length: 10 }, (_, row) => `row ${row}`);
const rounds = 7;

/** One session over all rows in rounds; each row is a little faster or slower in each process. */
function session(from: Machine, stream: RandomStream, factors: ReadonlyMap<string, number>) {
  const layouts = titles.map(() => Math.exp(0.01 * stream.normal()));
  const found = titles.map(
    () => ({ round: [], ms: [], fmaMs: [], copyMs: [], unrest: [] }) as Mutable,
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [row, title] of titles.entries()) {
      const sample = from.sample((layouts[row] ?? 1) * (2 + row) * (factors.get(title) ?? 1));
      for (const part of ["ms", "fmaMs", "copyMs"] as const) found[row]?.[part].push(sample[part]);
      found[row]?.round.push(round);
      found[row]?.unrest.push(0);
    }
  }
  return found;
}

type Mutable = Record<"round" | "ms" | "fmaMs" | "copyMs" | "unrest", number[]>;

function side(sessions: readonly Mutable[][]): RowsByTitle {
  return new Map(titles.map((title, row) => [title, sessions.map((one) => one[row] as Mutable)]));
}

/** Two results, one after the other, on the same drifting machine. */
function oneAfterTheOther(seed: number, factors: ReadonlyMap<string, number>) {
  const stream = randomStream({ seed, epoch: 0, sample: 0, op: 1000 });
  const [before, after] = [machine(stream), machine(stream)];
  const sessions = (from: Machine, which: ReadonlyMap<string, number>) =>
    side(Array.from({ length: 10 }, () => session(from, stream, which)));
  return { a: sessions(before, new Map()), b: sessions(after, factors), takesTurns: false };
}

/** Two results whose sessions took turns sample by sample. */
function byTurns(seed: number, factors: ReadonlyMap<string, number>) {
  const stream = randomStream({ seed, epoch: 0, sample: 0, op: 1000 });
  const shared = machine(stream);
  const pairs = Array.from({ length: 10 }, () => {
    const a = session(shared, stream, new Map());
    return { a, b: session(shared, stream, factors) };
  });
  return { a: side(pairs.map(({ a }) => a)), b: side(pairs.map(({ b }) => b)), takesTurns: true };
}

const options = { threshold: 0.05, confidence: 0.99 };
const comparisons = 400;

test.each([
  ["one after the other", oneAfterTheOther],
  ["by turns", byTurns],
])("equal builds measured %s are told apart in less than one table of a hundred", (_, measure) => {
  let alarms = 0;
  for (let seed = 0; seed < comparisons; seed += 1) {
    const { a, b, takesTurns } = measure(seed, new Map());
    const { rows } = compareRows(a, b, { ...options, takesTurns });
    if (rows.some(({ verdict }) => verdict !== "inconclusive")) alarms += 1;
  }

  expect(alarms).toBeLessThanOrEqual(comparisons / 100);
});

test.each([
  ["one after the other", oneAfterTheOther, 1.1, "slower"],
  ["by turns", byTurns, 1.1, "slower"],
  ["by turns", byTurns, 1 / 1.1, "faster"],
] as const)("a change measured %s is found in 19 tables of 20", (_, measure, factor, verdict) => {
  let found = 0;
  let others = 0;
  for (let seed = 0; seed < comparisons; seed += 1) {
    const { a, b, takesTurns } = measure(seed, new Map([["row 7", factor]]));
    const { rows } = compareRows(a, b, { ...options, takesTurns });
    if (rows[7]?.verdict === verdict) found += 1;
    others += rows.filter(
      ({ verdict: v, title }) => v !== "inconclusive" && title !== "row 7",
    ).length;
  }

  expect(found).toBeGreaterThanOrEqual(0.95 * comparisons);
  expect(others).toBeLessThanOrEqual(comparisons / 100);
});
