// data import of every source as a process, on miniature copies of its layout with the awkward rows of real ones.
import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  COHEN_HEADER,
  cohenRow,
  importInto,
  manifestRows,
  NIH_HEADER,
  skippedRows,
  tinyPng,
  writeFiles,
  writeFilm,
  xlsx,
} from "./mini-sources.ts";
import { bundleCli, emptyFolder } from "./run-cli.ts";

// A bundle takes seconds, and long on a busy machine.
beforeAll(bundleCli, 120_000);

/** File and reason of what was left out. */
function reasons(out: string): [string, string][] {
  return skippedRows(out).map(({ file = "", reason = "" }) => [file, reason]);
}

function miniNih(): string {
  const root = emptyFolder();
  for (const [folder, name] of [
    ["images_001/images", "00000001_000.png"],
    ["images_001/images", "00000001_001.png"],
    ["images_002/images", "00000002_000.png"],
    ["images_002/images", "00000003_000.png"],
    ["images_002/images", "00000009_000.png"],
  ] as const) {
    writeFilm(join(root, folder, name));
  }
  writeFiles(root, {
    "images_002/images/00000004_000.png": "",
    "Data_Entry_2017_v2020.csv": `${[
      NIH_HEADER,
      "00000001_000.png,Cardiomegaly,0,1,57,M,PA,2682,2749,0.143,0.143",
      "00000001_001.png,Infiltration|Pneumonia,1,1,58,M,AP,2894,2729,0.143,0.143",
      "00000002_000.png,No Finding,0,2,80,F,PA,2500,2048,0.171,0.171",
      "00000003_000.png,Pneumonia,0,3,414,F,PA,2500,2048,0.171,0.171",
      "00000003_000.png,Pneumonia,0,3,74,F,PA,2500,2048,0.171,0.171",
      "00000004_000.png,No Finding,0,4,74,F,PA,2500,2048,0.171,0.171",
      "00000005_000.png,No Finding,0,5,74,F,PA,2500,2048,0.171,0.171",
    ].join("\n")}\n`,
    "train_val_list.txt": "00000001_000.png\n00000001_001.png\n",
    "test_list.txt": "00000002_000.png\r\n00000003_000.png\r\n",
  });
  return root;
}

test("NIH: brackets with commas, folders of images, official lists, missing, broken and unlisted files", async () => {
  const root = miniNih();
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "nih", root, ["--json"]);

  expect(found.code).toBe(0);
  const rows = manifestRows(out);
  expect(
    rows.map(({ file, patient, label, view, extra }) => [
      file,
      patient,
      label,
      view,
      extra["age"],
      extra["source_split"],
    ]),
  ).toEqual([
    ["images/nih/images_001/images/00000001_000.png", "1", "", "PA", "57", "train_val"],
    ["images/nih/images_001/images/00000001_001.png", "1", "", "AP", "58", "train_val"],
    ["images/nih/images_002/images/00000002_000.png", "2", "normal", "PA", "80", "test"],
    ["images/nih/images_002/images/00000003_000.png", "3", "pneumonia", "PA", "", "test"],
  ]);
  expect(rows.every(({ source }) => source === "nih")).toBe(true);
  expect(reasons(out)).toEqual([
    ["00000003_000.png", "duplicate-row"],
    ["00000004_000.png", "unreadable"],
    ["00000005_000.png", "missing-file"],
    ["images_002/images/00000009_000.png", "no-metadata"],
  ]);
  expect(found.json()[0]).toMatchObject({
    images: 4,
    patients: 3,
    labels: { "": 2, normal: 1, pneumonia: 1 },
  });
});

/** Names that would lead out of a folder, on one system or another. */
const ESCAPES = ["../a.png", "b/../../a.png", "/etc/a.png", "C:/a.png", "..\\a.png"];

