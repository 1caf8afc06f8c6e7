// Walks through dropped folders, within limits.
import { expect, test } from "vitest";
import {
  collectEntries,
  collectList,
  type DroppedEntry,
  MOST_DEPTH,
  MOST_FILES,
} from "./collect-files.ts";

function fileEntry(path: string): DroppedEntry {
  const name = path.split("/").at(-1) ?? "";
  return {
    ...{ isFile: true, isDirectory: false, name, fullPath: path },
    file: (resolve) => resolve(new File([path], name)),
  };
}

function folderEntry(path: string, inside: readonly DroppedEntry[]): DroppedEntry {
  return {
    ...{ isFile: false, isDirectory: true, name: path.split("/").at(-1) ?? "", fullPath: path },
    createReader() {
      let at = 0;
      return {
        // A hundred at a time, as Chromium does.
        readEntries(resolve) {
          resolve(inside.slice(at, at + 100));
          at += 100;
        },
      };
    },
  };
}

test("takes files of all levels by name, with their folders", async () => {
  const inside = folderEntry("/study/patient 10", [fileEntry("/study/patient 10/a.dcm")]);
  const other = folderEntry("/study/patient 9", [fileEntry("/study/patient 9/b.dcm")]);

  const { files, limit } = await collectEntries([
    fileEntry("/x.png"),
    folderEntry("/study", [inside, other]),
  ]);

  expect(files.map(({ name }) => name)).toEqual([
    "x.png",
    "study/patient 9/b.dcm",
    "study/patient 10/a.dcm",
  ]);
  expect(limit).toBeUndefined();
  expect(new TextDecoder().decode(await files[0]?.bytes())).toBe("/x.png");
  expect(new TextDecoder().decode(await files[0]?.head(2))).toBe("/x");
});

test("takes more than a hundred of a folder, and stops at the limit", async () => {
  const many = (count: number) =>
    folderEntry(
      "/f",
      Array.from({ length: count }, (_, at) => fileEntry(`/f/${at}`)),
    );

  expect((await collectEntries([many(250)])).files).toHaveLength(250);
  expect((await collectEntries([many(MOST_FILES)])).limit).toBeUndefined();
  const { files, limit } = await collectEntries([many(MOST_FILES + 1)]);
  expect(files).toHaveLength(MOST_FILES);
  expect(limit).toBe("At most 5000 files are opened at once; the others were left out.");
});

test("opens folders to a depth, and no endless loop of them", async () => {
  const loop: DroppedEntry = {
    ...{ isFile: false, isDirectory: true, name: "loop", fullPath: "/loop" },
    createReader() {
      let isRead = false;
      return {
        readEntries(resolve) {
          resolve(isRead ? [] : [fileEntry("/loop/a"), loop]);
          isRead = true;
        },
      };
    },
  };

  const { files, limit } = await collectEntries([loop]);

  expect(files).toHaveLength(MOST_DEPTH);
  expect(limit).toBe("Folders are opened to 8 levels; deeper ones were left out.");
});

test("leaves out what cannot be read", async () => {
  const gone: DroppedEntry = {
    ...{ isFile: true, isDirectory: false, name: "gone", fullPath: "/gone" },
    file: (_resolve, reject) => reject(new Error("gone")),
  };

  expect((await collectEntries([gone, fileEntry("/b")])).files.map(({ name }) => name)).toEqual([
    "b",
  ]);
});

test("a picker's files keep their folders", () => {
  const file = new File(["x"], "a.png");
  const deep = Object.defineProperty(new File(["x"], "b.png"), "webkitRelativePath", {
    value: "films/b.png",
  });

  expect(collectList([file, deep]).files.map(({ name, size }) => [name, size])).toEqual([
    ["a.png", 1],
    ["films/b.png", 1],
  ]);
});

test("a picked folder comes in the order of its names, as people count", () => {
  const files = ["film-10.png", "film-2.png"].map((name) =>
    Object.defineProperty(new File(["x"], name), "webkitRelativePath", { value: `f/${name}` }),
  );

  expect(collectList(files).files.map(({ name }) => name)).toEqual([
    "f/film-2.png",
    "f/film-10.png",
  ]);
});
