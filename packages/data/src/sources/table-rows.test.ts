// Rows of the sources' tables: which image each becomes, or why it is left out.

import { expect, test } from "vitest";
import { readCohenRow } from "./cohen.ts";
import { readActualmedRow, readFigure1Row } from "./figure1.ts";
import { guessSource } from "./guess-source.ts";
import { readNihRow } from "./nih.ts";
import { readOwnRow } from "./own-manifest.ts";
import { isSkipped, normalColumn, SKIP_REASONS } from "./source-image.ts";

const nih = {
  "image index": "00000001_000.png",
  "finding labels": "No Finding",
  "follow-up #": "0",
  "patient id": "1",
  "patient age": "058Y",
  "patient gender": "M",
  "view position": "PA",
  "originalimage[width": "2682",
  "height]": "2749",
};
const noSplit = (): string => "";

test("a row of NIH becomes an image with its patient, view, age, sex and official split", () => {
  expect(readNihRow(nih, "exact", (name) => (name === nih["image index"] ? "test" : ""))).toEqual({
    name: "00000001_000.png",
    patient: "1",
    label: "normal",
    view: "PA",
    license: "no usage restrictions stated; attribution to the NIH Clinical Center requested",
    extra: {
      sex: "M",
      age: "58",
      source_label: "No Finding",
      follow_up: "0",
      source_split: "test",
    },
  });
});

test.each([
  ["No Finding", "exact", "normal"],
  ["Pneumonia", "exact", "pneumonia"],
  ["Pneumonia", "contains", "pneumonia"],
  ["Infiltration|Pneumonia", "exact", ""],
  ["Infiltration|Pneumonia", "contains", "pneumonia"],
  ["Cardiomegaly", "contains", ""],
  ["Pneumothorax", "contains", ""],
  ["", "contains", ""],
] as const)("NIH's %s by the rule %s is '%s'", (findings, rule, label) => {
  expect(readNihRow({ ...nih, "finding labels": findings }, rule, noSplit)).toMatchObject({
    label,
  });
});

test("a row of NIH without a file name is left out", () => {
  expect(readNihRow({ ...nih, "image index": " " }, "exact", noSplit)).toEqual({
    name: "",
    reason: "bad-row",
    detail: "Image Index is empty",
  });
});

const cohen = {
  patientid: "12",
  offset: "7",
  sex: "male",
  age: "42",
  finding: "Pneumonia/Viral/COVID-19",
  view: "AP Supine",
  modality: "X-ray",
  folder: "images",
  filename: "fig1.jpeg",
  doi: "10.1148/radiol.2020200269",
  url: "https://pubs.rsna.org/doi/10.1148/radiol.2020200269",
  license: "CC BY-NC-SA",
};

test("a row of Cohen becomes an image with its own licence and address", () => {
  expect(readCohenRow(cohen)).toEqual({
    name: "fig1.jpeg",
    patient: "12",
    label: "covid19",
    view: "AP Supine",
    license: "CC BY-NC-SA",
    extra: {
      sex: "M",
      age: "42",
      source_label: "Pneumonia/Viral/COVID-19",
      offset_days: "7",
      url: cohen.url,
      doi: cohen.doi,
    },
  });
});

test.each([
  [{ modality: "CT" }, "CT"],
  [{ modality: "" }, "no modality"],
  [{ folder: "volumes" }, "a volume"],
])("a row of Cohen with %j is no X-ray", (change, detail) => {
  expect(readCohenRow({ ...cohen, ...change })).toEqual({
    name: "fig1.jpeg",
    reason: "not-x-ray",
    detail,
  });
});

test("a row of Cohen's first tables, without modality and folder, is an X-ray", () => {
  const { modality: _, folder: __, ...old } = cohen;

  expect(readCohenRow({ ...old, finding: "SARS" })).toMatchObject({ label: "pneumonia" });
});

test("a finding that no rule knows stays unlabelled and is told", () => {
  expect(readCohenRow({ ...cohen, finding: "Tuberculosis" })).toMatchObject({
    label: "",
    unknownWord: "Tuberculosis",
  });
  expect(readCohenRow({ ...cohen, finding: "todo" })).not.toHaveProperty("unknownWord");
});

