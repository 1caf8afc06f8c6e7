// data import as a process, on miniature copies of each source's layout made here.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  importInto,
  manifestRows,
  skippedRows,
  tinyPng,
  writeFiles,
  writeFilm,
} from "./mini-sources.ts";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";

// A bundle takes seconds, and long on a busy machine.
beforeAll(bundleCli, 120_000);

function miniManifest(): string {
  const root = emptyFolder();
  writeFilm(join(root, "images", "a.png"));
  writeFilm(join(root, "images", "b.png"));
  writeFiles(root, {
    "manifest.csv":
      'file,source,patient,label,view,note\nimages/a.png,s,1,normal,PA,"two\nlines, quoted"\nimages/b.png,s,2,,L,\n',
    "more.csv": "file,label,sex,age,note\nimages/a.png,covid19,F,51,other\nimages/z.png,,M,20,\n",
  });
  return root;
}

test("a manifest with a joined table becomes a data set whose extra columns hold both", async () => {
  const root = miniManifest();
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "manifest", root, ["--join", "more.csv", "--json"]);

  expect(found.code).toBe(0);
  expect(found.stderr).toBe("");
  const [a, b] = manifestRows(out);
  expect(a).toMatchObject({ file: "images/a.png", source: "s", patient: "1", label: "normal" });
  expect(a?.extra).toEqual({
    note: "two\nlines, quoted",
    sex: "F",
    age: "51",
    original_path: "images/a.png",
    import: "manifest",
  });
  expect(b?.extra).toMatchObject({ sex: "", age: "" });
  expect(found.json()[0]).toMatchObject({
    images: 2,
    patients: 2,
    labels: { normal: 1, "": 1 },
    skipped: {},
    notes: [
      "--join: label stay as the source gives them",
      "--join: 1 image without a row in it",
      "--join: 1 row without an image",
    ],
  });
  expect(existsSync(join(out, "images", "a.png"))).toBe(true);
});

test("hostile rows of a manifest are left out with their reasons", async () => {
  const root = miniManifest();
  const outside = emptyFolder();
  writeFilm(join(outside, "secret.png"));
  symlinkSync(join(outside, "secret.png"), join(root, "images", "link.png"));
  symlinkSync(outside, join(root, "linked"));
  writeFiles(root, { "images/empty.png": "", "images/page.png": "<!doctype html><html></html>" });
  const lines = [
    "file,label,split",
    "images/a.png,normal,train",
    "images/a.png,covid19,",
    "./images/a.png,covid19,",
    `../${outside.split("/").at(-1)}/secret.png,,`,
    `${join(outside, "secret.png")},,`,
    "images\\b.png,,",
    "images/link.png,,",
    "linked/secret.png,,",
    "images/none.png,,",
    "images/empty.png,,",
    "images/page.png,,",
    "images/b.png,flu,",
    "images/b.png,,later",
    "images/b.png,,,and more",
    `images/${"n".repeat(300)}.png,,`,
    ",normal,",
    "images,,",
  ];
  writeFiles(root, { "manifest.csv": `${lines.join("\r\n")}\r\n` });
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "manifest", root);

  expect(found.code).toBe(0);
  expect(manifestRows(out).map(({ file, split }) => [file, split])).toEqual([
    ["images/a.png", "train"],
  ]);
  expect(skippedRows(out).map(({ reason }) => reason)).toEqual([
    "duplicate-row",
    "duplicate-row",
    "outside-root",
    "outside-root",
    "outside-root",
    "outside-root",
    "outside-root",
    "missing-file",
    "unreadable",
    "unreadable",
    "unknown-label",
    "bad-row",
    "bad-row",
    "missing-file",
    "bad-row",
    "unreadable",
  ]);
  expect(found.stdout).toContain(
    "  5 outside-root: the name or link leads out of the source's folder\n",
  );
});

test("links out of the folder are followed only when that is asked for", async () => {
  const root = miniManifest();
  const outside = emptyFolder();
  writeFilm(join(outside, "a.png"));
  rmSync(join(root, "images", "a.png"));
  symlinkSync(join(outside, "a.png"), join(root, "images", "a.png"));
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "manifest", root, ["--set", "followLinks=true"]);

  expect(found.code).toBe(0);
  expect(manifestRows(out)).toHaveLength(2);
  expect(statSync(join(out, "images", "a.png")).isFile()).toBe(true);
});

