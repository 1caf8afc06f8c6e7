// The peer benchmarks' rounds: sides take turns, and one that fails leaves its reason.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { coldStarts } from "../../bench/peers/cold-start.mjs";
import { interleave } from "../../bench/peers/interleave.mjs";
import { requireMemory, watchLoad } from "../../bench/peers/machine-load.mjs";
import { SideHost } from "../../bench/peers/side-host.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const request = { workload: "W5" };

/** A side whose process answers as the fake script is told. */
function starter(name: string, ...words: string[]) {
  const command = [process.execPath, "fake-side.mjs", name, ...words];
  return { name, start: () => new SideHost(command, { PATH: "" }, here) };
}

/** Names in the order of their steps, from the clock times that the fakes give as losses. */
function orderOf(results: readonly { name: string; losses: readonly number[] }[]): string {
  const steps = results.flatMap(({ name, losses }) => losses.map((at) => ({ name, at })));
  return steps
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name)
    .join("");
}

test("after two warm-ups each, the sides take turns", async () => {
  const { measured } = await interleave(
    [starter("a", "slow"), starter("b", "slow")],
    request,
    3,
    () => {},
  );

  expect(orderOf(measured)).toBe("aabbababab");
  expect(measured.map(({ ms }) => ms.length)).toEqual([3, 3]);
  expect(measured[0]).toMatchObject({ rssBytes: 5, gpuBytes: 7, sums: [1, 2] });
});

test("a side that fails in the middle keeps its reason, and the others go on", async () => {
  const { measured } = await interleave(
    [starter("a", "slow"), starter("b", "slow", "fails-at-4")],
    request,
    3,
    () => {},
  );

  expect(measured[0]?.ms).toHaveLength(3);
  expect(measured[1]).toMatchObject({ error: "device lost" });
});

test("a side whose process dies says with which words", async () => {
  const { measured } = await interleave([starter("a", "dies")], request, 1, () => {});

  expect(measured[0]).toMatchObject({ error: "the process ended (exit 3): last words" });
});

test("a program that is not there is an error of that side", async () => {
  const start = () => new SideHost(["no-such-program"], { PATH: "" }, here);
  const { measured } = await interleave([{ name: "a", start }], request, 1, () => {});

  expect(measured[0]?.error).toContain("no-such-program");
});

test("a side that does not answer in time is ended", async () => {
  const host = starter("a", "hangs").start();

  await expect(host.ask("step", {}, 100)).rejects.toThrow('no answer to "step" within 0.1 s');
  await host.end();
});

test("a side is not started without memory for it", () => {
  expect(() => requireMemory(1.2e9)).toThrow(
    "bench:peers: 1.5 GB of memory must be free to start a side, but 1.2 GB are. " +
      "Choose fewer sides with --peers.",
  );
  expect(() => requireMemory(1.5e9)).not.toThrow();
});

test("a program that others start counts as foreign load, the sides' own work does not", () => {
  let sidesMs = 0;
  const share = watchLoad(() => sidesMs);
  const end = performance.now() + 200;
  while (performance.now() < end);

  // This process's own work is left out; a million ms of the sides outweigh whatever else runs.
  expect(share()).toBeLessThanOrEqual(1);
  sidesMs = 1e6;
  expect(share()).toBe(0);
});

test("cold starts count from the start of the process, and a side that fails has none", async () => {
  const times = await coldStarts([starter("a"), starter("b", "dies")], request);

  expect([...times.keys()]).toEqual(["a"]);
  // Node itself needs longer than this to start.
  expect(times.get("a")?.ms).toBeGreaterThan(5);
  expect(times.get("a")?.cpuMs).toBe(9);
});
