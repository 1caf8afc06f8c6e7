// The data sheet: what a data set holds, where it comes from, what was done to it and what it must not be used for.
import {
  type CompositionColumn,
  compositionTable,
  compositionValue,
  type ManifestRow,
  patientKey,
} from "@pleura/data";
import { type CardBlock, type CardSection, facts, NOT_RECORDED, text } from "./card-document.ts";
import type { Card, DataCheckFacts, DataSheetFacts } from "./card-facts.ts";
import { isMadeUp } from "./is-made-up.ts";
import { writeCard } from "./write-card.ts";

/** Writes a data sheet (headings of Gebru et al. 2021, "Datasheets for datasets"). It shows no pictures. */
export function dataSheet(given: DataSheetFacts): Card {
  const sections: CardSection[] = [
    { heading: "Motivation", blocks: [text(given.motivation ?? MOTIVATION_MISSING)] },
    { heading: "Composition", blocks: composition(given) },
    { heading: "Collection process", blocks: collection(given) },
    { heading: "Preprocessing, cleaning and labelling", blocks: preprocessing(given) },
    { heading: "Uses", blocks: uses() },
    { heading: "Distribution", blocks: distribution(given.rows) },
    { heading: "Maintenance", blocks: [text(given.maintenance ?? MAINTENANCE_MISSING)] },
  ];
  return writeCard({ title: `Data sheet: ${given.name}`, sections });
}

const MOTIVATION_MISSING = `Why this set was put together, by whom and with whose money: ${NOT_RECORDED}.`;
const MAINTENANCE_MISSING = `Who keeps this set, and how errors are told and mended: ${NOT_RECORDED}.`;

/** Lines of a table before the rest is summed up: a page that nobody can read tells nothing. */
const MOST_LINES = 60;

function composition({ rows, fingerprint, date }: DataSheetFacts): CardBlock[] {
  const patients = new Set(rows.map(patientKey)).size;
  const withoutPatient = rows.filter(({ patient }) => patient === "").length;
  const unlabelled = rows.filter(({ label }) => label === "").length;
  return [
    text(
      "Each instance is one chest radiograph, an image file with a row in the manifest: file, source, patient, label, view, split, licence.",
    ),
    facts({
      Images: rows.length,
      Patients: patients,
      "Images without a patient (each counts as its own)": withoutPatient,
      "Images without a label": unlabelled,
      Counted: date,
      "Fingerprint (SHA-256)": fingerprint,
    }),
    ...counted(rows, "Class by source and split", ["label", "source", "split"]),
    ...counted(rows, "Class by view", ["label", "view"]),
    ...counted(rows, "Class by sex", ["label", "sex"]),
    ...counted(rows, "Class by age in years", ["label", "age"]),
    ...counted(rows, "Class by source, split, view and sex", [
      "label",
      "source",
      "split",
      ...(["view", "sex"] as const).filter((column) =>
        rows.some((row) => compositionValue(row, column) !== ""),
      ),
    ]),
    { kind: "heading", text: "What it says about people" },
    text(
      isMadeUp(rows)
        ? "Nothing: a program made these films."
        : "Films of the chest show health and can show sex, age and implants. Names are not in the manifest; whether the collections took all names off the films was not checked here.",
    ),
  ];
}

/** A heading and a table of counts; a column that no image fills is said to be missing instead. */
function counted(
  rows: readonly ManifestRow[],
  heading: string,
  columns: readonly CompositionColumn[],
): CardBlock[] {
  const title: CardBlock = { kind: "heading", text: heading };
  const lines = compositionTable(rows, columns);
  const empty = columns.filter((_, at) => lines.every(({ values }) => values[at] === ""));
  if (empty.length > 0) return [title, text(`${empty.join(", ")}: ${NOT_RECORDED}.`)];
  const shown = lines.slice(0, MOST_LINES);
  const rest = lines.slice(MOST_LINES);
  const left = rest.reduce((sum, { images }) => sum + images, 0);
  const note =
    rest.length === 0
      ? []
      : [text(`${rest.length} more lines with ${left} images are left out of this table.`)];
  return [
    title,
    {
      kind: "table",
      header: [...columns, "images", "patients"],
      rows: shown.map(({ values, images, patients }) => [
        ...values.map((value) => value || NOT_RECORDED),
        `${images}`,
        `${patients}`,
      ]),
    },
    ...note,
  ];
}