test("an import beside others adds up, and its own second run changes nothing", async () => {
  const [first, second] = [miniManifest(), miniManifest()];
  const out = join(emptyFolder(), "set");
  await importInto(out, "manifest", first);
  const alone = readFileSync(join(out, "manifest.csv"), "utf8");

  const refused = await importInto(out, "manifest", second);
  const added = await importInto(out, "manifest", second, ["--as", "more", "--join", "more.csv"]);
  const both = readFileSync(join(out, "manifest.csv"), "utf8");
  await importInto(out, "manifest", first);
  const again = readFileSync(join(out, "manifest.csv"), "utf8");

  expect(refused.code).toBe(2);
  expect(refused.stderr).toBe(
    `pleura: import "${second}": the import "manifest" of "${out}" must come from one folder, but it came from "${first}". Give --as NAME to add this one, or --replace to take its place.\n`,
  );
  expect(added.code).toBe(0);
  expect(manifestRows(out).map(({ file }) => file)).toEqual([
    "images/a.png",
    "images/b.png",
    "images/more/images/a.png",
    "images/more/images/b.png",
  ]);
  expect(alone.split("\n")[0]).toBe(
    "file,source,patient,label,view,split,license,note,original_path,import",
  );
  expect(again).toBe(both);
});

test("a split that was frozen meanwhile survives another run of its import", async () => {
  const root = miniManifest();
  const out = join(emptyFolder(), "set");
  await importInto(out, "manifest", root);
  const split = await runCli(["data", "split", "--data", out, "--seed", "1"]);
  const frozen = readFileSync(join(out, "manifest.csv"), "utf8");

  await importInto(out, "manifest", root);

  expect(split.code).toBe(0);
  expect(manifestRows(out)[0]?.split).not.toBe("");
  expect(frozen).toContain("protocol");
  expect(readFileSync(join(out, "manifest.csv"), "utf8")).toBe(frozen);
});

test("masks that a manifest names come along, and follow their films", async () => {
  const root = emptyFolder();
  writeFilm(join(root, "images", "a.png"), 1);
  writeFilm(join(root, "masks", "a.png"), 2);
  writeFilm(join(root, "lungs", "a.png"), 3);
  writeFiles(root, {
    "manifest.csv":
      "file,mask,lungs\nimages/a.png,masks/a.png,lungs/a.png\nimages/b.png,../x.png,lungs/b.png\n",
  });
  writeFilm(join(root, "images", "b.png"), 4);
  const out = join(emptyFolder(), "set");

  await importInto(out, "manifest", root);
  const again = await importInto(out, "manifest", root, ["--as", "again"]);

  expect(again.stdout).toContain("note      2 masks not found in the source's folder\n");
  expect(manifestRows(out).map(({ extra }) => [extra["mask"], extra["lungs"]])).toEqual([
    ["masks/a.png", "lungs/a.png"],
    ["", ""],
    ["mask/again/masks/a.png", "lungs/again/lungs/a.png"],
    ["", ""],
  ]);
  expect(readFileSync(join(out, "lungs/again/lungs/a.png"))).toEqual(tinyPng(3));
  expect(readFileSync(join(out, "masks/a.png"))).toEqual(tinyPng(2));
});

test("a data set that no import made keeps its rows and files", async () => {
  const root = miniManifest();
  const out = emptyFolder();
  writeFilm(join(out, "images", "a.png"), 9);
  const own = readFileSync(join(out, "images", "a.png"));
  writeFiles(out, { "manifest.csv": "file,label\nimages/a.png,covid19\n" });

  const found = await importInto(out, "manifest", root);

  expect(found.code).toBe(0);
  expect(manifestRows(out).map(({ file, label }) => [file, label])).toEqual([
    ["images/a.png", "covid19"],
    ["images/b.png", ""],
  ]);
  expect(skippedRows(out)).toEqual([
    { import: "manifest", file: "images/a.png", reason: "name-taken", detail: "give --as NAME" },
  ]);
  expect(readFileSync(join(out, "images", "a.png"))).toEqual(own);
});

