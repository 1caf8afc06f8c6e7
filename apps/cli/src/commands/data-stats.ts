// `pleura data stats`: images and patients by source, class and split.
import { countsTable, patientKey } from "@pleura/data";
import { z } from "zod";
import { commandSettings, seedSetting, textSetting } from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { oneLine, toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

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
  const report = { images: rows.length, patients, table };
  output.json(report);
  output.text(["source", "label", "split", "images", "patients"].map(column).join(""));
  for (const { source, label, split, images, patients: persons } of table) {
    const cells = [source || "-", label || "-", split || "-", `${images}`, `${persons}`];
    output.text(cells.map(column).join(""));
  }
  output.text(["all", "", "", `${rows.length}`, `${patients}`].map(column).join(""));
  if (out !== undefined) writeAtomic(out, `${toJson(report, 2)}\n`, "output");
  return EXIT.ok;
}

function column(text: string, index: number): string {
  return index < 3 ? oneLine(text).padEnd(14) : text.padStart(9);
}
