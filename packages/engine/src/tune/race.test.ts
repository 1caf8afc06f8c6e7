// Races on a clock that the racers themselves move: who goes on, who wins, and by how much.
import { expect, test } from "vitest";
import { fastest, median, race } from "./race.ts";

/** Racers that take the given milliseconds per run, and their clock. */
function racersOf(ms: Readonly<Record<string, number>>) {
  let clock = 0;
  const order: string[] = [];
  const racers = Object.entries(ms).map(([name, each]) => ({
    name,
    program: {
      repeat: async (count: number) => {
        order.push(name);
        clock += count * each;
      },
    },
  }));
  return { racers, order, options: { now: () => clock, leastMs: 4, rounds: 3 } };
}

test("times every racer once per round and begins each round with another", async () => {
  const { racers, order, options } = racersOf({ a: 1, b: 1.5 });

  const times = await race(racers, "a", options);

  expect(Object.fromEntries(times)).toEqual({ a: [1, 1, 1], b: [1.5, 1.5, 1.5] });
  expect(order).toEqual(["a", "a", "b", "b", "a", "b", "b", "a", "a", "b"]);
});

test("drops a racer twice as slow as the fastest, but never the favourite", async () => {
  const { racers, options } = racersOf({ favourite: 5, quick: 1, slow: 2.1 });

  const times = await race(racers, "favourite", options);

  expect(times.get("favourite")).toHaveLength(3);
  expect(times.get("quick")).toHaveLength(3);
  expect(times.get("slow")).toEqual([]);
});

test.each([
  ["stays when a rival gains 4 %", 0.96, "table"],
  ["goes when a rival gains 6 %", 0.94, "rival"],
])("the built-in choice %s", (_, ratio, winner) => {
  // Rounds of a machine that others slow down: ratios within a round count, not the times.
  const table = [10, 20, 11];
  const times = new Map([
    ["table", table],
    ["rival", table.map((ms) => ms * ratio)],
  ]);

  expect(fastest(times, "table")).toBe(winner);
});

test("the fastest wins when the built-in choice was rejected", () => {
  const times = new Map([
    ["a", [2, 2, 2]],
    ["b", [1.99, 1.99, 1.99]],
  ]);

  expect(fastest(times, "table")).toBe("b");
});

test("a median is the middle value", () => {
  expect(median([3, 1, 2])).toBe(2);
});
