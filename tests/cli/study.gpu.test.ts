// The study as a process: whole, stopped anywhere and gone on with, extended, and with changed settings.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";
import { requireOk, smallDataset } from "./small-run.ts";

let data = "";
let straight = "";

/** Two arms of the smallest network, few steps, all audits that need no further folder. */
function studyFile(out: string, more = "explained: 0"): string {
  const path = join(emptyFolder(), "study.yaml");
  writeFileSync(
    path,
    `data: ${data}
out: ${out}
preset: demo
size: 32
unet: { levels: 2, width: 4, reduction: 2 }
arms: [scratch, ssl-cbam]
losses: [ssim]
seeds: [1]
labelFractions: [1]
draws: 100
pretext: { steps: 3, batch: 4, everySteps: 1 }
finetune: { steps: 4, batch: 4, everySteps: 1 }
audits: { views: [], published: false, leaveOneSourceOut: false }
${more}`,
  );
  return path;
}

/** Every file whose numbers must not depend on interruptions. */
function tablesOf(out: string): Record<string, string> {
  const names = readdirSync(out, { recursive: true }).map(String);
  const kept = names.filter((name) =>
    /^(study|study-table|explanations)\.(json|csv|tex)$|^(model-card|data-sheet)\.(md|html)$|predictions-(val|test)\.csv$|cell\.json$/.test(
      name,
    ),
  );
  return Object.fromEntries(
    kept.sort().map((name) => [name, readFileSync(join(out, name), "utf8")]),
  );
}

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  straight = join(emptyFolder(), "straight");
  requireOk(await runCli(["study", "--config", studyFile(straight, "explained: 2")]));
});

/** Starts the study again and again; sends `signal` when stderr first holds the next of `moments`. */
async function interruptedStudy(
  file: string,
  moments: readonly (readonly [text: string, signal: NodeJS.Signals])[],
): Promise<(number | null)[]> {
  const codes: (number | null)[] = [];
  for (const [text, signal] of moments) {
    const child = startCli(["study", "--config", file]);
    let said = "";
    let isSent = false;
    child.stderr?.on("data", (chunk) => {
      said += chunk;
      if (isSent || !said.includes(text)) return;
      isSent = true;
      child.kill(signal);
    });
    const { code } = await finished(child);
    expect(isSent, `"${text}" was said:\n${said}`).toBe(true);
    codes.push(code);
  }
  return codes;
}

test("stopped by Ctrl-C and killed anywhere, it ends with the same tables bit for bit", async () => {
  const out = join(emptyFolder(), "stopped");
  const file = studyFile(out, "explained: 2");

  const codes = await interruptedStudy(file, [
    ["study: cell 1 of 3", "SIGKILL"],
    ["finetune: a step is", "SIGINT"],
    ["study: cell 2 of 3", "SIGTERM"],
    ["pretrain: step 3, validation", "SIGKILL"],
    ["study: cell 3 of 3", "SIGKILL"],
    ["finetune: step", "SIGKILL"],
  ]);
  requireOk(await runCli(["study", "--config", file]));

  expect(codes).toEqual([null, 130, 143, null, null, null]);
  expect(tablesOf(out)).toEqual(tablesOf(straight));
  expect(Object.keys(tablesOf(out)).length).toBeGreaterThan(5);
});

test("a finished study trains nothing again and writes the same tables", async () => {
  const before = tablesOf(straight);

  const again = requireOk(await runCli(["study", "--config", studyFile(straight, "explained: 2")]));

  expect(again.stderr).toContain("study: 3 of 3 cells are done already");
  expect(again.stderr).not.toContain("study: cell");
  expect(tablesOf(straight)).toEqual(before);
});

test("tells the headline in full, measures its heatmaps and writes its cards", () => {
  const { headline, explanations, rows, comparisons } = JSON.parse(
    readFileSync(join(straight, "study.json"), "utf8"),
  );
  const page = readFileSync(join(straight, "study.html"), "utf8");

  expect(headline.cell).toBe("finetune/clean_ssl-cbam_ssim_100pct_seed1");
  expect(headline.evaluation.n).toBe(rows[0].n);
  expect(explanations.n).toBe(2);
  expect(comparisons).toHaveLength(1);
  expect(comparisons[0].differences.accuracy.value).toBeCloseTo(
    rows[1].metrics.accuracy.mean - rows[0].metrics.accuracy.mean,
    12,
  );
  expect(page).toContain("Research use. Not for diagnosis.");
  expect(page).toContain("All 3 trainings are done.");
  for (const name of ["model-card.md", "data-sheet.md"]) {
    expect(readFileSync(join(straight, name), "utf8")).toMatch(/research/i);
  }
});

