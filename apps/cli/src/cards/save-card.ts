// Writes a card's files into a folder.
import { join } from "node:path";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import type { Card } from "./card-facts.ts";

/**
 * Writes `<name>.md`, `<name>.html` and the pictures of the Markdown text beside it.
 *
 * @returns the paths that were written
 * @throws {CliError} tag `output` when the folder cannot be written
 */
export function saveCard(folder: string, name: string, card: Card): string[] {
  makeFolder(folder);
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [`${name}.md`, card.markdown],
    [`${name}.html`, card.html],
    ...card.pictures.map(({ file, png }) => [file, png] as const),
  ];
  return files.map(([file, content]) => {
    const path = join(folder, file);
    writeAtomic(path, content, "output");
    return path;
  });
}
