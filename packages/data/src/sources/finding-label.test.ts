// The words of the COVID-19 collections, and the class that each stands for.

import { expect, test } from "vitest";
import { labelOfFinding } from "./finding-label.ts";

test.each(["COVID-19", "Pneumonia/Viral/COVID-19", "COVID-19, ARDS", "covid-19", "COVID19"])(
  "%s is covid19",
  (finding) => {
    expect(labelOfFinding(finding)).toEqual({ label: "covid19", isKnown: true });
  },
);

test.each([
  "Pneumonia",
  "pneumonia",
  "Pneumonia/Viral/SARS",
  "Pneumonia/Bacterial/Staphylococcus/MRSA",
  "SARS",
  "MERS-CoV",
  "Streptococcus",
  "Streptococcus, ARDS",
  "E.Coli",
  "Mycoplasma Bacterial Pneumonia",
  "Swine-Origin Influenza A (H1N1) Viral Pneumonia",
])("%s is pneumonia", (finding) => {
  expect(labelOfFinding(finding)).toEqual({ label: "pneumonia", isKnown: true });
});

test.each(["No Finding", "No finding", " no finding ", "Normal"])("%s is normal", (finding) => {
  expect(labelOfFinding(finding)).toEqual({ label: "normal", isKnown: true });
});

test.each(["", " ", "todo", "TODO", "Unknown"])("'%s' is an image without a label", (finding) => {
  expect(labelOfFinding(finding)).toEqual({ label: "", isKnown: true });
});

test.each(["ARDS", "Tuberculosis", "No pneumonia", "non-pneumonia", "Edema"])(
  "%s is no class, and no word that a rule knows",
  (finding) => {
    expect(labelOfFinding(finding)).toEqual({ label: "", isKnown: false });
  },
);
