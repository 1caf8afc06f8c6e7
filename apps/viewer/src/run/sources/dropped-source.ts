// Run files from a folder that was dropped or picked: a picture of it as it was then.
import type { OpenedFile } from "../../app/opened-file.ts";
import { folderContents, joinPath } from "../read/folder-contents.ts";
import type { RunClient } from "../run-client.ts";
import { type Films, filmsOf, type RunSource, requireSize } from "./run-source.ts";

/** The source of opened files, whose names hold the folder that they came in. */
export function droppedSource(files: readonly OpenedFile[], reader: RunClient): RunSource {
  const name = commonFolder(files.map((file) => file.name));
  const cut = name === "" ? 0 : name.length + 1;
  const byPath = new Map(files.map((file) => [file.name.slice(cut), file]));
  const read = async (path: string): Promise<Uint8Array> => {
    const file = byPath.get(path);
    if (file === undefined) throw new Error(`${path}: it must be in the folder, but it is not.`);
    requireSize(path, file.size);
    const bytes = await file.bytes();
    requireSize(path, bytes.length);
    return bytes;
  };
  let films: Promise<Films | undefined> | undefined;
  return {
    isLive: false,
    async list() {
      return {
        name: name || (files[0]?.name ?? ""),
        files: [...byPath].map(([path, { size }]) => ({ path, size })),
        isComplete: true,
        running: [],
      };
    },
    read,
    tail: async (path) => ({ bytes: await read(path), from: 0, id: "dropped" }),
    films() {
      films ??= readFilms(byPath, read, reader);
      return films;
    },
  };
}

/** The films of the first data set of the folder. */
async function readFilms(
  byPath: ReadonlyMap<string, OpenedFile>,
  read: (path: string) => Promise<Uint8Array>,
  reader: RunClient,
): Promise<Films | undefined> {
  const [folder] = folderContents([...byPath.keys()]).dataSets;
  if (folder === undefined) return undefined;
  const path = joinPath(folder, "manifest.csv");
  const table = await reader.call("films", { kind: "csv", name: path, bytes: await read(path) });
  return filmsOf(table, (place) => byPath.get(joinPath(folder, table.files[place] ?? "")));
}

/** The first folder of all names, when it is the same. */
function commonFolder(names: readonly string[]): string {
  const firsts = new Set(names.map((name) => name.split("/").slice(0, -1)[0] ?? ""));
  const [only = ""] = firsts;
  return firsts.size === 1 ? only : "";
}
