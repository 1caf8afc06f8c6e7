// `pleura data check`: unreadable files, exact duplicates, patients in two splits, counts.
import { join } from "node:path";
import { writeCsv } from "@pleura/data";
import { z } from "zod";
import { commandSettings, seedSetting, textSetting } from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { checkDataset, type DatasetReport } from "../node/check-dataset.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { type Output, oneLine, toJson } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";

const schema = z.strictObject({
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting.optional(),
  seed: seedSetting.optional(),
  adapter: textSetting.optional(),
});

/** Lines of each kind that a person gets to see; `--json` and `--out` hold all. */
const MOST_LINES = 20;

/** Runs the command: exit 3 when anything is wrong. */
export async function run(invocation: Invocation): Promise<number> {
  const { data, manifest, out } = commandSettings(schema, invocation, {});
  const { output } = invocation;
  const dataset = openDataset(data, manifest);
  const progress = createProgress(output, "data check", dataset.rows.length, "images");
  const report = await checkDataset(dataset, (done) => progress.update(done));
  progress.end();
  output.json(report);
  print(output, report);
  if (out !== undefined) {
    makeFolder(out);
    writeAtomic(join(out, "check.json"), `${toJson(report, 2)}\n`, "output");
    const columns = ["file", "reason", "message"];
    const table = writeCsv(columns, report.unreadable, { escapeFormulas: true });
    writeAtomic(join(out, "unreadable.csv"), table, "output");
  }
  if (report.ok) return EXIT.ok;
  const { unreadable, duplicates, leaks } = report;
  output.say(
    `pleura: data check "${data}": every image must be readable, unique and in one split, but ` +
      `${countNoun(unreadable.length, "image", "be")} unreadable, ` +
      `${countNoun(duplicates.length, "group", "be")} of equal images, ` +
      `${countNoun(leaks.length, "patient", "be")} in two splits. Correct the manifest.`,
  );
  return EXIT.data;
}

function print(output: Output, report: DatasetReport): void {
  const list = (lines: readonly string[]): void => {
    for (const line of lines.slice(0, MOST_LINES)) output.text(`  ${oneLine(line)}`);
    if (lines.length > MOST_LINES) output.text(`  … and ${lines.length - MOST_LINES} more`);
  };
  output.text(`images      ${report.images} (${report.readable} readable)`);
  output.text(`unreadable  ${report.unreadable.length}`);
  list(report.unreadable.map(({ reason, message }) => `${reason}: ${message}`));
  output.text(`duplicates  ${report.duplicates.length}`);
  list(report.duplicates.map(({ files, kind }) => `same ${kind}: ${files.join(" = ")}`));
  output.text(`leaks       ${report.leaks.length}`);
  list(
    report.leaks.map(
      ({ source, patient, splits }) => `${source} ${patient} is in ${splits.join(" and ")}`,
    ),
  );
  output.text(`sizes       ${report.smallest.join("×")} to ${report.largest.join("×")}`);
}
