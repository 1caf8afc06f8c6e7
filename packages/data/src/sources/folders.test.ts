// Folders as classes, origins as collections, ages and sexes as they are written.

import { expect, test } from "vitest";
import { readFolderFile } from "./folder.ts";
import { labelOfFolder } from "./folder-label.ts";
import { isOfOneCase, originOf, plainAddress } from "./origin.ts";
import { ageInYears, sexLetter } from "./patient-facts.ts";
import { readRadiographyFile } from "./radiography.ts";

const rules = { labels: {}, license: "CC0", patientOf: (name: string) => name.slice(0, 2) };

test.each([
  ["COVID", "covid19"],
  ["COVID-19", "covid19"],
  ["covid_19", "covid19"],
  ["Viral Pneumonia", "pneumonia"],
  ["PNEUMONIA", "pneumonia"],
  ["NORMAL", "normal"],
  ["No_findings", "normal"],
  ["Lung_Opacity", ""],
  ["constructor", undefined],
  ["train", undefined],
])("the folder %s means %s", (name, label) => {
  expect(labelOfFolder(name)).toBe(label);
});

test("a person's own names come first", () => {
  expect(labelOfFolder("Lung_Opacity", { Lung_Opacity: "pneumonia" })).toBe("pneumonia");
  expect(labelOfFolder("gesund", { gesund: "normal" })).toBe("normal");
});

test.each([
  ["NORMAL/p1.png", "normal", "NORMAL"],
  ["train/NORMAL/p1.png", "normal", "train/NORMAL".slice(6)],
  ["COVID/images/p1.png", "covid19", "COVID"],
  ["normal/covid/p1.png", "covid19", "covid"],
  ["p1.png", "", ""],
])("%s is '%s' by the folder '%s'", (path, label, source_label) => {
  expect(readFolderFile(path, rules)).toEqual({
    name: path,
    patient: "p1",
    label,
    view: "",
    license: "CC0",
    extra: { source_label },
  });
});

test("a folder that nobody knows is left out, unless a label is given for all others", () => {
  const open = { ...rules, labels: { "*": "" } as const };

  expect(readFolderFile("odd/a.png", rules)).toEqual({
    name: "odd/a.png",
    reason: "unknown-label",
    detail: "odd",
  });
  expect(readFolderFile("odd/a.png", open)).toMatchObject({
    label: "",
    extra: { source_label: "odd" },
  });
  expect(readFolderFile("a.png", { ...rules, labels: { ".": "normal" } })).toMatchObject({
    label: "normal",
  });
});

test("masks are no films", () => {
  expect(readFolderFile("COVID/masks/a.png", rules)).toEqual({
    name: "COVID/masks/a.png",
    reason: "not-x-ray",
    detail: "in a folder of masks",
  });
});

test.each([
  ["https://github.com/ieee8023/covid-chestxray-dataset", "cohen"],
  ["https://github.com/agchung/Figure1-COVID-chestxray-dataset/tree/master/images", "figure1"],
  ["https://github.com/agchung/Actualmed-COVID-chestxray-dataset", "actualmed"],
  ["https://github.com/ml-workgroup/covid-19-image-repository/tree/master/png", "hannover"],
  ["https://github.com/armiro/COVID-CXNet", "cxnet"],
  ["https://www.kaggle.com/c/rsna-pneumonia-detection-challenge/data", "rsna"],
  ["https://www.kaggle.com/paultimothymooney/chest-xray-pneumonia", "kermany"],
  ["https://bimcv.cipf.es/bimcv-projects/bimcv-covid19/#1590858128006-9e640421-6711", "bimcv"],
  ["https://sirm.org/category/senza-categoria/covid-19/", "sirm"],
  ["http://WWW.Eurorad.org/case/16660", "eurorad"],
  ["https://example.org/a/b.png", "example.org"],
  ["", ""],
])("the address %s is of %s", (url, origin) => {
  expect(originOf(url)).toBe(origin);
});

test("only an address of one case tells that two images are of the same one", () => {
  expect(isOfOneCase("https://www.eurorad.org/case/16660")).toBe(true);
  expect(isOfOneCase("https://sirm.org/2020/03/07/covid-19-caso-1/")).toBe(true);
  expect(isOfOneCase("https://sirm.org/category/senza-categoria/covid-19/")).toBe(false);
  expect(isOfOneCase("https://github.com/ieee8023/covid-chestxray-dataset/1")).toBe(false);
  expect(plainAddress("https://www.Eurorad.org/Case/16660/#top")).toBe("eurorad.org/Case/16660");
});

const none = { origins: new Set<string>(), addresses: new Set<string>() };

test("an image of the Radiography Database has no patient and tells its origin", () => {
  const url = "https://github.com/ieee8023/covid-chestxray-dataset";

  expect(readRadiographyFile("COVID/a.png", "COVID", url, none)).toEqual({
    name: "COVID/a.png",
    patient: "",
    label: "covid19",
    view: "",
    license: "",
    extra: { source_label: "COVID", url, origin: "cohen" },
  });
  expect(readRadiographyFile("x/a.png", "Lung_Opacity", "", none)).toMatchObject({ label: "" });
  expect(readRadiographyFile("x/a.png", "Other", "", none)).toMatchObject({
    reason: "unknown-label",
  });
});

test("repeats are dropped by collection, or by the address of a case", () => {
  const cohen = "https://github.com/ieee8023/covid-chestxray-dataset";
  const eurorad = "https://www.eurorad.org/case/16660";
  const read = (url: string, rules: Partial<typeof none>) =>
    readRadiographyFile("a.png", "COVID", url, { ...none, ...rules });

  expect(read(cohen, { origins: new Set(["cohen"]) })).toMatchObject({
    reason: "repeated-origin",
    detail: cohen,
  });
  expect(read(eurorad, { origins: new Set(["cohen"]) })).not.toHaveProperty("reason");
  expect(read(eurorad, { addresses: new Set(["eurorad.org/case/16660"]) })).toHaveProperty(
    "reason",
  );
  expect(read("", { origins: new Set(["cohen"]) })).not.toHaveProperty("reason");
});

test.each([
  ["58", "58"],
  ["058Y", "58"],
  ["011M", "0"],
  ["30M", "2"],
  ["42.5", "42"],
  ["120", "120"],
  ["121", ""],
  ["414", ""],
  ["50+", ""],
  ["", ""],
  ["-1", ""],
])("the age '%s' is '%s' years", (text, years) => {
  expect(ageInYears(text)).toBe(years);
});

test.each([
  ["M", "M"],
  ["female", "F"],
  [" f ", "F"],
  ["mixed", ""],
  ["", ""],
])("the sex '%s' is '%s'", (text, letter) => {
  expect(sexLetter(text)).toBe(letter);
});