test.each([
  [
    "nih",
    "Data_Entry_2017.csv",
    NIH_HEADER,
    (name: string) => `${name},No Finding,0,2,80,F,PA,2500,2048,0.171,0.171`,
  ],
  ["cohen", "metadata.csv", "patientid,finding,view,filename", (name: string) => `1,,PA,${name}`],
  [
    "figure1",
    "metadata.csv",
    "patientid,finding,artifacts/distortion",
    (name: string) => `${name},,`,
  ],
  ["actualmed", "metadata.csv", "patientid,finding,imagename", (name: string) => `1,,${name}`],
] as const)(
  "%s: a name that leads out of the folder is told as that",
  async (source, table, header, row) => {
    const root = emptyFolder();
    const good = source === "figure1" ? "good" : "good.png";
    writeFilm(join(root, "images", "good.png"));
    writeFilm(join(root, "a.png"));
    writeFiles(root, { [table]: `${[header, ...[...ESCAPES, good].map(row)].join("\n")}\n` });
    const out = join(emptyFolder(), "set");

    const found = await importInto(out, source, root);

    expect(found.code).toBe(0);
    expect(manifestRows(out).map(({ file }) => file)).toEqual([`images/${source}/images/good.png`]);
    expect(skippedRows(out)).toEqual(
      ESCAPES.map((file, index) => ({
        file,
        reason: "outside-root",
        import: source,
        detail: `line ${index + 2}: a plain file name is needed`,
      })),
    );
  },
);

test("NIH: the older table with a trailing comma, one folder of images, and the rule contains", async () => {
  const root = miniNih();
  const path = join(root, "Data_Entry_2017_v2020.csv");
  const old = readFileSync(path, "utf8").replaceAll("\n", ",\r\n");
  writeFiles(root, { "Data_Entry_2017.csv": `\ufeff${old}` });
  rmSync(path);
  renameSync(join(root, "images_001", "images"), join(root, "images"));
  rmSync(join(root, "images_001"), { recursive: true });
  rmSync(join(root, "images_002"), { recursive: true });
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "nih", root, ["--pneumonia", "contains", "--views", "AP"]);

  expect(found.code).toBe(0);
  expect(manifestRows(out).map(({ file, label }) => [file, label])).toEqual([
    ["images/nih/images/00000001_001.png", "pneumonia"],
  ]);
  expect(reasons(out)[0]).toEqual(["00000001_000.png", "view"]);
});

test("Cohen: quotes with commas and line breaks, trailing comma, CT, lateral views, old and new words", async () => {
  const root = emptyFolder();
  const names = ["a.jpg", "b.png", "c.png", "d.png", "e.png", "f.png", "g.png", "left.png"];
  for (const [shade, name] of names.entries()) writeFilm(join(root, "images", name), shade);
  const notes = '"He said ""better"",\r\nthen\n\nleft, at 5"" height"';
  writeFiles(root, {
    "volumes/v.nii.gz": "volume",
    "metadata.csv": `${[
      COHEN_HEADER,
      cohenRow({ id: "2", filename: "a.jpg", notes, url: "https://www.eurorad.org/case/16660" }),
      cohenRow({ id: "2", filename: "b.png", view: "L" }),
      cohenRow({ id: "3", filename: "c.png", view: "AP Supine", finding: "COVID-19" }),
      cohenRow({ id: "4", filename: "d.png", modality: "CT", view: "Axial" }),
      cohenRow({ id: "5", filename: "v.nii.gz", folder: "volumes" }),
      cohenRow({ id: "6", filename: "e.png", finding: "todo" }),
      cohenRow({ id: "7", filename: "f.png", finding: "Tuberculosis", notes: 'tube is 5" high' }),
      cohenRow({ id: "8", filename: "g.png", finding: "No Finding", view: "ap ERECT" }),
      cohenRow({ id: "9", filename: "gone.png", finding: "Pneumonia" }),
      "10,too few cells",
    ].join("\n")}\n`,
  });
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "cohen", root, ["--json"]);

  expect(found.code).toBe(0);
  expect(manifestRows(out).map(({ file, patient, label }) => [file, patient, label])).toEqual([
    ["images/cohen/images/a.jpg", "2", "covid19"],
    ["images/cohen/images/c.png", "3", "covid19"],
    ["images/cohen/images/e.png", "6", ""],
    ["images/cohen/images/f.png", "7", ""],
    ["images/cohen/images/g.png", "8", "normal"],
  ]);
  expect(manifestRows(out)[0]).toMatchObject({
    license: "CC BY",
    extra: { sex: "M", age: "65", offset_days: "3", url: "https://www.eurorad.org/case/16660" },
  });
  expect(reasons(out)).toEqual([
    ["b.png", "view"],
    ["d.png", "not-x-ray"],
    ["v.nii.gz", "not-x-ray"],
    ["gone.png", "missing-file"],
    ["", "bad-row"],
    ["images/left.png", "no-metadata"],
  ]);
  expect(skippedRows(out)[4]?.["detail"]).toBe("line 14: the row has 2 cells, the header 30");
  expect(found.json()[0]).toMatchObject({ unknownWords: { Tuberculosis: 1 } });
});

