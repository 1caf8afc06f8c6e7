// `pleura data check`: unreadable files, copies, leaks, suspects, and what sources give away.
import { join } from "node:path";
import { writeCsv } from "@pleura/data";
import { z } from "zod";
import {
  checkDataset,
  type DatasetReport,
  FAULTS,
  type Finding,
  WARNINGS,
} from "../check/check-dataset.ts";
import { checkPage } from "../check/check-page.ts";
import { printCheck } from "../check/print-check.ts";
import { commandSettings, seedSetting, textSetting } from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { toJson } from "../output.ts";
import { createProgress, type Progress } from "../progress/progress.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";

/** Names in one text, such as `leaks,duplicates`, or a list of them in a settings file. */
const names = <T extends readonly [string, ...string[]]>(all: T) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((name) => name.trim()) : value),
    z.array(z.enum(all)),
  );

const schema = z.strictObject({
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting.optional(),
  allow: names(FAULTS),
  forbid: names(WARNINGS),
  near: z.boolean(),
  seed: seedSetting.optional(),
  adapter: textSetting.optional(),
});

/** Runs the command: exit 3 when anything is wrong that is not allowed. */
export async function run(invocation: Invocation): Promise<number> {
  const settings = commandSettings(schema, invocation, { allow: [], forbid: [], near: true });
  const { data, manifest, out, near } = settings;
  const { output } = invocation;
  const dataset = openDataset(data, manifest);
  let progress: Progress = createProgress(output, "data check", dataset.rows.length, "images");
  const report = await checkDataset(dataset, near, {
    onImage: (done) => progress.update(done),
    onPairs: (total) => {
      progress.end();
      progress = createProgress(output, "data check: comparing", total, "pairs");
    },
    onPair: (done) => progress.update(done),
  });
  progress.end();
  const faults: Finding[] = FAULTS.filter((name) => !settings.allow.includes(name));
  const failing = [...faults, ...settings.forbid].filter((name) => report.findings[name] > 0);
  const result = { ...report, ok: failing.length === 0, failing };
  output.json(result);
  printCheck(output, report);
  if (out !== undefined) {
    makeFolder(out);
    writeAtomic(join(out, "check.json"), `${toJson(result, 2)}\n`, "output");
    const columns = ["file", "reason", "message"];
    const table = writeCsv(
      columns,
      report.unreadable.map((one) => ({ ...one })),
      { escapeFormulas: true },
    );
    writeAtomic(join(out, "unreadable.csv"), table, "output");
    writeAtomic(join(out, "check.html"), await checkPage(dataset, report), "output");
  }
  if (result.ok) return EXIT.ok;
  output.say(`pleura: data check "${data}": ${failureWords(report, failing)}`);
  return EXIT.data;
}

function failureWords({ findings }: DatasetReport, failing: readonly Finding[]): string {
  const words: Readonly<Record<Finding, string>> = {
    unreadable: `${countNoun(findings.unreadable, "image", "be")} unreadable`,
    duplicates: `${countNoun(findings.duplicates, "group", "be")} of equal images`,
    "near-duplicates": `${countNoun(findings["near-duplicates"], "pair", "be")} of near duplicates`,
    leaks: `${countNoun(findings.leaks, "leak", "be")} between splits`,
    suspects: `${countNoun(findings.suspects, "image", "be")} suspect`,
    confounding: "class and source are confounded",
  };
  const given = failing.map((name) => words[name]).join(", ");
  const isForbidden = (name: Finding): boolean => WARNINGS.some((warning) => warning === name);
  return failing.every(isForbidden)
    ? `the images must have nothing that --forbid names, but ${given}. Correct the manifest, or leave out of --forbid what is meant to be so.`
    : `every image must be readable, unique and in one split, but ${given}. Correct the manifest, or name with --allow what is meant to be so.`;
}
