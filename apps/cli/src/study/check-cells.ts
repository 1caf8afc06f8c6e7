// Checks the training settings of a study before hours are spent on it.
import { existsSync } from "node:fs";
import { CliError } from "../cli-error.ts";
import { oneLine } from "../output.ts";
import { classifierSettings, pretextSettings } from "./cell-settings.ts";
import { ARMS } from "./study-arms.ts";
import { planStudy } from "./study-plan.ts";
import type { StudySettings } from "./study-settings.ts";

/**
 * Asks for the settings of every cell of the main table.
 *
 * @throws {CliError} tag `config` for settings that no training takes, an arm whose length is not known; tag `data` for foreign images that are not there
 */
export function checkCells(settings: StudySettings): void {
  const { headline, arms, losses } = settings;
  if (!arms.includes(headline.arm) || !losses.includes(headline.loss)) {
    throw new CliError(
      "config",
      `study: "headline" must be an arm and a loss of the study, but it is ${headline.arm} with ${headline.loss}. Give one of ${arms.join(", ")} with one of ${losses.join(", ")}.`,
    );
  }
  const usesPretext = [...arms, headline.arm].some(
    (arm) => ARMS[arm].isPretrained || ARMS[arm].getsPretextSteps,
  );
  const needed = usesPretext ? (["pretext", "finetune"] as const) : (["finetune"] as const);
  for (const name of needed) {
    if (settings[name]["steps"] !== undefined) continue;
    throw new CliError(
      "config",
      `study: "${name}.steps" must be given, but it is missing. Arms are compared at equal numbers of steps: give for example ${name}.steps: 600.`,
    );
  }
  const { loss } = settings.pretext as { loss?: { kind?: string } };
  if (loss?.kind !== undefined) {
    throw new CliError(
      "config",
      `study: the pretext's losses must be those of "losses", but "pretext.loss.kind" is given as ${loss.kind}. Leave it out, and list the kinds in losses.`,
    );
  }
  for (const [name, path] of Object.entries(settings.audits.foreign)) {
    if (existsSync(path)) continue;
    throw new CliError(
      "data",
      `study: "audits.foreign.${oneLine(name)}" must name a folder, manifest or image, but "${oneLine(path)}" does not exist. Check the path.`,
    );
  }
  const design = { ...settings, mainSplit: "clean", otherSplits: [], views: [] };
  for (const cell of planStudy(design)) {
    if (cell.kind === "pretext") pretextSettings(settings, cell);
    else classifierSettings(settings, cell);
  }
}
