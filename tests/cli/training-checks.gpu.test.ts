// What is asked before a long training, through the command line: a dry run, one batch overfitted; and averaged weights.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSafetensors } from "@pleura/data";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallNetwork } from "./small-run.ts";

let data: string;
beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
});

const finetune = (out: string, ...more: readonly string[]) =>
  runCli(["finetune", "--data", data, "--out", out, "--init", "scratch", ...smallNetwork, ...more]);

const temporaries = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("pleura-dry-run-"));

test("a dry run does one step of everything and keeps nothing", async () => {
  const out = join(emptyFolder(), "run");
  const before = temporaries();

  const found = requireOk(await finetune(out, "--dry-run", "--steps", "500"));

  expect(found.stdout).toMatch(
    /^finetune: complete at step 1 after \d+ s, dry run, nothing is kept\n$/,
  );
  expect(found.stderr).toContain("finetune: 4 images, ");
  expect(found.stderr).toMatch(/finetune: step 1, validation loss \d/);
  expect(existsSync(out)).toBe(false);
  expect(temporaries()).toEqual(before);
});

test("a dry run is refused where a run is, exit 2, and for a resume", async () => {
  const out = join(emptyFolder(), "run");
  requireOk(await finetune(out, "--steps", "1"));

  const again = await finetune(out, "--dry-run");
  const resumed = await runCli(["finetune", "--resume", out, "--dry-run"]);

  expect(again.code).toBe(2);
  expect(again.stderr).toContain("the folder must hold no run yet");
  expect(resumed.code).toBe(2);
});

test("a network that learns four images by heart ends with 0, one that has no time for it with 7", async () => {
  const [learnt, short] = [join(emptyFolder(), "learnt"), join(emptyFolder(), "short")];
  const args = ["--overfit", "4", "--learning-rate", "0.02"];

  const found = requireOk(await finetune(learnt, ...args));
  const failed = await finetune(short, ...args, "--steps", "2");

  expect(found.stdout).toMatch(/^finetune: target at step \d+ .*; the loss reached 0\.0500: from /);
  expect(failed.code).toBe(7);
  expect(failed.stdout).toContain("; the loss did not reach 0.0500: from ");
  expect(JSON.parse(readFileSync(join(learnt, "run.json"), "utf8")).data).toEqual({
    train: 4,
    validation: 0,
  });
});

test("refuses to learn more images by heart than there are, exit 2", async () => {
  const found = await finetune(join(emptyFolder(), "many"), "--overfit", "4000", "--batch", "4000");

  expect(found.code).toBe(2);
  expect(found.stderr).toMatch(
    /finetune --overfit: it must be at most the \d+ images to train on, but it is 4000\. Give fewer, such as 4\./,
  );
});

test("runs that the time ends before any validation keep their last weights as the best ones", async () => {
  const out = join(emptyFolder(), "run");
  const stepOf = (name: string) =>
    parseSafetensors(readFileSync(join(out, name))).metadata.get("run.step");

  requireOk(await finetune(out, "--steps", "50", "--minutes", "0.00001"));
  const first = stepOf("best.safetensors");
  requireOk(await runCli(["finetune", "--resume", out, "--minutes", "0.00001"]));

  expect([first, stepOf("last.safetensors"), stepOf("best.safetensors")]).toEqual(["1", "2", "2"]);
});

test("a run with averaged weights resumes bit by bit, and its best weights are the averages", async () => {
  const [straight, resumed] = [join(emptyFolder(), "straight"), join(emptyFolder(), "resumed")];
  const args = ["--ema", "0.5", "--validate-every-steps", "4"];
  const bytes = (folder: string, name: string) => readFileSync(join(folder, name));

  requireOk(await finetune(straight, ...args, "--steps", "4"));
  requireOk(await finetune(resumed, ...args, "--steps", "3"));
  requireOk(await runCli(["finetune", "--resume", resumed, "--steps", "4"]));

  for (const name of ["last.safetensors", "best.safetensors", "metrics.jsonl"]) {
    expect(bytes(resumed, name).equals(bytes(straight, name)), name).toBe(true);
  }
  const last = parseSafetensors(bytes(straight, "last.safetensors"));
  const best = parseSafetensors(bytes(straight, "best.safetensors"));
  expect([...best.tensors.keys()].some((name) => /^(ema|optimiser)\./.test(name))).toBe(false);
  expect(best.metadata.get("run.ema")).toBe("0.5");
  expect(best.metadata.get("run.step")).toBe("4");
  expect(best.tensors.get("head.fc1.weight")?.data).toEqual(
    last.tensors.get("ema.head.fc1.weight")?.data,
  );
});
