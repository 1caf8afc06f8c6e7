// What a classifier sees of a single file: the image prepared as in its training, in the view it was trained on.
import { type GreyImage, needsLungMask, prepareImage, viewImage } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import type { ClassifierFile } from "../node/classifier-file.ts";

/** Values `[size, size]` in [0, 1]. */
export function modelInput(
  image: GreyImage,
  { size, fit, view }: Pick<ClassifierFile, "size" | "fit" | "view">,
): Float32Array {
  const { data } = prepareImage(image, { size, fit });
  return viewImage(view, data, { height: size, width: size });
}

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
