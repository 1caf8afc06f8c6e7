// --memory-budget and --micro-batch as processes: what they say, what run.json keeps, exact resume.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallPretrain } from "./small-run.ts";

let data: string;
beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
});

const checkpointOf = (run: string) => readFileSync(join(run, "last.safetensors"));
const configOf = (run: string) => JSON.parse(readFileSync(join(run, "run.json"), "utf8")).config;

test("a budget makes micro-batches, which a resumed run keeps bit by bit", async () => {
  const straight = join(emptyFolder(), "straight");
  const stopped = join(emptyFolder(), "stopped");
  const budget = ["--memory-budget", "600KiB"];

  const first = await smallPretrain(data, straight, "--steps", "4", ...budget);
  requireOk(first);
  requireOk(await smallPretrain(data, stopped, "--steps", "2", ...budget));
  // The budget is gone, but not the micro-batch it led to.
  const { microBatch } = configOf(stopped);
  const roomy = ["--memory-budget", "4GiB"];
  requireOk(await runCli(["pretrain", "--out", stopped, "--resume", "--steps", "4", ...roomy]));

  expect(microBatch).toBe(2);
  expect(first.stderr).toContain(
    `each batch of 4 is ${4 / microBatch} micro-batches of ${microBatch} (batch normalisation sees one at a time)`,
  );
  expect(configOf(stopped).microBatch).toBe(microBatch);
  expect(checkpointOf(stopped)).toEqual(checkpointOf(straight));
});

test("says that a step fits a budget as it is, and refuses one below the least", async () => {
  const fits = await smallPretrain(
    data,
    join(emptyFolder(), "fits"),
    "--steps",
    "1",
    "--memory-budget",
    "1GiB",
  );
  const refused = await smallPretrain(
    data,
    join(emptyFolder(), "no"),
    "--steps",
    "1",
    "--memory-budget",
    "64KiB",
  );

  expect(requireOk(fits).stderr).toContain("pretrain: the step fits in 1.00 GiB as it is");
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain(
    "memory budget: a step must fit in 65536 bytes, but the least it needs is ",
  );
});
