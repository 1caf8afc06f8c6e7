// The plan of patients: balance, and independence of class, source and number of films.

import { expect, test } from "vitest";
import { CLASSES } from "../dataset/classes.ts";
import { PHANTOM_SOURCES, phantomPatient, planPhantoms } from "./phantom-plan.ts";

test("every class has the same number of films in each source", () => {
  const patients = Array.from({ length: 120 }, (_, index) => phantomPatient(index, 4));
  const films = (label: string, source: string) =>
    patients
      .filter((patient) => patient.label === label && patient.source === source)
      .reduce((sum, patient) => sum + patient.films, 0);

  for (const source of PHANTOM_SOURCES) {
    const counts = CLASSES.map((label) => films(label, source));
    expect(counts[0]).toBeGreaterThan(20);
    expect(new Set(counts).size).toBe(1);
  }
});

test("patients have one, two and three films", () => {
  const counts = Array.from({ length: 60 }, (_, index) => phantomPatient(index * 3).films);

  expect([...new Set(counts)].sort()).toEqual([1, 2, 3]);
});

test.each([0, 1, 7, 100])("plans exactly %i films, none twice, classes level", (count) => {
  const films = planPhantoms(count, 2);

  expect(films.length).toBe(count);
  expect(new Set(films.map((film) => `${film.patient} ${film.film}`)).size).toBe(count);
  const perClass = CLASSES.map((label) => films.filter((film) => film.label === label).length);
  expect(Math.max(...perClass) - Math.min(...perClass)).toBeLessThanOrEqual(3);
});

test("a longer plan begins with the shorter one", () => {
  expect(planPhantoms(50, 1).slice(0, 20)).toEqual(planPhantoms(20, 1));
});
