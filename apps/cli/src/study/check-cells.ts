// Checks the training settings of a study before hours are spent on it.
import { CliError } from "../cli-error.ts";
import { classifierSettings, pretextSettings } from "./cell-settings.ts";
import { planStudy } from "./study-plan.ts";
import type { StudySettings } from "./study-settings.ts";

/**
 * Asks for the settings of every cell of the main table.
 *
 * @throws {CliError} tag `config` for settings that no training takes, or an arm whose length is not known
 */
export function checkCells(settings: StudySettings): void {
  const { headline, arms, losses } = settings;
  if (!arms.includes(headline.arm) || !losses.includes(headline.loss)) {
    throw new CliError(
      "config",
      `study: "headline" must be an arm and a loss of the study, but it is ${headline.arm} with ${headline.loss}. Give one of ${arms.join(", ")} with one of ${losses.join(", ")}.`,
    );
  }
  for (const [name, group] of [
    ["pretext", settings.pretext],
    ["finetune", settings.finetune],
  ] as const) {
    if (group["steps"] !== undefined) continue;
    throw new CliError(
      "config",
      `study: "${name}.steps" must be given, but it is missing. Arms are compared at equal numbers of steps: give for example ${name}.steps: 600.`,
    );
  }
  const design = { ...settings, mainSplit: "clean", otherSplits: [], views: [] };
  for (const cell of planStudy(design)) {
    if (cell.kind === "pretext") pretextSettings(settings, cell);
    else classifierSettings(settings, cell);
  }
}
