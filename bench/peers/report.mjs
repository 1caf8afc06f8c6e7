// The report of a run as JSON, Markdown, SVG and one self-contained HTML page.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { escapeMarkup } from "./escape-markup.mjs";
import { ratioPicture } from "./picture.mjs";
import { htmlTable, loadNote, markdownTable } from "./table.mjs";

/**
 * @typedef {object} Report
 * @property {string} command that repeats the run
 * @property {string} date
 * @property {string} adapter
 * @property {string} machine
 * @property {string} waiting how the peers wait for the device
 * @property {number} rounds
 * @property {Readonly<Record<string, string>>} versions
 * @property {readonly { name: string, title: string, flops: number, foreignShare: number, rows: readonly import("./rows.mjs").Row[] }[]} tables
 * @property {readonly import("./aims.mjs").Verdict[]} verdicts
 */

/** What the numbers mean; the same words in every format. */
const legend = [
  "ms: median over the rounds of one step, result or loss awaited on the host; ±: half the distance of the quartiles.",
  "CPU ms: CPU time of a step on all threads, which on a software adapter holds the GPU's work and other programs hardly change.",
  "× pleura: median of the ratios round by round; above 1 the side is slower than pleura.",
  "result: largest difference to the expected losses or sums, relative. FLOPs count convolutions and matrix products only.",
  "RSS: most memory of the process, a software adapter's buffers and compiler included; GPU: most bytes of WebGPU buffers alive at once.",
  "first: from process start to the end of the first step, shaders of earlier runs kept; cold: without them and alone, with the CPU time of that.",
];

/** Facts above the tables, as pairs. */
function facts({ command, date, adapter, machine, waiting, rounds, versions }) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    ["command", command],
    ["date", date],
    ["adapter", adapter],
    ["machine", machine],
    ["waiting", waiting],
    ["rounds", `${rounds}, sides in turns`],
    ["versions", packages.join(", ")],
  ];
}

/**
 * The report as Markdown.
 *
 * @param {Report} report
 * @returns {string}
 */
export function markdownReport(report) {
  const { tables, verdicts } = report;
  const aims = [
    "| aim | at least or at most | reached | |",
    "|---|---:|---:|---|",
    ...verdicts.map(
      ({ what, aim, got, reached }) =>
        `| ${what} | ${aim} | ${got} | ${reached ? "yes" : "**no**"} |`,
    ),
  ];
  return [
    "# pleura and its peers",
    "",
    ...facts(report).map(([name, text]) => `- ${name}: ${text}`),
    "",
    "![Time of each side relative to pleura](peers.svg)",
    "",
    ...(verdicts.length > 0 ? ["## Aims", "", ...aims, ""] : []),
    ...tables.flatMap(({ name, title, foreignShare, rows }) => [
      `## ${name}: ${title}`,
      "",
      markdownTable(rows),
      "",
      `${loadNote(foreignShare)}.`,
      "",
    ]),
    "## How to read it",
    "",
    ...legend.map((line) => `- ${line}`),
    "",
  ].join("\n");
}

/**
 * The report as one page without other files.
 *
 * @param {Report} report
 * @returns {string}
 */
export function htmlReport(report) {
  const { tables, verdicts } = report;
  const pairs = facts(report).map(
    ([name, text]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text)}</dd>`,
  );
  const aims = verdicts.map(
    ({ what, aim, got, reached }) =>
      `<tr><td>${escapeMarkup(what)}</td><td>${escapeMarkup(aim)}</td><td>${got}</td><td>${reached ? "yes" : "no"}</td></tr>`,
  );
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>pleura and its peers</title>',
    "<style>body{font:15px system-ui,sans-serif;max-width:62em;margin:2em auto;padding:0 1em}" +
      "table{border-collapse:collapse;margin:.5em 0 1.5em}td,th{padding:.2em .7em;border-bottom:1px solid #ddd;text-align:right}" +
      "td:first-child,th:first-child{text-align:left}dl{display:grid;grid-template-columns:6em 1fr;gap:.2em}dd{margin:0}svg{max-width:100%;height:auto}</style>",
    `<h1>pleura and its peers</h1><dl>${pairs.join("")}</dl>`,
    ratioPicture(tables),
    ...(aims.length > 0
      ? [
          `<h2>Aims</h2><table><tr><th>aim</th><th></th><th>reached</th><th></th></tr>${aims.join("")}</table>`,
        ]
      : []),
    ...tables.map(
      ({ name, title, foreignShare, rows }) =>
        `<h2>${name}: ${escapeMarkup(title)}</h2>${htmlTable(rows)}<p>${loadNote(foreignShare)}.</p>`,
    ),
    `<h2>How to read it</h2><ul>${legend.map((line) => `<li>${escapeMarkup(line)}</li>`).join("")}</ul></html>`,
    "",
  ].join("\n");
}

/**
 * Writes all formats.
 *
 * @param {Report} report
 * @param {string} folder that exists
 * @returns {readonly string[]} names of the files
 */
export function writeReport(report, folder) {
  const files = {
    "peers.json": `${JSON.stringify(report, null, 2)}\n`,
    "peers.md": markdownReport(report),
    "peers.svg": `${ratioPicture(report.tables)}\n`,
    "peers.html": htmlReport(report),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return Object.keys(files);
}