test("Cohen: the first table, with capitals and spaces in its header and CT as a view", async () => {
  const root = emptyFolder();
  for (const name of ["a.jpg", "b.png"]) writeFilm(join(root, "images", name));
  writeFiles(root, {
    "metadata.csv": [
      "Patientid,offset,sex,age,finding,survival,view,date,location,filename,doi, url,license,notes",
      "1, ,,,SARS,,PA,2019,,a.jpg,,https://example.org/1,,",
      '17,9,M,54,COVID-19,Y,CT,2020,"Myongji Hospital, Goyang",b.png,,,,',
    ].join("\r"),
  });
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "cohen", root);

  expect(found.code).toBe(0);
  expect(manifestRows(out)).toMatchObject([
    { patient: "1", label: "pneumonia", extra: { url: "https://example.org/1", offset_days: "" } },
  ]);
  expect(reasons(out)).toEqual([["b.png", "view"]]);
});

test("Figure 1: ids with letters, files in two formats, one row for the lettered files of an id", async () => {
  const root = emptyFolder();
  for (const name of [
    "COVID-00001.png",
    "COVID-00003a.jpg",
    "COVID-00003b.jpg",
    "COVID-00013a.jpg",
    "COVID-00013b.jpg",
  ]) {
    writeFilm(join(root, "images", name));
  }
  writeFiles(root, {
    "metadata.csv": `${[
      "patientid,offset,sex,age,finding,survival,temperature,pO2 saturation,view,modality,artifacts/distortion,notes",
      'COVID-00001,13,M,33,COVID-19,,,58,AP erect,X-ray,,"saturation, initially"',
      "COVID-00003a,8,M,28,No finding,,39.1,90,AP erect,X-ray,,",
      "COVID-00003b,8,M,28,,,39.1,90,,X-ray,,Post-intubation",
      "COVID-00013,,,,Pneumonia,,,,,X-ray,,",
      "COVID-00099,,,,,,,,,X-ray,,",
    ].join("\n")}\n`,
  });
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "figure1", root);

  expect(found.code).toBe(0);
  expect(manifestRows(out).map(({ file, patient, label }) => [file, patient, label])).toEqual([
    ["images/figure1/images/COVID-00001.png", "COVID-00001", "covid19"],
    ["images/figure1/images/COVID-00003a.jpg", "COVID-00003", "normal"],
    ["images/figure1/images/COVID-00003b.jpg", "COVID-00003", ""],
    ["images/figure1/images/COVID-00013a.jpg", "COVID-00013", "pneumonia"],
    ["images/figure1/images/COVID-00013b.jpg", "COVID-00013", "pneumonia"],
  ]);
  expect(reasons(out)).toEqual([["COVID-00099", "missing-file"]]);
});

const ACTUALMED =
  "patientid,offset,sex,age,finding,survival,temperature,pO2 saturation,view,modality,imagename,artifacts/distortion,notes";

function miniActualmed(): string {
  const root = emptyFolder();
  writeFilm(join(root, "images", "CR.1.png"));
  writeFilm(join(root, "images", "DX.2.png"));
  writeFiles(root, {
    "metadata.csv": `${[
      ACTUALMED,
      'ANON1,,,,COVID-19,,,,PA,X-ray,CR.1.png,,", date taken (YYYYMMDD): 20200318"',
      "ANON1,,,,No finding,,,,AP,X-ray,DX.2.png,,",
    ].join("\n")}\n`,
  });
  return root;
}

