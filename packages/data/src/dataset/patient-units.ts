// Which images must stay in one split: those of one patient, and those that show the same film.

import { type ManifestRow, patientKey } from "./manifest.ts";

/**
 * True for a patient id that hardly two people have: one with a letter in it, such as `han-969dd2e0`.
 * Bare numbers are counters that every source starts anew.
 */
export function isPersonalId(patient: string): boolean {
  return /\p{L}/u.test(patient);
}

/**
 * The key of each row's unit, in the rows' order: equal for images that must not be parted.
 *
 * Images of one patient are a unit. An id with a letter that two sources have is taken for one
 * person, who gave films to both: an error here makes a unit too large, the other error leaks. Groups
 * tie units together too: when a film is kept by two collections under two patients, both patients
 * are one unit. A unit's key is the least of its patients' keys, so it does not depend on the order
 * of rows or groups.
 *
 * @param groups files that belong together, such as near duplicates; files that no row has are ignored
 */
export function patientUnits(
  rows: readonly ManifestRow[],
  groups: readonly (readonly string[])[] = [],
): string[] {
  const keys = rows.map(patientKey);
  const keyOfFile = new Map(rows.map((row, index) => [row.file, keys[index] as string]));
  const above = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next;
    // Every key on the way points at the root from now on, so that long chains are walked once.
    for (let at = key; at !== root; ) {
      const next = above.get(at) as string;
      above.set(at, root);
      at = next;
    }
    return root;
  };
  const tie = (tied: readonly string[]): void => {
    const [least = "", ...others] = tied.map(rootOf).sort();
    for (const root of others) if (root !== least) above.set(root, least);
  };
  const keysOfPerson = new Map<string, Set<string>>();
  for (const [index, { patient }] of rows.entries())
    if (isPersonalId(patient)) {
      const known = keysOfPerson.get(patient);
      if (known === undefined) keysOfPerson.set(patient, new Set([keys[index] as string]));
      else known.add(keys[index] as string);
    }
  for (const tied of keysOfPerson.values()) tie([...tied]);
  for (const files of groups) tie(files.flatMap((file) => keyOfFile.get(file) ?? []));
  return keys.map(rootOf);
}