const figure1 = {
  patientid: "COVID-00003a",
  offset: "8",
  sex: "M",
  age: "28",
  finding: "COVID-19",
  view: "AP erect",
  modality: "X-ray",
};

test.each([
  ["COVID-00003a", "COVID-00003"],
  ["COVID-00003B", "COVID-00003"],
  ["COVID-00003", "COVID-00003"],
])("the patient of Figure 1's %s is %s", (patientid, patient) => {
  expect(readFigure1Row({ ...figure1, patientid })).toMatchObject({ name: patientid, patient });
});

test("Figure 1 keeps every view, and no other modality", () => {
  expect(readFigure1Row({ ...figure1, finding: "" })).toMatchObject({
    label: "",
    view: "AP erect",
  });
  expect(readFigure1Row({ ...figure1, modality: "CT" })).toMatchObject({ reason: "not-x-ray" });
  expect(readFigure1Row({ ...figure1, patientid: "" })).toEqual({
    name: "",
    reason: "bad-row",
    detail: "patientid is empty",
  });
});

test("Actualmed names its files and its patients apart", () => {
  const row = { ...figure1, patientid: "ANON1", imagename: "CR.1.png", finding: "No finding" };

  expect(readActualmedRow(row)).toMatchObject({
    name: "CR.1.png",
    patient: "ANON1",
    label: "normal",
  });
  expect(readActualmedRow({ ...row, imagename: "" })).toEqual({
    name: "",
    reason: "bad-row",
    detail: "imagename is empty",
  });
});

test.each([
  ["", "bad-row"],
  ["../a.png", "outside-root"],
  ["a/../../b.png", "outside-root"],
  ["/etc/a.png", "outside-root"],
  ["C:/a.png", "outside-root"],
  ["a\\b.png", "outside-root"],
  ["a\u0000.png", "outside-root"],
])("our own manifest may not name '%s'", (file, reason) => {
  expect(readOwnRow({ file })).toMatchObject({ reason });
});

test("a row of our own manifest goes on with all its columns", () => {
  const cells = { file: "a/..b.png", source: "s", patient: "1", label: "normal", split: "test" };
  const row = { ...cells, view: "PA", license: "CC0", age: "41" };

  expect(readOwnRow(row)).toEqual({
    name: "a/..b.png",
    source: "s",
    patient: "1",
    label: "normal",
    view: "PA",
    split: "test",
    license: "CC0",
    extra: { age: "41" },
  });
  expect(readOwnRow({ ...row, label: "flu" })).toMatchObject({ reason: "unknown-label" });
  expect(readOwnRow({ ...row, split: "dev" })).toMatchObject({ detail: "split is dev" });
});

test.each([
  [["Image Index", "Finding Labels", "Patient ID"], "nih"],
  [["patientid", "finding", "view", "filename"], "cohen"],
  [["Patientid", "offset", "finding", "filename", "doi", " url"], "cohen"],
  [["patientid", "finding", "view", "artifacts/distortion"], "figure1"],
  [["patientid", "finding", "imagename", "artifacts/distortion"], "actualmed"],
  [["FILE NAME", "FORMAT", "SIZE", "URL"], "radiography"],
  [["file", "label"], "manifest"],
  [["name", "class"], undefined],
])("a table with the columns %j is of %s", (columns, source) => {
  expect(guessSource(columns)).toBe(source);
});

test("column names are compared without outer spaces and case", () => {
  expect([" url", "Patientid", "Height]"].map(normalColumn)).toEqual([
    "url",
    "patientid",
    "height]",
  ]);
});

test("every reason has a sentence, and an image is no reason", () => {
  expect(Object.values(SKIP_REASONS).every((sentence) => sentence.length > 10)).toBe(true);
  expect(isSkipped(readFigure1Row(figure1))).toBe(false);
  expect(isSkipped(readFigure1Row({}))).toBe(true);
});
