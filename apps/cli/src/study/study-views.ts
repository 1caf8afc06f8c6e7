// The views of the films that a study's audits train on, as the films at hand allow them.
import { type InputViewName, needsLungMask } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { LUNGS_COLUMN, resolveView } from "../node/view-images.ts";
import { splitPath } from "./cell-settings.ts";
import type { StudySettings } from "./study-settings.ts";

/**
 * The views without repeats: `lungs-out` is the central box where not every film has a mask.
 *
 * @throws {CliError} tag `config` for a view by masks that the films do not have
 */
export function resolveViews(
  { data, out, audits }: StudySettings,
  mainSplit: string,
): readonly InputViewName[] {
  const rows = openDataset(data, splitPath(out, mainSplit)).rows.filter(
    ({ label, split }) => label !== "" && split !== "" && split !== "pretext",
  );
  const views = audits.views.map((view) => resolveView(view, rows));
  const blind = rows.find(({ extra }) => (extra[LUNGS_COLUMN] ?? "").trim() === "");
  const masked = views.find((view) => needsLungMask(view));
  if (masked !== undefined && blind !== undefined) {
    throw new CliError(
      "config",
      `study: "audits.views" must name views that the films allow, but ${masked} needs a lung mask of every film and "${blind.file}" has none. Leave it out, or give the column "${LUNGS_COLUMN}".`,
    );
  }
  return [...new Set(views)];
}