test("Actualmed: file names and patients of their own", async () => {
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "actualmed", miniActualmed());

  expect(found.code).toBe(0);
  expect(
    manifestRows(out).map(({ file, patient, label, view }) => [file, patient, label, view]),
  ).toEqual([
    ["images/actualmed/images/CR.1.png", "ANON1", "covid19", "PA"],
    ["images/actualmed/images/DX.2.png", "ANON1", "normal", "AP"],
  ]);
});

function miniRadiography(): string {
  const root = emptyFolder();
  writeFilm(join(root, "COVID", "images", "COVID-1.png"), 1);
  writeFilm(join(root, "COVID", "images", "COVID-2.png"), 2);
  writeFilm(join(root, "COVID", "images", "COVID-3.png"), 3);
  writeFilm(join(root, "COVID", "masks", "COVID-1.png"), 4);
  writeFilm(join(root, "Normal", "Normal-1.png"), 5);
  writeFilm(join(root, "Viral Pneumonia", "images", "Viral Pneumonia-1.png"), 6);
  writeFilm(join(root, "Lung_Opacity", "images", "Lung_Opacity-1.png"), 7);
  const header = ["FILE NAME", "FORMAT", "SIZE", "URL"];
  const cohen = "https://github.com/ieee8023/covid-chestxray-dataset";
  writeFiles(root, {
    "README.md.txt": "about",
    "COVID.metadata.xlsx": xlsx([
      header,
      ["COVID-1", "PNG", "256*256", "https://sirm.org/category/senza-categoria/covid-19/"],
      ["COVID-2", "PNG", "256*256", cohen],
      ["COVID-3", "PNG", "256*256", "https://eurorad.org/case/16660/"],
      ["COVID-9", "PNG", "256*256", cohen],
    ]),
    "Normal.metadata.xlsx": xlsx([
      header,
      [
        "NORMAL-1",
        "PNG",
        "256*256",
        "https://www.kaggle.com/c/rsna-pneumonia-detection-challenge/data?a=1&b=2",
      ],
    ]),
  });
  return root;
}

test("Radiography: class folders of both kinds, lung masks, origins from Excel tables", async () => {
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "radiography", miniRadiography(), ["--json"]);

  expect(found.code).toBe(0);
  const rows = manifestRows(out);
  expect(
    rows.map(({ file, patient, label, extra }) => [file, patient, label, extra["origin"]]),
  ).toEqual([
    ["images/radiography/COVID/images/COVID-1.png", "", "covid19", "sirm"],
    ["images/radiography/COVID/images/COVID-2.png", "", "covid19", "cohen"],
    ["images/radiography/COVID/images/COVID-3.png", "", "covid19", "eurorad"],
    ["images/radiography/Lung_Opacity/images/Lung_Opacity-1.png", "", "", ""],
    ["images/radiography/Normal/Normal-1.png", "", "normal", "rsna"],
    ["images/radiography/Viral Pneumonia/images/Viral Pneumonia-1.png", "", "pneumonia", ""],
  ]);
  const mask = rows[0]?.extra["lungs"] ?? "";
  expect(mask).toBe("lungs/radiography/COVID/masks/COVID-1.png");
  expect(readFileSync(join(out, mask))).toEqual(tinyPng(4));
  expect(rows[1]?.extra["lungs"]).toBe("");
  expect(reasons(out)).toEqual([["COVID/COVID-9", "missing-file"]]);
  expect(found.json()[0]).toMatchObject({
    patients: 6,
    notes: [
      "Lung_Opacity: no table of origins beside it",
      "Viral Pneumonia: no table of origins beside it",
    ],
  });
});

