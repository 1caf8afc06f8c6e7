// Images of the COVID-19 Radiography Database (Chowdhury et al. 2020, Rahman et al. 2021).

import { labelOfFolder } from "./folder-label.ts";
import { isOfOneCase, originOf, plainAddress } from "./origin.ts";
import type { SkippedImage, SourceImage } from "./source-image.ts";

/** Columns that {@link readRadiographyFile} adds to a manifest. */
export const RADIOGRAPHY_COLUMNS = ["source_label", "url", "origin"] as const;

/** Columns of its Excel tables, by {@link normalColumn}. */
export const RADIOGRAPHY_REQUIRED = ["file name", "url"] as const;

/** Which images are repeats of other collections. */
export interface RepeatRules {
  /** Names of collections, as {@link originOf} gives them. */
  readonly origins: ReadonlySet<string>;
  /** Addresses of cases that the data set has from another import, by {@link plainAddress}. */
  readonly addresses: ReadonlySet<string>;
}

/**
 * The image of a file in a class folder. There is no patient: each image counts as its own.
 *
 * @param url where the table says that the image comes from; "" when it does not say
 */
export function readRadiographyFile(
  name: string,
  folder: string,
  url: string,
  repeats: RepeatRules,
): SourceImage | SkippedImage {
  const label = labelOfFolder(folder);
  if (label === undefined) return { name, reason: "unknown-label", detail: folder };
  const origin = originOf(url);
  const isRepeat =
    repeats.origins.has(origin) || (isOfOneCase(url) && repeats.addresses.has(plainAddress(url)));
  if (isRepeat) return { name, reason: "repeated-origin", detail: url };
  return {
    name,
    patient: "",
    label,
    view: "",
    license: "",
    extra: { source_label: folder, url, origin },
  };
}