test("a file that lies in the way is never overwritten", async () => {
  const root = miniManifest();
  const out = emptyFolder();
  writeFiles(out, { "images/a.png": "mine" });

  const found = await importInto(out, "manifest", root);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: import image "${join(root, "images", "a.png")}": its place must be free, but "${join(out, "images", "a.png")}" is another file. Move that away, or give another --out or --as.\n`,
  );
  expect(readFileSync(join(out, "images", "a.png"), "utf8")).toBe("mine");
  expect(existsSync(join(out, "manifest.csv"))).toBe(false);
});

test.each([
  [["auto"], true],
  [["link"], true],
  [["copy"], false],
])("--images %s decides whether the file is shared with the source", async ([how], isShared) => {
  const root = miniManifest();
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "manifest", root, ["--images", how as string]);

  const [from, to] = [root, out].map((folder) => statSync(join(folder, "images", "a.png")));
  expect(found.code).toBe(0);
  expect(to?.ino === from?.ino).toBe(isShared);
  expect(Math.abs((to?.mtimeMs ?? 0) - (from?.mtimeMs ?? 0))).toBeLessThan(1);
});

test("wrong use names the flag and ends with 2", async () => {
  const root = miniManifest();
  mkdirSync(join(root, "inner"));
  const out = join(emptyFolder(), "set");
  const ends = async (args: readonly string[]): Promise<[number | null, string]> => {
    const { code, stderr } = await runCli(["data", "import", ...args]);
    return [code, stderr];
  };

  expect(await ends(["nhi", "--root", root, "--out", out])).toEqual([
    2,
    'pleura: data import: the source must be one of nih, cohen, figure1, actualmed, radiography, folder, manifest, but it is "nhi". Did you mean nih?\n',
  ]);
  expect(await ends(["--root", root, "--out", out])).toEqual([
    2,
    "pleura: missing required argument 'source'. See pleura --help.\n",
  ]);
  expect(await ends(["manifest", "--root", root, "--out", join(root, "inner", "set")])).toEqual([
    2,
    `pleura: data import: --out must lie outside --root, which is only read, but "${join(root, "inner", "set")}" is inside "${root}". Give another folder.\n`,
  ]);
  expect(await ends(["manifest", "--root", root, "--out", out, "--pneumonia", "contains"])).toEqual(
    [
      2,
      'pleura: data import manifest: "pneumonia" must be left out, but it is given, and only nih takes it. Leave it out.\n',
    ],
  );
  expect(await ends(["manifest", "--root", root, "--out", out, "--as", "../x"])).toEqual([
    2,
    'pleura: --as: the value must be letters, digits, dots, dashes and underscores, 64 at most, but it is "../x". Correct it.\n',
  ]);
  expect(await ends(["manifest", "--root", join(root, "none"), "--out", out])).toEqual([
    3,
    `pleura: import "${join(root, "none")}": --root must be the folder of the downloaded images, but it does not exist. Check the path.\n`,
  ]);
  expect(existsSync(join(out, "manifest.csv"))).toBe(false);
});

test("a table to join must be there and name files", async () => {
  const root = miniManifest();
  writeFiles(root, { "names.csv": "name,sex\na.png,F\n" });
  const out = join(emptyFolder(), "set");

  const missing = await importInto(out, "manifest", root, ["--join", "none.csv"]);
  const unnamed = await importInto(out, "manifest", root, ["--join", "names.csv"]);

  expect([missing.code, unnamed.code]).toEqual([3, 3]);
  expect(missing.stderr).toBe(
    'pleura: import --join: the table must be a file below --root or from here, but "none.csv" is neither. Check the path.\n',
  );
  expect(unnamed.stderr).toBe(
    'pleura: import --join "names.csv": there must be a column "file", but there are name, sex. Name the column of image paths "file".\n',
  );
});

test("a record that no import wrote is not replaced", async () => {
  const out = emptyFolder();
  writeFiles(out, { "import.json": "[1]" });

  const found = await importInto(out, "manifest", miniManifest());

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: import: "${join(out, "import.json")}" must be what an import wrote, but it is not. Delete it, or give another --out.\n`,
  );
  expect(readFileSync(join(out, "import.json"), "utf8")).toBe("[1]");
});
