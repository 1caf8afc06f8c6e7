// Cards: all headings, every number with its interval, what is missing said to be, hostile names as text, pictures by rule.
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import type { ModelCardFacts, PictureRule } from "./card-facts.ts";
import { dataSheet } from "./data-sheet.ts";
import { modelCard } from "./model-card.ts";
import { markdownText } from "./write-card.ts";

const HOSTILE = `<img src=x onerror=alert(1)> ![a](http://b) | **x** \`y\`\n# head`;

const bare: ModelCardFacts = {
  name: "small",
  metrics: [],
  subgroups: [],
  audits: [],
  failures: [],
  pictures: "none",
  caveats: [],
};

const estimate = { value: 0.91234, low: 0.8, high: 0.95 };

const full = (pictures: PictureRule): ModelCardFacts => ({
  ...bare,
  name: HOSTILE,
  training: { loss: HOSTILE },
  evaluationData: {
    name: HOSTILE,
    images: 5,
    sources: { [HOSTILE]: 5, "": 1 },
    fingerprint: "ab12",
  },
  metrics: [{ name: "accuracy", estimate, n: 5, method: "patient bootstrap, 2,000 draws" }],
  subgroups: [{ factor: "view", group: HOSTILE, name: "accuracy", estimate }],
  audits: [
    {
      name: HOSTILE,
      finding: "Not better than chance.",
      numbers: [{ name: "accuracy", estimate }],
    },
  ],
  explanations: ["Score-CAM does not beat the edge map."],
  failures: [
    {
      file: HOSTILE,
      source: "s",
      truth: "normal",
      predicted: "covid19",
      probability: 0.987,
      picture: { film: new Float32Array(64).fill(0.5), map: new Float32Array(64), size: 8 },
    },
  ],
  errors: { wrong: 1, n: 5 },
  pictures,
  caveats: [HOSTILE],
});

const headings = (markdown: string, level: number): string[] =>
  [...markdown.matchAll(new RegExp(`^${"#".repeat(level)} (.*)$`, "gm"))].map(
    ([, text]) => text ?? "",
  );

// Mitchell et al. 2019, fig. 1, with audits and failures added.
const MODEL_HEADINGS = [
  "Model details",
  "Intended use",
  "Factors",
  "Metrics",
  "Evaluation data",
  "Training data",
  "Quantitative analyses",
  "Audits",
  "Where it fails",
  "Ethical considerations",
  "Caveats and recommendations",
];

test.each([
  ["a card without facts", bare],
  ["a full card", full("page")],
])("%s has every heading once, in both forms", (_, facts) => {
  const { markdown, html } = modelCard(facts);

  expect(headings(markdown, 2)).toEqual(MODEL_HEADINGS);
  expect([...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, text]) => text)).toEqual(MODEL_HEADINGS);
  expect(headings(markdown, 1)).toHaveLength(1);
});

test("says research only and what it must not be used for, whatever the facts", () => {
  for (const text of Object.values(modelCard(bare)).slice(0, 2) as string[]) {
    expect(text).toContain("Research use. Not for diagnosis.");
    expect(text).toContain("It must not be used for");
    expect(text).toContain("diagnosis, triage, screening");
    expect(text).toContain("people under 18");
  }
});

