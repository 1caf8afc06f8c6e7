// The peer benchmarks' work: the same numbers, the same count of operations, whatever the language.
import { describe, expect, test } from "vitest";
import { compareResult, sumsOf } from "../../bench/peers/checks.mjs";
import {
  layouts,
  mixedNumbers,
  transposed,
  unetImages,
  unetWeights,
} from "../../bench/peers/numbers.mjs";
import { flopsOf, workloadNames, workloadOf } from "../../bench/peers/workloads.mjs";

describe("flopsOf", () => {
  test.each([
    // As in the harness that the reference losses come from.
    ["W1", 2_728_919_040],
    ["W2", 21_787_312_128],
    ["W3", 11_130_241_024],
    ["W4f", 1_849_688_064],
    ["W4x", 1_849_688_064],
    ["W4w", 1_849_688_064],
    ["W5", 2_147_483_648],
  ])("counts two per multiply-add of %s", (name, flops) => {
    expect(flopsOf(workloadOf(name))).toBe(flops);
  });

  test("knows every workload", () => {
    expect(workloadNames).toEqual(["W1", "W2", "W3", "W4f", "W4x", "W4w", "W5"]);
  });
});

test("an unknown workload is refused with the list of names", () => {
  expect(() => workloadOf("W6")).toThrow(
    "bench:peers: a workload must be one of W1, W2, W3, W4f, W4x, W4w, W5, but " +
      '"W6" was given. Give a name of that list.',
  );
});

describe("mixedNumbers", () => {
  test("gives the numbers that the reference losses were computed from", () => {
    expect([...mixedNumbers(3, 1)]).toEqual([
      -0.45066869258880615, 0.674399733543396, 0.5461937189102173,
    ]);
    expect([...mixedNumbers(2, 2, 0.5)]).toEqual([0.43474024534225464, 0.15725237131118774]);
  });

  test("stays inside the half-open range and near its mean", () => {
    const numbers = mixedNumbers(10_000, 7);
    const [sum] = sumsOf(numbers);

    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...numbers)).toBeLessThan(1);
    // The mean of 10⁴ uniform numbers has a deviation of 0.006.
    expect(Math.abs(sum / 10_000)).toBeLessThan(0.02);
  });
});

test("the images lie in [−1, 1) and the targets in [0, 1)", () => {
  const { images, targets } = unetImages({ batch: 2, size: 16 });

  expect(images).toHaveLength(512);
  expect(Math.min(...images)).toBeLessThan(-0.9);
  expect(Math.min(...targets)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...targets)).toBeLessThan(1);
});

test("the UNet's filters are He-uniform and its biases 0", () => {
  const weights = unetWeights(4);
  const [first] = weights;

  expect(weights.map(({ name }) => name).join(" ")).toBe(
    "e1a e1b e2a e2b ma mb d2a d2b d1a d1b out",
  );
  expect(Math.max(...(first?.filter ?? []))).toBeLessThanOrEqual(Math.sqrt(6 / 9));
  expect(Math.max(...(first?.filter ?? []))).toBeGreaterThan(0.7 * Math.sqrt(6 / 9));
  expect([...(first?.bias ?? [])]).toEqual([0, 0, 0, 0]);
});

describe("transposed", () => {
  test("moves channels last", () => {
    // n = 1, c = 2, h = 1, w = 3.
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);

    expect([...transposed(values, [1, 2, 1, 3], layouts.nchwToNhwc)]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test("and back", () => {
    const values = mixedNumbers(2 * 3 * 4 * 5, 1);
    const moved = transposed(values, [2, 3, 4, 5], layouts.nchwToNhwc);

    expect(transposed(moved, [2, 4, 5, 3], layouts.nhwcToNchw)).toEqual(values);
  });
});

describe("compareResult", () => {
  test("accepts losses that differ by rounding", () => {
    expect(compareResult("W2", { losses: [0.1633806, 0.11551] })).toEqual({
      agrees: true,
      text: "agrees (6e-7)",
    });
  });

  test("refuses a first loss that is off in the fourth digit", () => {
    expect(compareResult("W2", { losses: [0.1634, 0.1155069] }).agrees).toBe(false);
  });

  test("refuses the sums of a convolution without padding", () => {
    expect(compareResult("W4f", { sums: [164.2, 504885.9] })).toEqual({
      agrees: false,
      text: "WRONG (6e-5)",
    });
  });

  test("says when there is no result", () => {
    expect(compareResult("W1", {})).toEqual({ agrees: false, text: "no result" });
  });
});
