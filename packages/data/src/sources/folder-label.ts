// The class that a folder's name stands for.

import type { ClassName } from "../dataset/classes.ts";

/** Names by their letters and digits, in lower case. */
const NAMES: Readonly<Record<string, ClassName | "">> = {
  covid: "covid19",
  covid19: "covid19",
  pneumonia: "pneumonia",
  viralpneumonia: "pneumonia",
  bacterialpneumonia: "pneumonia",
  pneumoniaviral: "pneumonia",
  pneumoniabacterial: "pneumonia",
  viral: "pneumonia",
  bacterial: "pneumonia",
  normal: "normal",
  nofinding: "normal",
  nofindings: "normal",
  healthy: "normal",
  lungopacity: "",
  unlabelled: "",
  unlabeled: "",
  unknown: "",
};

/** Labels that a person gives to folder names; `*` is for all others, `.` for the root itself. */
export type FolderLabels = Readonly<Record<string, ClassName | "">>;

/**
 * Label of a folder: a person's own name first, then the names that collections use.
 *
 * @returns undefined when nobody knows the name; "" is an unlabelled image
 */
export function labelOfFolder(name: string, own: FolderLabels = {}): ClassName | "" | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  const key = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}
