// `pleura data split`: deals patients to train, val and test and freezes it in the manifest.
import { existsSync } from "node:fs";
import {
  countsTable,
  MANIFEST_COLUMNS,
  manifestRecord,
  patientSplit,
  writeCsv,
} from "@pleura/data";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { commandSettings, seedSetting, textSetting } from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { DEFAULT_FRACTIONS } from "../node/resolve-splits.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting.optional(),
  seed: seedSetting,
  force: z.boolean(),
  fractions: z.strictObject({ train: share, val: share, test: share }),
  adapter: textSetting.optional(),
});

/** Runs the command: writes the manifest in place, or to `--out FILE`. */
export async function run(invocation: Invocation): Promise<number> {
  const settings = commandSettings(schema, invocation, {
    seed: 0,
    force: false,
    fractions: DEFAULT_FRACTIONS,
  });
  const { output } = invocation;
  const { rows, columns, manifestPath } = openDataset(settings.data, settings.manifest);
  const target = settings.out ?? manifestPath;
  if (!settings.force && existsSync(target)) refuseFrozen(settings.data, target);
  const split = patientSplit(rows, { seed: settings.seed, fractions: settings.fractions });
  const missing = MANIFEST_COLUMNS.filter((name) => !columns.includes(name));
  const table = writeCsv([...columns, ...missing], split.map(manifestRecord));
  writeAtomic(target, table, "output");
  const counts: Record<string, number> = { pretext: 0, train: 0, val: 0, test: 0, none: 0 };
  for (const { split: name } of split) counts[name || "none"] = (counts[name || "none"] ?? 0) + 1;
  output.json({ manifest: target, seed: settings.seed, images: counts, table: countsTable(split) });
  for (const [name, count] of Object.entries(counts)) output.text(`${name.padEnd(8)} ${count}`);
  output.text(`frozen in ${target}`);
  return EXIT.ok;
}

/** @throws {CliError} tag `usage` when the manifest that would be replaced has splits */
function refuseFrozen(data: string, target: string): void {
  const frozen = openDataset(data, target).rows.filter(({ split }) => split !== "").length;
  if (frozen === 0) return;
  throw new CliError(
    "usage",
    `data split: "${target}" must have no splits yet, but ${countNoun(frozen, "image")} ${frozen === 1 ? "has" : "have"} one. Give --force to replace it, or --out FILE to write another.`,
  );
}
