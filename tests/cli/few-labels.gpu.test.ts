// Fine-tuning on a share of the labels through the command line: equal steps, the list, resume, validation steps.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallNetwork } from "./small-run.ts";

let data: string;
beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
});

const share = ["--label-fraction", "0.1", "--validate-every-steps", "2"];

async function finetune(out: string, ...more: readonly string[]) {
  const args = ["finetune", "--data", data, "--out", out, "--init", "scratch", ...smallNetwork];
  return requireOk(await runCli([...args, ...more]));
}

const textOf = (out: string, name: string) => readFileSync(join(out, name), "utf8");
const recordOf = (out: string) => JSON.parse(textOf(out, "run.json"));
const linesOf = (out: string): Record<string, unknown>[] =>
  textOf(out, "metrics.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("a share of the labels keeps the steps of an epoch, names its images and resumes bit by bit", async () => {
  const [all, few, resumed] = ["all", "few", "resumed"].map((name) =>
    join(emptyFolder(), name),
  ) as [string, string, string];
  await finetune(all, "--steps", "1");

  const told = await finetune(few, ...share, "--steps", "6");
  await finetune(resumed, ...share, "--steps", "3");
  requireOk(await runCli(["finetune", "--resume", resumed, "--steps", "6"]));

  const listed = textOf(few, "labels.csv").trim().split(/\r?\n/).slice(1);
  expect(told.stderr).toContain("finetune: a share of 0.1 of the labels, covid19 1 of ");
  expect(recordOf(few).data.train).toBe(listed.length);
  expect(recordOf(few).data.train).toBeLessThan(4);
  expect(recordOf(few).model.stepsPerEpoch).toBe(recordOf(all).model.stepsPerEpoch);
  const validated = linesOf(few).filter(({ validation }) => validation !== undefined);
  expect(validated.map(({ step }) => step)).toEqual([2, 4, 6]);
  for (const name of ["last.safetensors", "best.safetensors", "metrics.jsonl", "labels.csv"]) {
    expect(textOf(resumed, name) === textOf(few, name), name).toBe(true);
  }
});

test("refuses another share on resume, exit 2", async () => {
  const out = join(emptyFolder(), "run");
  await finetune(out, ...share, "--steps", "1");

  const found = await runCli(["finetune", "--resume", out, "--label-fraction", "0.5"]);

  expect(found.code).toBe(2);
  expect(found.stderr).toBe(
    `pleura: resume "${out}": "labelFraction" must stay 0.1, but 0.5 is given. Leave it out, or start a new run.\n`,
  );
});
