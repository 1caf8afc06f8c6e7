// Says which view of a single file a classifier sees, and refuses the views that single files cannot give.
import { needsLungMask } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import type { ClassifierFile } from "../node/classifier-file.ts";

/**
 * Says which view a classifier sees, when it is not the whole film.
 *
 * @throws {CliError} tag `config` for a view by lung masks, which single files do not have
 */
export function announceView(
  command: string,
  { view, path }: Pick<ClassifierFile, "view" | "path">,
  say: (line: string) => void,
): void {
  if (view === "whole") return;
  if (needsLungMask(view)) {
    throw new CliError(
      "config",
      `${command}: the model must see whole films or a view without masks, but "${path}" was trained on the view ${view}. Use pleura evaluate, which reads masks from the manifest.`,
    );
  }
  say(`${command}: the model was trained on the view ${view} and sees every image so`);
}
