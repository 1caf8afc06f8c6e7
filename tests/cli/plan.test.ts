// `pleura plan` as a process, on WebGPU's guaranteed limits: no GPU is opened.
import { beforeAll, expect, test } from "vitest";
import { bundleCli, runCli } from "./run-cli.ts";

beforeAll(bundleCli);

const plan = (...args: readonly string[]) => runCli(["plan", "--adapter", "baseline", ...args]);

interface Row {
  readonly microBatch: number;
  readonly recomputes: readonly string[];
  readonly totalBytes: number;
  readonly plan: { readonly peakBytes: number; readonly lowerBoundBytes: number };
}

test("prints what paper needs at batch 8, and what would lower it", async () => {
  const { code, stdout } = await plan("--preset", "paper", "--batch", "8");

  expect(code).toBe(0);
  const lines = stdout.split("\n");
  expect(lines[0]).toBe("adapter: WebGPU baseline (no GPU was asked: WebGPU's guaranteed limits)");
  expect(lines[1]).toMatch(/^step: restore, 512×512, batch 8, 31253825 parameters, \d+ launches/);
  expect(lines[2]).toBe("decision: everything is kept, the batch is whole");
  const alternatives = lines.filter((line) => line.includes(" at once, "));
  expect(alternatives).toHaveLength(8);
  expect(stdout).not.toContain("does not fit the adapter");
});

test("gives the same as JSON, with peak, bound and tensors", async () => {
  const args = ["--preset", "demo", "--task", "classify", "--batch", "4", "--json"];

  const [report] = (await plan(...args)).json();

  const chosen = report?.["chosen"] as Row;
  expect(chosen.microBatch).toBe(4);
  expect(chosen.plan.peakBytes / chosen.plan.lowerBoundBytes).toBeLessThanOrEqual(1.1);
  const rows = report?.["alternatives"] as readonly Row[];
  expect(rows.map(({ microBatch }) => microBatch)).toEqual([4, 4, 2, 2, 1, 1]);
  expect(rows[1]?.recomputes).toEqual(["encoder.0", "encoder.1", "bottleneck"]);
  const tensors = report?.["peakTensors"] as readonly { bytes: number; shape: number[] }[];
  const [first] = tensors;
  expect(first?.bytes).toBe(4 * (first?.shape ?? []).reduce((a, b) => a * b, 1));
});

test("counts the moving average of the weights, and nothing else for it", async () => {
  const args = ["--preset", "demo", "--task", "classify", "--json"];
  const planOf = async (...more: readonly string[]) => {
    const [report = {}] = (await plan(...args, ...more)).json();
    const chosen = report["chosen"] as {
      plan: { stateBytes: { variables: number }; parameters: number; peakBytes: number };
    };
    return chosen.plan;
  };

  const [plain, averaging] = [await planOf(), await planOf("--ema", "0.999")];

  const more = averaging.stateBytes.variables - plain.stateBytes.variables;
  expect(more).toBeGreaterThan(4 * plain.parameters);
  expect(more).toBeLessThan(plain.stateBytes.variables / 2);
  expect(averaging.peakBytes).toBe(plain.peakBytes);
});

test("says how a budget is met, and refuses one that cannot be", async () => {
  const small = ["--preset", "demo", "--size", "32", "--batch", "2"];

  const [report] = (await plan(...small, "--json")).json();
  // What the whole batch needs with every block computed again, and nothing more.
  const rows = report?.["alternatives"] as readonly Row[];
  const again = rows[1];

  const met = await plan(...small, "--memory-budget", `${again?.totalBytes}`);
  const refused = await plan(...small, "--memory-budget", "1KiB");

  expect(met.code).toBe(0);
  expect(met.stdout).toMatch(/^budget: 1\.\d MiB\ndecision: the backward pass computes .* again/m);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toMatch(
    /^pleura: memory budget: a step must fit in 1024 bytes, but the least it needs is \d+ bytes, /,
  );
});

test("refuses a micro-batch that does not divide the batch, and a size without a unit that it knows", async () => {
  const odd = await plan("--preset", "demo", "--batch", "8", "--micro-batch", "3");
  const unit = await plan("--preset", "demo", "--memory-budget", "2GB");

  expect(odd.code).toBe(2);
  expect(odd.stderr).toBe(
    'pleura: trainer: "microBatch" must divide the batch of 8, but it is 3. Give one of 1, 2, 4, 8.\n',
  );
  expect(unit.code).toBe(2);
  expect(unit.stderr).toBe(
    'pleura: --memory-budget: the value must be a number of bytes or a size such as 512MiB or 2GiB, but it is "2GB". Correct it.\n',
  );
});
