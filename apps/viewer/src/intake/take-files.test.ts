// Where files are taken, and what is said of those that are not.
import { expect, test } from "vitest";
import type { AppContext } from "../app/app-context.ts";
import type { RoomLoaders } from "../app/shell.tsx";
import type { IntakeFile } from "./collect-files.ts";
import { takeFiles } from "./take-files.ts";

const file = (name: string, text = ""): IntakeFile => {
  const bytes = async () => new TextEncoder().encode(text);
  return { name, size: text.length, bytes, head: bytes };
};

/** Takes files on a page whose rooms take them, or not, and gives what happened. */
async function taken(files: readonly IntakeFile[], areTaken = true, limit?: string) {
  const happened: string[] = [];
  const context = {
    app: { dispatch: ({ room }: { room: string }) => happened.push(`room ${room}`) },
    tell: (kind: string, text: string) => happened.push(`${kind}: ${text}`),
    loadModel: async ({ name }: IntakeFile) => void happened.push(`model ${name}`),
    openFilms: (films: readonly IntakeFile[]) =>
      happened.push(`films ${films.map(({ name }) => name).join(" ")}`),
  } as unknown as AppContext;
  const room = async () => ({ Panel: () => null, take: () => areTaken });
  const rooms = { explain: room, run: room, kernels: room } as unknown as RoomLoaders;
  await takeFiles(context, rooms, { files, limit });
  return happened;
}

test("checkpoints first, so that the films are asked about by them; what is left out is counted", async () => {
  const files = [file("a.png"), file("m.safetensors"), file(".DS_Store"), file("x.csv", "a,b")];

  expect(await taken(files, true, "At most 5000 files are opened at once.")).toEqual([
    "warning: At most 5000 files are opened at once.",
    "info: Left out: 1 hidden file and 1 file of other kinds.",
    "model m.safetensors",
    "films a.png",
  ]);
});

test("a file of no use is refused by name", async () => {
  expect(await taken([file("notes\u202e.txt", "hello")])).toEqual([
    'error: "notes .txt": a file must be a film (PNG, JPEG, WebP or DICOM), a checkpoint (.safetensors), a run\'s folder or a profile, but its bytes match none of them.',
  ]);
});

test("a file that has gone since it was dropped is refused, not thrown", async () => {
  const gone = { ...file("gone"), head: () => Promise.reject(new Error("gone")) };

  expect((await taken([gone]))[0]).toContain('"gone": a file must be a film');
});

test("runs and profiles go to their rooms, or are refused by name", async () => {
  const run = [file("r/run.json", "{}"), file("r/best.safetensors")];

  expect(await taken(run)).toEqual(["room run"]);
  expect(await taken([file("profile.json", "{}")])).toEqual(["room kernels"]);
  expect(await taken(run, false)).toEqual([
    'error: "r/run.json": it must be a run\'s folder, but it is none that this page reads.',
  ]);
  expect(await taken([file("profile.json", "{}")], false)).toEqual([
    'error: "profile.json": it must be a profile, but it is none that this page reads.',
  ]);
});
