// The model card: what a model is for, what it must not be used for, how good it is and where it fails.
import { CLASSES } from "@pleura/data";
import {
  type CardBlock,
  type CardDocument,
  type CardSection,
  facts,
  NOT_RECORDED,
  numbersTable,
  text,
} from "./card-document.ts";
import type { AuditFact, Card, DataUse, ModelCardFacts } from "./card-facts.ts";
import { failureCaption, failurePictures } from "./failure-pictures.ts";
import { writeCard } from "./write-card.ts";

/** Uses that no measurement here supports. */
const MUST_NOT = [
  "diagnosis, triage, screening, monitoring, or any decision about a person, alone or beside a physician",
  "films of people under 18, unless the evaluation data below name them and their numbers suffice",
  "films other than frontal chest radiographs: lateral views, CT slices, photographs of films, other body parts",
  "hospitals, devices or populations other than those of the evaluation data, whatever the numbers below",
  "telling whether somebody has, had or does not have COVID-19: a laboratory test does, a film cannot",
  "proof that a heatmap shows disease: it shows what raised this model's score",
];

/** What is known to limit any model that was made this way. */
const STANDING_CAVEATS = [
  "Public collections join COVID-19 films of some hospitals with other films of others; a model can tell the hospitals apart instead of the disease (DeGrave, Janizek and Lee 2021).",
  "Labels were mined from reports or taken from the collections as they are; nobody read these films again.",
  "Intervals tell the uncertainty of drawing patients like these, not of going elsewhere.",
  "Class shares of the evaluation data are not those of any clinic, so precision and predictive values do not carry over.",
];

/** Writes a model card (headings of Mitchell et al. 2019, "Model cards for model reporting"). */
export function modelCard(given: ModelCardFacts): Card {
  const { pictures } = given;
  const forText = { hasNames: pictures === "everywhere", hasPictures: pictures === "everywhere" };
  const forPage = { hasNames: pictures !== "none", hasPictures: pictures !== "none" };
  return writeCard(documentOf(given, forText), documentOf(given, forPage));
}

/** What a form of the card may show of single films. */
interface Shown {
  readonly hasNames: boolean;
  readonly hasPictures: boolean;
}

function documentOf(given: ModelCardFacts, shown: Shown): CardDocument {
  const sections: CardSection[] = [
    { heading: "Model details", blocks: details(given) },
    { heading: "Intended use", blocks: intendedUse() },
    { heading: "Factors", blocks: factors(given) },
    { heading: "Metrics", blocks: metrics() },
    { heading: "Evaluation data", blocks: [dataUse(given.evaluationData)] },
    { heading: "Training data", blocks: trainingData(given) },
    { heading: "Quantitative analyses", blocks: analyses(given) },
    { heading: "Audits", blocks: audits(given) },
    { heading: "Where it fails", blocks: failures(given, shown) },
    { heading: "Ethical considerations", blocks: ethics(given) },
    {
      heading: "Caveats and recommendations",
      blocks: [{ kind: "list", items: [...given.caveats, ...STANDING_CAVEATS] }],
    },
  ];
  return { title: `Model card: ${given.name}`, sections };
}

function details(given: ModelCardFacts): CardBlock[] {
  const { size, training } = given;
  return [
    facts({
      Version: given.version,
      Date: given.date,
      "Program's commit": given.gitHash,
      Licence: given.license,
      Contact: given.contact,
      Network: given.architecture,
      "Trained values": given.parameters,
      Input: size === undefined ? undefined : `${size}×${size} pixels, one grey channel`,
      Output: `probabilities of ${CLASSES.join(", ")}, which sum to 1`,
    }),
    { kind: "heading", text: "Training" },
    training === undefined ? text(`How it was trained: ${NOT_RECORDED}.`) : facts(training),
  ];
}

function intendedUse(): CardBlock[] {
  return [
    text(
      "Intended use: research on self-supervised learning, on the limits of chest X-ray classifiers, and on explanations of them. Intended users: people who do such research and can judge its numbers.",
    ),
    { kind: "heading", text: "It must not be used for" },
    { kind: "list", items: MUST_NOT },
  ];
}

function factors({ subgroups }: ModelCardFacts): CardBlock[] {
  const measured = new Set(subgroups.map(({ factor }) => factor));
  const lines = ["source", "view", "sex", "age"].map((factor) =>
    measured.has(factor)
      ? `${factor}: measured, see "Quantitative analyses"`
      : `${factor}: not measured; the evaluation data do not record it, or it was not asked for`,
  );
  return [
    text(
      "A film's source, its view (PA or AP), and the person's sex and age change the picture and may change the score.",
    ),
    { kind: "list", items: lines },
  ];
}

