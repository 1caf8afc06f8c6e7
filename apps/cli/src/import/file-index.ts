// The image files of some folders, found by name; which ones no table named is known at the end.
import type { SkippedImage } from "@pleura/data";
import { isImageName } from "./image-name.ts";
import { type SourceRoot, walkFiles } from "./source-root.ts";

/** Files by name, whatever folder they lie in and in whatever case a table writes them. */
export interface FileIndex {
  readonly size: number;
  /** Path below the root of the file of this name, which then counts as named. */
  find(name: string): string | undefined;
  /** The same for files of this name without ending, followed by at most one letter. */
  findByStem(stem: string): readonly string[];
  /** What no row named, and what could not be entered. */
  leftovers(): Iterable<SkippedImage>;
}

/**
 * Indexes all image files below some folders of a root. A hundred thousand names take about 30 MB.
 *
 * @param folders below the root; the first of two files of one name is taken
 */
export async function indexFiles(root: SourceRoot, folders: readonly string[]): Promise<FileIndex> {
  const places: string[] = [];
  const names: string[] = [];
  const placeOf: number[] = [];
  const byName = new Map<string, number>();
  const refused: SkippedImage[] = [];
  for (const folder of folders) {
    for await (const found of walkFiles(root, folder)) {
      if (!("path" in found)) refused.push(found);
      else if (isImageName(found.path)) {
        const slash = found.path.lastIndexOf("/");
        const [place, name] = [found.path.slice(0, slash + 1), found.path.slice(slash + 1)];
        if (places.at(-1) !== place) places.push(place);
        const key = name.toLowerCase();
        if (!byName.has(key)) byName.set(key, names.length);
        names.push(name);
        placeOf.push(places.length - 1);
      }
    }
  }
  const isNamed = new Uint8Array(names.length);
  const pathOf = (index: number): string => `${places[placeOf[index] as number]}${names[index]}`;
  const take = (index: number): string => {
    isNamed[index] = 1;
    return pathOf(index);
  };
  let byStem: ReadonlyMap<string, readonly number[]> | undefined;
  return {
    size: names.length,
    find(name) {
      const index = byName.get(name.toLowerCase());
      return index === undefined ? undefined : take(index);
    },
    findByStem(stem) {
      byStem ??= groupByStem(byName);
      const key = stem.toLowerCase();
      // Of an id's own file in two formats one is taken; files with a letter are other films.
      const exact = byStem.get(key)?.[0];
      return exact === undefined ? (byStem.get(`${key}*`) ?? []).map(take) : [take(exact)];
    },
    *leftovers() {
      yield* refused;
      for (const [index, name] of names.entries()) {
        if (isNamed[index] === 1) continue;
        const isTwin = byName.get(name.toLowerCase()) !== index;
        const detail = isTwin ? "another folder has a file of the same name" : "";
        yield { name: pathOf(index), reason: "no-metadata", detail };
      }
    },
  };
}

/** Files by name without ending; those that end in a digit and a letter also under `…*`. */
function groupByStem(byName: ReadonlyMap<string, number>): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  const add = (key: string, index: number): void => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  };
  for (const [name, index] of byName) {
    const stem = name.replace(/\.[a-z0-9]{1,5}$/, "");
    add(stem, index);
    const lettered = /^(.*\d)[a-z]$/.exec(stem);
    if (lettered !== null) add(`${lettered[1]}*`, index);
  }
  return groups;
}
