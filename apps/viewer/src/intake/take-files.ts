// Takes what was dropped, pasted or picked to where it belongs.
import type { AppContext } from "../app/app-context.ts";
import type { RoomName } from "../app/app-state.ts";
import { oneLine } from "../app/page-text.ts";
import type { RoomLoaders } from "../app/shell.tsx";
import type { Collected, IntakeFile } from "./collect-files.ts";
import { fileKind, HEAD_BYTES, kindByName } from "./file-kind.ts";
import { destinationOf, type KnownFile, leftOutWords } from "./sort-files.ts";

/** Files whose beginnings are read at once. */
const HEADS_AT_ONCE = 32;

/** Refusals that are told one by one; more would push the page from the screen. */
const MOST_REFUSALS = 3;

async function kindOf(file: IntakeFile): Promise<KnownFile<IntakeFile>> {
  const kind = kindByName(file.name);
  if (kind !== undefined) return { file, kind };
  try {
    return { file, kind: fileKind(file.name, await file.head(HEAD_BYTES)) };
  } catch {
    // Such as a file that has gone since it was dropped.
    return { file, kind: "other" };
  }
}

async function kindsOf(files: readonly IntakeFile[]): Promise<KnownFile<IntakeFile>[]> {
  const known: KnownFile<IntakeFile>[] = [];
  for (let at = 0; at < files.length; at += HEADS_AT_ONCE) {
    known.push(...(await Promise.all(files.slice(at, at + HEADS_AT_ONCE).map(kindOf))));
  }
  return known;
}

async function takeToRoom(
  { app, tell }: AppContext,
  rooms: RoomLoaders,
  name: RoomName,
  files: readonly IntakeFile[],
): Promise<void> {
  const room = await rooms[name]();
  if (room.take?.(files) === true) return app.dispatch({ type: "room-chosen", room: name });
  const what = name === "run" ? "a run's folder" : "a profile";
  tell(
    "error",
    `"${oneLine(files[0]?.name ?? "")}": it must be ${what}, but it is none that this page reads.`,
  );
}

/** Opens films and loads models; runs and profiles go to their rooms. What is left out is told. */
export async function takeFiles(
  context: AppContext,
  rooms: RoomLoaders,
  { files, limit }: Collected,
): Promise<void> {
  const { tell } = context;
  if (limit !== undefined) tell("warning", limit);
  const destination = destinationOf(await kindsOf(files));
  if (destination.to !== "films") {
    return takeToRoom(context, rooms, destination.to, destination.files);
  }
  const { films, models, hidden, others } = destination;
  const isAlone = films.length + models.length === 0 && others.length <= MOST_REFUSALS;
  if (isAlone) for (const { name } of others) tell("error", refusal(name));
  const words = leftOutWords(hidden, isAlone ? [] : others.map(({ name }) => name));
  if (words !== undefined) tell("info", words);
  for (const model of models) await context.loadModel(model);
  if (films.length > 0) context.openFilms(films);
}

function refusal(name: string): string {
  return `"${oneLine(name)}": a file must be a film (PNG, JPEG, WebP or DICOM), a checkpoint (.safetensors), a run's folder or a profile, but its bytes match none of them.`;
}