function metrics(): CardBlock[] {
  return [
    text(
      "AUROC and AUPRC from scores; sensitivity, specificity, precision and F1 from the most probable class; calibration by Brier score, log loss and ECE. Each number stands with its 95 % interval: an interval over patients (bootstrap) where one is told, since films of one patient are alike.",
    ),
  ];
}

function dataUse(use: DataUse | undefined): CardBlock {
  if (use === undefined) return text(`These data: ${NOT_RECORDED}.`);
  const counts = (of: Readonly<Record<string, number | undefined>> | undefined) =>
    of === undefined
      ? undefined
      : Object.entries(of)
          .map(([name, count]) => `${name || "unknown"} ${count}`)
          .join(", ");
  return facts({
    Set: use.name,
    Images: use.images,
    Patients: use.patients,
    Classes: counts(use.classes),
    Sources: counts(use.sources),
    "Fingerprint (SHA-256)": use.fingerprint,
  });
}

function trainingData({ pretextData, trainingData: labelled }: ModelCardFacts): CardBlock[] {
  return [
    { kind: "heading", text: "Without labels (pretext)" },
    pretextData === "none"
      ? text("None: the network was trained from scratch.")
      : dataUse(pretextData),
    { kind: "heading", text: "With labels" },
    dataUse(labelled),
  ];
}

function analyses({
  metrics: numbers,
  subgroups,
  explanations,
  explanationNumbers = [],
}: ModelCardFacts): CardBlock[] {
  return [
    { kind: "heading", text: "Overall" },
    numbersTable(numbers),
    { kind: "heading", text: "By group" },
    subgroups.length === 0
      ? text(`Numbers by group: ${NOT_RECORDED}.`)
      : numbersTable(subgroups, {
          factor: ({ factor }) => factor,
          group: ({ group }) => group || "unknown",
        }),
    { kind: "heading", text: "Explanations" },
    explanations === undefined || explanations.length === 0
      ? text(`Measures of heatmaps: ${NOT_RECORDED}.`)
      : { kind: "list", items: explanations },
    ...(explanationNumbers.length === 0 ? [] : [numbersTable(explanationNumbers)]),
  ];
}

function audits({ audits: found }: ModelCardFacts): CardBlock[] {
  const opening = text(
    "What the model can do without looking at lungs tells how far its score can be trusted to be about lungs.",
  );
  if (found.length === 0) return [opening, text(`Audits: ${NOT_RECORDED}.`)];
  return [opening, ...found.flatMap(auditBlocks)];
}

function auditBlocks({ name, finding, numbers = [] }: AuditFact): CardBlock[] {
  const table = numbers.length === 0 ? [] : [numbersTable(numbers)];
  return [{ kind: "heading", text: name }, text(finding), ...table];
}

function failures(
  { failures: found, errors, pictures }: ModelCardFacts,
  shown: Shown,
): CardBlock[] {
  const count =
    errors === undefined
      ? text(`Wrong predictions in all: ${NOT_RECORDED}.`)
      : text(
          `${errors.wrong} of ${errors.n} evaluation images are wrong; below are the ones with the highest probability of the wrong class.`,
        );
  if (found.length === 0) return [count, text(`Single errors: ${NOT_RECORDED}.`)];
  const items = found.map((failure) => failureCaption(failure, shown.hasNames));
  const list: CardBlock = { kind: "list", items };
  if (!shown.hasPictures) return [count, list, text(pictures === "none" ? NOTHING : ON_PAGE)];
  const withPicture = found.filter(({ picture }) => picture !== undefined);
  return withPicture.length === 0
    ? [count, list]
    : [count, list, { kind: "pictures", pictures: failurePictures(found) }];
}

const NOTHING = "Names and pictures of these films are left out.";
const ON_PAGE =
  "Names and pictures of these films are left out of this text, which may be sent and committed; the HTML page beside it has them.";

function ethics({ pictures }: ModelCardFacts): CardBlock[] {
  const films =
    pictures === "everywhere"
      ? "The films are made up by a program: nobody is on them, and no number here tells anything about patients."
      : "The films are of patients, who were not asked about this model; names and pictures of films stay in the page on the machine that holds them.";
  return [
    {
      kind: "list",
      items: [
        films,
        "A wrong normal can keep somebody from care, a wrong COVID-19 can isolate somebody: no score here weighs either, which is one reason why none may decide.",
        "Groups that the data do not record may fare worse without anybody seeing it.",
      ],
    },
  ];
}