test("Radiography: repeats of what the data set has already are dropped by collection and by case", async () => {
  const cohen = emptyFolder();
  writeFilm(join(cohen, "images", "a.jpg"), 20);
  const row = cohenRow({ filename: "a.jpg", url: "https://www.eurorad.org/case/16660" });
  writeFiles(cohen, { "metadata.csv": `${COHEN_HEADER}\n${row}\n` });
  const root = miniRadiography();
  const out = join(emptyFolder(), "set");
  await importInto(out, "cohen", cohen);

  const found = await importInto(out, "radiography", root, [
    ...["--drop-origins", "imported,sirm"],
    ...["--only", "normal,pneumonia,covid19"],
  ]);

  expect(found.code).toBe(0);
  expect(reasons(out)).toEqual([
    ["COVID/images/COVID-1.png", "repeated-origin"],
    ["COVID/images/COVID-2.png", "repeated-origin"],
    ["COVID/images/COVID-3.png", "repeated-origin"],
    ["COVID/COVID-9", "missing-file"],
    ["Lung_Opacity/images/Lung_Opacity-1.png", "other-label"],
  ]);
  expect(manifestRows(out).map(({ source, label }) => [source, label])).toEqual([
    ["cohen", "covid19"],
    ["radiography", "normal"],
    ["radiography", "pneumonia"],
  ]);
});

test("Radiography: repeats cannot be dropped without tables, and a broken table is no table", async () => {
  const root = miniRadiography();
  const out = join(emptyFolder(), "set");
  writeFiles(root, { "COVID.metadata.xlsx": "FILE NAME,URL\n" });
  const broken = await importInto(out, "radiography", root);
  rmSync(join(root, "COVID.metadata.xlsx"));
  rmSync(join(root, "Normal.metadata.xlsx"));
  const without = await importInto(out, "radiography", root, ["--drop-origins", "cohen"]);

  expect([broken.code, without.code]).toEqual([3, 3]);
  expect(broken.stderr).toBe(
    'pleura: read table "COVID.metadata.xlsx": it must be an Excel file (.xlsx), but it is no archive. Download it again.\n',
  );
  expect(without.stderr).toBe(
    `pleura: import radiography "${root}": to drop repeats there must be tables of origins, but there is no "*.metadata.xlsx". Put them beside the class folders, or leave out --drop-origins.\n`,
  );
});

test("folders: nested classes, masks, other files, hostile names, patients from names", async () => {
  const root = emptyFolder();
  const names = [
    "train/NORMAL/P01-a.jpeg",
    "train/NORMAL/P01-b.png",
    "COVID/P02_x.png",
    "COVID/masks/P02_x.png",
    "odd/P03.png",
    "P04.png",
    "COVID/new\nline.png",
    "COVID/ lead.png",
    `COVID/${"ü".repeat(110)}.png`,
    "COVID/=cmd().png",
  ];
  for (const [shade, name] of names.entries()) writeFilm(join(root, name), shade);
  writeFiles(root, {
    "COVID/cut.png": tinyPng().subarray(0, 60),
    "COVID/page.dcm": "<html></html>",
    "README.txt": "about",
    "odd/deeper/note.csv": "a,b\n",
  });
  symlinkSync(root, join(root, "COVID", "loop"));
  symlinkSync("/", join(root, "outside"));
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "folder", root, [
    "--as",
    "ward",
    "--patient-pattern",
    "^(P\\d+)",
    "--set",
    "license=CC0",
    "--json",
  ]);

  expect(found.code).toBe(0);
  const rows = manifestRows(out);
  expect(rows.map(({ file }) => file.replace(/[0-9a-f]{12}/, "DIGEST").replace(/ü+/, "ü"))).toEqual(
    [
      "images/ward/COVID/_lead-DIGEST.png",
      "images/ward/COVID/=cmd().png",
      "images/ward/COVID/P02_x.png",
      "images/ward/COVID/new_line-DIGEST.png",
      "images/ward/COVID/ü-DIGEST.png",
      "images/ward/P04.png",
      "images/ward/train/NORMAL/P01-a.jpeg",
      "images/ward/train/NORMAL/P01-b.png",
    ],
  );
  expect(rows.every(({ file }) => existsSync(join(out, file)))).toBe(true);
  expect(rows.map(({ patient }) => patient)).toEqual(["", "", "P02", "", "", "P04", "P01", "P01"]);
  expect(rows.at(-1)).toMatchObject({ source: "ward", label: "normal", license: "CC0" });
  expect(rows.find(({ file }) => file.includes("new_line"))?.extra["original_path"]).toBe(
    "COVID/new\nline.png",
  );
  expect(reasons(out)).toEqual([
    ["COVID/cut.png", "unreadable"],
    ["COVID/masks/P02_x.png", "not-x-ray"],
    ["COVID/page.dcm", "unreadable"],
    ["odd/P03.png", "unknown-label"],
    ["outside", "outside-root"],
  ]);
  expect(found.json()[0]?.["notes"]).toEqual([
    "2 files without the name of an image: README.txt, odd/deeper/note.csv",
    'folders that no label is known for: "odd"; say what they mean: --set labels.NAME=unlabelled, or covid19, pneumonia, normal',
  ]);
});

