// `pleura data stats`: images and patients by source, class and split.
import { countsTable, patientKey } from "@pleura/data";
import { z } from "zod";
import { commandSettings, seedSetting, textSetting } from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import { countsLines } from "../split/counts-lines.ts";

const schema = z.strictObject({
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting.optional(),
  seed: seedSetting.optional(),
  adapter: textSetting.optional(),
});

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { data, manifest, out } = commandSettings(schema, invocation, {});
  const { output } = invocation;
  const { rows } = openDataset(data, manifest);
  const table = countsTable(rows);
  const patients = new Set(rows.map(patientKey)).size;
  const withoutPatient = rows.filter(({ patient }) => patient === "").length;
  const report = { images: rows.length, patients, withoutPatient, table };
  output.json(report);
  for (const line of countsLines(table, report)) output.text(line);
  if (withoutPatient > 0) output.text(patientNote(withoutPatient, rows.length));
  if (out !== undefined) writeAtomic(out, `${toJson(report, 2)}\n`, "output");
  return EXIT.ok;
}

function patientNote(withoutPatient: number, images: number): string {
  if (withoutPatient === images) {
    return "No patient is given: each image counts as a patient of its own, so splits and intervals are by image.";
  }
  return `${countNoun(withoutPatient, "image")} without a patient: each counts as a patient of its own.`;
}
