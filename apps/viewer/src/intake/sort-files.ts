// Sorts what was dropped: which room gets it, and what is left out.
import { shortened } from "@pleura/pictures";
import { folderContents } from "../run/read/folder-contents.ts";
import type { FileKind } from "./file-kind.ts";

/** A file with what it is for. */
export interface KnownFile<File> {
  readonly file: File;
  readonly kind: FileKind;
}

/** Where what was dropped goes. */
export type Destination<File> =
  | { readonly to: "run"; readonly files: readonly File[] }
  | { readonly to: "kernels"; readonly files: readonly File[] }
  | {
      readonly to: "films";
      readonly films: readonly File[];
      readonly models: readonly File[];
      readonly hidden: number;
      /** Files that are none of this page's. */
      readonly others: readonly File[];
    };

/**
 * Where files go. A run or a study takes the whole drop to the Run room, since its folder holds
 * checkpoints and pictures too; a profile without films goes to the Kernels room.
 */
export function destinationOf<File extends { readonly name: string }>(
  known: readonly KnownFile<File>[],
): Destination<File> {
  const of = (...kinds: FileKind[]) =>
    known.filter(({ kind }) => kinds.includes(kind)).map(({ file }) => file);
  const seen = of("film", "model", "profile", "other");
  const { runs, study } = folderContents(seen.map(({ name }) => name));
  if (runs.length > 0 || study !== undefined) return { to: "run", files: seen };
  const profiles = of("profile");
  if (profiles.length > 0 && of("film", "model").length === 0) {
    return { to: "kernels", files: profiles };
  }
  return {
    to: "films",
    films: of("film"),
    models: of("model"),
    hidden: of("hidden").length,
    others: of("other", "profile"),
  };
}

/** Files that are named, and letters of each name. */
const NAMED = 3;
const MOST_NAME = 60;

/** What was left out, as a sentence; undefined when nothing was. */
export function leftOutWords(hidden: number, others: readonly string[]): string | undefined {
  const named = others.slice(0, NAMED).map((name) => `"${shortened(name, MOST_NAME)}"`);
  const more = others.length > NAMED ? ", …" : "";
  const words = [
    ...(hidden > 0 ? [`${hidden} hidden ${hidden === 1 ? "file" : "files"}`] : []),
    ...(others.length > 0
      ? [
          `${others.length} ${others.length === 1 ? "file that is" : "files that are"} no film, checkpoint or run (${named.join(", ")}${more})`,
        ]
      : []),
  ];
  return words.length === 0 ? undefined : `Left out: ${words.join(" and ")}.`;
}