test("what is deleted of a study is made again, and the tables are the same in the same order", async () => {
  const out = join(emptyFolder(), "mended");
  cpSync(straight, out, { recursive: true });
  rmSync(join(out, "finetune", "clean_scratch_100pct_seed1"), { recursive: true });
  rmSync(join(out, "finetune", "clean_ssl-cbam_ssim_100pct_seed1", "predictions-test.csv"));

  requireOk(await runCli(["study", "--config", studyFile(out, "explained: 2")]));

  expect(tablesOf(out)).toEqual(tablesOf(straight));
});

test("refuses a classifier whose pretext would be another one", async () => {
  const out = join(emptyFolder(), "other-pretext");
  cpSync(straight, out, { recursive: true });
  rmSync(join(out, "pretext"), { recursive: true });

  const found = await runCli([
    ...["study", "--config", studyFile(out, "explained: 2"), "--set", "pretext.steps=2"],
  ]);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain(
    'but "steps" of its pretext "pretext/clean_ssl-cbam_ssim_seed1" differs.',
  );
});

test("a study can be extended by a seed, and its first cells stay", async () => {
  const out = join(emptyFolder(), "extended");
  requireOk(await runCli(["study", "--config", studyFile(out)]));
  const before = tablesOf(out);

  const more = requireOk(
    await runCli(["study", "--config", studyFile(out), "--set", "seeds=[1, 2]"]),
  );

  const after = tablesOf(out);
  expect(more.stderr).toContain("study: 3 of 6 cells are done already");
  for (const [name, text] of Object.entries(before)) {
    if (name.includes("/")) expect(after[name]).toBe(text);
  }
  const { rows } = JSON.parse(after["study.json"] ?? "");
  expect(rows[0].seeds).toEqual([1, 2]);
});

test("with --no-train it tells what is done and what is missing, and trains nothing", async () => {
  const more = ["--no-train", "--set", "seeds=[1, 2]"];

  const found = requireOk(
    await runCli(["study", "--config", studyFile(straight, "explained: 2"), ...more]),
  );

  expect(found.stderr).not.toContain("study: cell");
  expect(found.stdout).toContain("3 of 6 trainings are done; run the same command to go on");
  const { cells, isComplete } = JSON.parse(readFileSync(join(straight, "study.json"), "utf8"));
  expect({ cells, isComplete }).toEqual({ cells: { done: 3, planned: 6 }, isComplete: false });
});

test("refuses other training settings for a cell that was begun, and other data", async () => {
  const changed = await runCli([
    "study",
    "--config",
    studyFile(straight, "explained: 2"),
    "--set",
    "finetune.learningRate=0.5",
  ]);
  const otherSeed = await runCli([
    "study",
    "--config",
    studyFile(straight, "explained: 2"),
    "--seed",
    "9",
  ]);

  expect(changed.code).toBe(2);
  expect(changed.stderr).toContain(
    'its cell "finetune/clean_scratch_100pct_seed1" must have the settings that it was begun with, but "learningRate" differs.',
  );
  expect(otherSeed.code).toBe(2);
  expect(otherSeed.stderr).toContain(
    "must be the one that data and settings give, but it differs.",
  );
});

test("refuses predictions of other films", async () => {
  const out = join(emptyFolder(), "foreign");
  requireOk(await runCli(["study", "--config", studyFile(out)]));
  const path = join(out, "finetune", "clean_scratch_100pct_seed1", "predictions-test.csv");
  const [header, first, ...rest] = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [header, first?.replace(/^[^,]+/, "other.png"), ...rest].join("\n"));

  const found = await runCli(["study", "--config", studyFile(out)]);

  expect(found.code).toBe(6);
  expect(found.stderr).toContain("it must hold the logits of the");
  rmSync(out, { recursive: true });
});

test.each([
  ["an unknown key", "armz: [ssl]", 'but "armz" is not. Did you mean "arms"?'],
  [
    "an unknown key of a training",
    "finetune: { steps: 4, batsch: 4 }",
    '"finetune.batsch" is not.',
  ],
  ["no steps", "finetune: { batch: 4 }", '"finetune.steps" must be given, but it is missing.'],
  ["lost patience in a cell", "finetune: { steps: 4, patience: 1 }", '"finetune.patience" is not.'],
  [
    "a loss beside losses",
    "pretext: { steps: 3, loss: { kind: mse } }",
    'but "pretext.loss.kind" is given as mse.',
  ],
  ["an arm twice", "arms: [ssl, ssl]", '"arms" must be a list of different values'],
  ["a time limit in a cell", "finetune: { steps: 4, minutes: 3 }", '"finetune.minutes" is not.'],
])("refuses %s before any work", async (_, line, words) => {
  const out = join(emptyFolder(), "none");
  const key = line.split(":")[0] ?? "";
  const path = studyFile(out);
  const kept = readFileSync(path, "utf8")
    .split("\n")
    .filter((one) => !one.startsWith(`${key}:`));
  writeFileSync(path, [...kept, line].join("\n"));

  const found = await runCli(["study", "--config", path]);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain(words);
});