test.each(["labels.*=", 'labels.*=""', "labels.*=unlabelled"])(
  "folders: labels are given by name, for all others and for the root with %s",
  async (others) => {
    const root = emptyFolder();
    for (const name of ["a.png", "gesund/b.png", "odd/c.png"]) writeFilm(join(root, name));
    const out = join(emptyFolder(), "set");

    const found = await importInto(out, "folder", root, [
      ...["--set", "labels.gesund=normal", "--set", others],
      ...["--set", "views=all"],
    ]);

    expect(found.code).toBe(0);
    expect(manifestRows(out).map(({ file, label }) => [file, label])).toEqual([
      ["images/folder/a.png", ""],
      ["images/folder/gesund/b.png", "normal"],
      ["images/folder/odd/c.png", ""],
    ]);
  },
);

test("folders: a label that is none is refused with those that are", async () => {
  const root = emptyFolder();
  writeFilm(join(root, "odd", "a.png"));

  const found = await importInto(join(emptyFolder(), "set"), "folder", root, [
    ...["--set", "labels.odd=healthy"],
  ]);

  expect([found.code, found.stderr]).toEqual([
    2,
    'pleura: --set labels.odd: "labels.odd" must be one of covid19, pneumonia, normal, unlabelled, but it is "healthy". Correct it.\n',
  ]);
});