test("tells what is missing instead of inventing it", () => {
  const { markdown } = modelCard(bare);

  expect(markdown).toContain("Licence: not recorded");
  expect(markdown).toContain("Numbers: not recorded.");
  expect(markdown).toContain("Audits: not recorded.");
  expect(markdown).toContain("Measures of heatmaps: not recorded.");
  expect(markdown).not.toMatch(/undefined|NaN|null|\[object/);
});

test("numbers stand with their intervals, or say that there is none", () => {
  const { markdown, html } = modelCard({
    ...full("none"),
    metrics: [
      { name: "accuracy", estimate, n: 5 },
      { name: "AUROC", estimate: { value: 0.5, low: Number.NaN, high: Number.NaN } },
      { name: "AUPRC", estimate: { value: Number.NaN, low: Number.NaN, high: Number.NaN } },
    ],
  });

  for (const text of [markdown, html]) {
    expect(text).toContain("0.912 (95 % interval 0.800 to 0.950)");
    expect(text).toContain("0.500 (interval not known)");
    expect(text).toContain("– (the images cannot tell)");
    expect(text).not.toMatch(/NaN/);
  }
});

test("hostile names are text in the page and in Markdown", () => {
  const { markdown, html } = modelCard(full("page"));

  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).not.toMatch(/<img src=x/);
  expect(html).not.toMatch(/(?:src|href)="(?!data:image\/png;base64,)/);
  expect(markdown).not.toMatch(/(?<!\\)<img|(?<!\\)!\[a\]|^# head/m);
  expect(markdown).toContain("\\<img src=x onerror=alert(1)\\>");
  // The newline in a name did not begin a line of its own, and its bar no cell.
  for (const line of markdown.split("\n").filter((one) => one.startsWith("| view")))
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(7);
});

test.each([
  ["1. first", "1\\. first"],
  ["- dash", "\\- dash"],
  ["a_b *c*", "a\\_b \\*c\\*"],
  ["two\nlines", "two lines"],
  ["=== under", "\\=== under"],
  ["plain 0.95 (text)", "plain 0.95 (text)"],
])("%j becomes %j", (words, wanted) => {
  expect(markdownText(words)).toBe(wanted);
});

test.each([
  { rule: "none", inPage: false, files: 0 },
  { rule: "page", inPage: true, files: 0 },
  { rule: "everywhere", inPage: true, files: 1 },
] as const)("pictures under the rule $rule", ({ rule, inPage, files }) => {
  const { markdown, html, pictures } = modelCard(full(rule));

  expect(html.includes("data:image/png;base64,")).toBe(inPage);
  expect(pictures.map(({ file }) => file)).toEqual(files === 1 ? ["failure-1.png"] : []);
  expect(markdown.includes("](failure-1.png)")).toBe(files === 1);
  expect(markdown).not.toContain("data:image");
  expect(markdown).toContain("predicted covid19 with probability 0.987");
  // Only made-up films are named in the text that may be committed.
  expect(markdown.split("## Where it fails")[1]?.split("## ")[0]?.includes("onerror")).toBe(
    files === 1,
  );
  expect(html.split("Where it fails")[1]?.split("<h2>")[0]?.includes("onerror")).toBe(inPage);
  expect(markdown.includes("made up by a program")).toBe(files === 1);
});

const row = (file: string, more: Partial<ManifestRow> = {}): ManifestRow => ({
  file,
  source: "cohen",
  patient: "p",
  label: "covid19",
  view: "PA",
  split: "test",
  license: "CC-BY",
  extra: { sex: "F", age: "64" },
  ...more,
});

test("the data sheet has every heading, counts and licences", () => {
  const rows = [row("a"), row("b", { license: HOSTILE, source: HOSTILE }), row("c", { label: "" })];

  const { markdown, html, pictures } = dataSheet({
    name: "set",
    rows,
    check: { leaks: 2, skipped: { "lateral view": 7 } },
    origins: [{ source: "cohen", description: "a collection", url: "https://example.org" }],
  });

  // Gebru et al. 2021, section 3.
  expect(headings(markdown, 2)).toEqual([
    "Motivation",
    "Composition",
    "Collection process",
    "Preprocessing, cleaning and labelling",
    "Uses",
    "Distribution",
    "Maintenance",
  ]);
  expect(markdown).toContain("| covid19 | cohen | test | 1 | 1 |");
  expect(markdown).toContain("| not recorded | cohen | test | 1 | 1 |");
  expect(markdown).toContain("| covid19 | cohen | test | PA | female | 1 | 1 |");
  expect(markdown).toContain("| cohen | CC-BY | 2 |");
  expect(markdown).toContain("Patients in two splits: 2");
  expect(markdown).toContain("Pairs of near duplicates: not checked");
  expect(markdown).toContain("| lateral view | 7 |");
  expect(markdown).toContain("by whom and with whose money: not recorded.");
  expect(html).not.toMatch(/<img/);
  expect(pictures).toEqual([]);
});

test("a column that no image fills is said to be missing, and long tables are cut with a count", () => {
  const rows = Array.from({ length: 70 }, (_, at) =>
    row(`${at}`, { source: `s${String(at).padStart(2, "0")}`, view: "", extra: {} }),
  );

  const { markdown } = dataSheet({ name: "set", rows });

  expect(markdown).toContain("### Class by view\n\nview: not recorded.");
  expect(markdown).toContain("### Class by sex\n\nsex: not recorded.");
  expect(markdown).toContain("10 more lines with 10 images are left out of this table.");
  expect(markdown).toContain("Duplicates, leaks and unreadable files: not recorded.");
});
