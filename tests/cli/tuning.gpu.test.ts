// Tuning as a process: the table that doctor shows, trainings that use it, resumes that keep it, and --no-tune.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type AdapterFacts, answerTo, collectQuestions } from "@pleura/engine";
import { planTraining, presets } from "@pleura/models";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallNetwork } from "./small-run.ts";

let data: string;
beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
}, 120_000);

const withCache = (folder: string) => ({ env: { PLEURA_CACHE_DIR: folder } });
const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** What `doctor --tuned --json` shows. */
async function shownTable(cache: string) {
  const result = requireOk(await runCli(["doctor", "--tuned", "--json"], withCache(cache)));
  return result.json()[0] as {
    readonly path: string;
    readonly problem: string | null;
    readonly adapter: AdapterFacts;
    readonly entries: readonly { readonly chosen: string }[];
  };
}

/** A cache in which every shape of `smallPretrain` gets the last variant that it has. */
async function plantedCache(): Promise<string> {
  const cache = emptyFolder();
  const { path, adapter } = await shownTable(cache);
  const { choose, questions } = collectQuestions();
  const { unet, pretext } = presets.demo;
  const small = {
    ...unet,
    levels: 2,
    width: 4,
    norm: "batch",
    reduction: 2,
    dropout: 0.1,
  } as const;
  const { optimiser, ssimRange } = pretext;
  const restorationLoss = { kind: "ssim", ssimRange, l1Weight: 0 } as const;
  planTraining(
    { task: "restore", unet: small, size: 32, batch: 4, optimiser, restorationLoss },
    adapter,
    { choose },
  );
  const entries = questions().map((question) => ({
    ...answerTo(question, question.names.at(-1) ?? "", adapter, hash),
    ...{ op: question.op.name, shape: "", builtIn: question.names[0], ms: 1 },
    ...{ measured: [], rejected: [] },
  }));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ format: 1, adapter, entries }));
  return cache;
}

const weightsOf = (out: string) => readFileSync(join(out, "last.safetensors"));
const variantsOf = (out: string): readonly unknown[] =>
  JSON.parse(readFileSync(join(out, "run.json"), "utf8")).variants;

/** Pretrains to a step with a cache folder. */
async function pretrained(cache: string, ...more: readonly string[]) {
  const out = join(emptyFolder(), "run");
  const args = ["pretrain", "--data", data, "--out", out, ...smallNetwork, ...more];
  const result = requireOk(await runCli(args, withCache(cache)));
  return { out, stderr: result.stderr };
}

test("a training uses the table, its resume the same without it, and --no-tune neither", async () => {
  const cache = await plantedCache();
  const plain = await pretrained(emptyFolder(), "--steps", "4");

  const straight = await pretrained(cache, "--steps", "4");
  const resumed = await pretrained(cache, "--steps", "2");
  const notTuned = await pretrained(cache, "--no-tune", "--steps", "4");
  const shown = await shownTable(cache);
  rmSync(cache, { recursive: true });
  const more = ["pretrain", "--resume", resumed.out, "--steps", "4"];
  requireOk(await runCli(more, withCache(emptyFolder())));

  expect(shown).toMatchObject({ problem: null });
  expect(shown.entries.length).toBeGreaterThan(0);
  expect(variantsOf(straight.out)).toHaveLength(shown.entries.length);
  expect(weightsOf(straight.out)).not.toEqual(weightsOf(plain.out));
  expect(weightsOf(resumed.out)).toEqual(weightsOf(straight.out));
  expect(variantsOf(resumed.out)).toEqual(variantsOf(straight.out));
  expect(weightsOf(notTuned.out)).toEqual(weightsOf(plain.out));
  expect(variantsOf(notTuned.out)).toEqual([]);
});

test("a damaged table is ignored with one word, and shown as such", async () => {
  const cache = emptyFolder();
  const { path } = await shownTable(cache);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "damaged");

  const { stderr } = await pretrained(cache, "--steps", "1");
  const { problem } = await shownTable(cache);

  const words = `tuning: "${path}" is damaged, so it is ignored; pleura doctor --tune measures again`;
  expect(stderr.split("\n").filter((line) => line.startsWith("tuning:"))).toEqual([words]);
  expect(problem).toBe(`"${path}" is damaged`);
});