function collection({ rows, origins = [] }: DataSheetFacts): CardBlock[] {
  const names = [...new Set(rows.map(({ source }) => source))].sort();
  const known = new Map(origins.map((origin) => [origin.source, origin]));
  return [
    text(
      isMadeUp(rows)
        ? "A program made these films (pleura data synth). Nobody is on them; they show whether methods work, not how films of patients look."
        : "The images were taken from existing collections, which gathered films made for care. The people on them were not asked again. How a collection chose its films decides what a model can learn from it.",
    ),
    {
      kind: "table",
      header: ["source", "what it is", "where it comes from"],
      rows: names.map((name) => [
        name || NOT_RECORDED,
        known.get(name)?.description ?? NOT_RECORDED,
        known.get(name)?.url ?? NOT_RECORDED,
      ]),
    },
  ];
}

function preprocessing({ preprocessing: steps, split, check }: DataSheetFacts): CardBlock[] {
  return [
    steps === undefined ? text(`How images are prepared: ${NOT_RECORDED}.`) : facts(steps),
    text(`How the split was made: ${split ?? NOT_RECORDED}.`),
    { kind: "heading", text: "Check" },
    ...checkBlocks(check),
  ];
}

function checkBlocks(check: DataCheckFacts | undefined): CardBlock[] {
  if (check === undefined)
    return [text(`Duplicates, leaks and unreadable files: ${NOT_RECORDED}.`)];
  const { unreadable, exactDuplicates, nearDuplicates, leaks, copyLeaks, suspects, skipped } =
    check;
  const words = (count: number | undefined) => (count === undefined ? "not checked" : `${count}`);
  const reasons =
    skipped === undefined
      ? [text(`Images that importing left out: ${NOT_RECORDED}.`)]
      : Object.keys(skipped).length === 0
        ? [text("Importing left out no image.")]
        : [
            {
              kind: "table" as const,
              header: ["left out because", "images"],
              rows: Object.entries(skipped).map(([reason, count]) => [reason, `${count}`]),
            },
          ];
  return [
    facts({
      "Unreadable files": words(unreadable),
      "Groups of exact duplicates": words(exactDuplicates),
      "Pairs of near duplicates": words(nearDuplicates),
      "Patients in two splits": words(leaks),
      "Films with copies in two splits": words(copyLeaks),
      "Suspects (lateral, not a chest film)": words(suspects),
    }),
    ...reasons,
  ];
}

function uses(): CardBlock[] {
  return [
    text(
      "Fit for research on methods: self-supervised learning, shortcuts, calibration, explanations, splits and leaks.",
    ),
    {
      kind: "list",
      items: [
        "Not fit to train or test anything that decides about a person.",
        "Not fit to estimate how often a disease occurs: classes were collected, not sampled.",
        "Not fit to compare sources as hospitals: class and source are entangled, see the table.",
        "Not to be used to find out who is on a film.",
      ],
    },
  ];
}

function distribution(rows: readonly ManifestRow[]): CardBlock[] {
  const lines = compositionTable(rows, ["source", "license"]);
  return [
    text(
      isMadeUp(rows)
        ? "Made-up films may be made again by anybody with the same seed."
        : "The images stay under the licences of their collections, which may forbid to pass them on. pleura distributes none of them.",
    ),
    {
      kind: "table",
      header: ["source", "licence", "images"],
      rows: lines.map(({ values, images }) => [
        ...values.map((value) => value || NOT_RECORDED),
        `${images}`,
      ]),
    },
  ];
}