test("folders whose names nobody knows end with 3 and the way to name them", async () => {
  const root = emptyFolder();
  writeFilm(join(root, "TB", "a.png"));
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "folder", root);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: import "${root}": at least one image must be good, but there is none: 1 unknown-label. See "${join(out, "skipped.csv")}", or say what the folders mean: --set labels.NAME=normal.\n`,
  );
});

test.each([
  [
    "(a+)+$",
    '--patient-pattern: a file name must be matched within 1 s, but "(a+)+$" takes longer for',
  ],
  ["(", "--patient-pattern: it must be a regular expression, but Invalid regular expression"],
])("the pattern %s ends with 2 instead of running for ever", async (pattern, message) => {
  const root = emptyFolder();
  writeFilm(join(root, "COVID", `${"a".repeat(40)}!.png`));
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "folder", root, ["--patient-pattern", pattern as string]);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain(message);
  expect(existsSync(join(out, "manifest.csv"))).toBe(false);
});

test("a film that is cut in its middle passes a look and fails when it is decoded", async () => {
  const root = miniActualmed();
  const film = tinyPng();
  film[45] = (film[45] ?? 0) ^ 0xff;
  writeFiles(root, { "images/CR.1.png": film });
  const [quick, decoded] = [join(emptyFolder(), "set"), join(emptyFolder(), "set")];

  await importInto(quick, "actualmed", root);
  await importInto(decoded, "actualmed", root, ["--decode"]);

  expect(manifestRows(quick)).toHaveLength(2);
  expect(manifestRows(decoded)).toHaveLength(1);
  expect(reasons(decoded)).toEqual([["CR.1.png", "unreadable"]]);
});

test("a wrong root names what was looked for, what is there, and what would fit", async () => {
  const root = miniActualmed();
  const parent = emptyFolder();
  renameSync(root, join(parent, "inner"));
  const inner = join(parent, "inner");
  const out = join(emptyFolder(), "set");
  const ends = async (source: string, folder: string): Promise<[number | null, string]> => {
    const { code, stderr } = await importInto(out, source, folder);
    return [code, stderr];
  };

  expect(await ends("actualmed", parent)).toEqual([
    3,
    `pleura: import actualmed "${parent}": the folder must hold "metadata.csv", but it holds "inner". Give --root "${inner}".\n`,
  ]);
  expect(await ends("nih", inner)).toEqual([
    3,
    `pleura: import nih "${inner}": the folder must hold "Data_Entry_2017_v2020.csv" or "Data_Entry_2017.csv", but it holds "images", "metadata.csv". Its "metadata.csv" looks like actualmed: pleura data import actualmed.\n`,
  ]);
  const columns = ACTUALMED.toLowerCase().split(",").join(", ");
  expect(await ends("cohen", inner)).toEqual([
    3,
    `pleura: import cohen "metadata.csv": there must be the column "filename", but there are ${columns}. This is the table of another source: pleura data import actualmed.\n`,
  ]);
  expect(await ends("figure1", inner)).toEqual([
    3,
    `pleura: import figure1 "metadata.csv": there must be no column "imagename", but there are ${columns}. This is the table of another source: pleura data import actualmed.\n`,
  ]);
  expect(await ends("radiography", inner)).toEqual([
    3,
    `pleura: import radiography "${inner}": the folder must hold a folder "COVID" or "Normal" or "Viral Pneumonia" or "Lung_Opacity", but it holds "images", "metadata.csv". Check --root.\n`,
  ]);
  rmSync(join(inner, "images"), { recursive: true });
  expect(await ends("actualmed", inner)).toEqual([
    3,
    `pleura: import actualmed "${inner}": the folder must hold a folder "images", but it holds "metadata.csv". Check --root.\n`,
  ]);
});

test("a table that cannot be trusted ends with 3 and the place", async () => {
  const ends = async (table: string | Uint8Array, more: string[] = []): Promise<string> => {
    const root = miniActualmed();
    const out = join(emptyFolder(), "set");
    writeFiles(root, { "metadata.csv": table });
    const found = await importInto(out, "actualmed", root, more);
    expect(found.code).toBe(found.stderr === "" ? 0 : 3);
    return found.stderr;
  };
  const latin = Buffer.from(
    `${ACTUALMED}\nANON1,,,,COVID-19,,,,PA,X-ray,CR.1.png,,caf\u00e9\n`,
    "latin1",
  );

  expect(await ends("")).toBe(
    'pleura: read table "metadata.csv": a table must have a header row, but it is empty. Download it again.\n',
  );
  expect(await ends(latin)).toBe(
    'pleura: read table "metadata.csv": text must be utf-8, but it is not. Save it as UTF-8, or give --set encoding=windows-1252 if it is that.\n',
  );
  expect(await ends(latin, ["--set", "encoding=windows-1252"])).toBe("");
  expect(await ends(`${ACTUALMED}\nANON1,,,,"COVID-19,,,,PA,X-ray,CR.1.png,,\n`)).toBe(
    'pleura: read table "metadata.csv": quotes must open and close a whole cell, but those in the row of line 2 do not. Double each quote inside a cell.\n',
  );
  expect(await ends(`${ACTUALMED},notes\n`)).toBe(
    'pleura: read table "metadata.csv": column names must differ, but "notes" stands twice. Rename one.\n',
  );
});

test("an import without a single good image ends with 3 and leaves no manifest", async () => {
  const root = miniActualmed();
  truncateSync(join(root, "images", "CR.1.png"), 20);
  truncateSync(join(root, "images", "DX.2.png"), 0);
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "actualmed", root);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: import "${root}": at least one image must be good, but there is none: 2 unreadable. See "${join(out, "skipped.csv")}".\n`,
  );
  expect(existsSync(join(out, "manifest.csv"))).toBe(false);
  expect(skippedRows(out)).toHaveLength(2);
});
