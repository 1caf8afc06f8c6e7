// The command line of the peer benchmarks.
import { expect, test } from "vitest";
import { readOptions } from "../../bench/peers/options.mjs";

const names = (args: readonly string[]) => readOptions(args).sides.map(({ name }) => name);

test("without options everything runs for seven rounds, with the calm wait", () => {
  const { workloads, rounds, asUsers, cold } = readOptions([]);

  expect(workloads).toEqual(["W1", "W2", "W3", "W4f", "W4x", "W4w", "W5"]);
  expect({ rounds, asUsers, cold }).toEqual({ rounds: 7, asUsers: false, cold: false });
});

test("takes lists with spaces, and pleura always takes part", () => {
  expect(readOptions(["--workloads", "W1, W4f"]).workloads).toEqual(["W1", "W4f"]);
  expect(names(["--peers", "jax-js"])).toEqual(["pleura", "jax-js"]);
});

test("refuses an unknown workload", () => {
  expect(() => readOptions(["--workloads", "W1,W9"])).toThrow(
    "bench:peers: a workload must be one of W1, W2, W3, W4f, W4x, W4w, W5, but " +
      '"W9" was given. Give a name of that list.',
  );
});

test("refuses an unknown peer", () => {
  expect(() => readOptions(["--peers", "webgl"])).toThrow(/but "webgl" was given\. Give a name of/);
});

test.each(["0", "2.5", "many"])("refuses %s rounds", (rounds) => {
  expect(() => readOptions(["--rounds", rounds])).toThrow(
    `bench:peers: "--rounds" must be a whole number ≥ 1, but "${rounds}" was given. ` +
      "Give a number such as 7.",
  );
});
