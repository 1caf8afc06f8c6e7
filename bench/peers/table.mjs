// Writes rows as a table for the terminal and for Markdown.
import { escapeMarkup } from "./escape-markup.mjs";

const mebi = 2 ** 20;
const orDash = (value, text) => (value === undefined ? "–" : text(value));

/** Milliseconds with three digits that count. */
export function formatMs(ms) {
  if (ms >= 100) return ms.toFixed(0);
  return ms.toFixed(ms >= 10 ? 1 : 2);
}

const columns = [
  ["side", (row) => row.title],
  ["ms", (row) => orDash(row.ms, formatMs)],
  ["±", (row) => orDash(row.spread, (value) => `${(100 * value).toFixed(0)} %`)],
  ["GFLOP/s", (row) => orDash(row.gflops, (value) => value.toFixed(1))],
  ["× pleura", (row) => orDash(row.ratio, (value) => value.toFixed(2))],
  ["CPU ms", (row) => orDash(row.cpuMs, formatMs)],
  ["result", (row) => row.result ?? row.status],
  ["RSS MiB", (row) => orDash(row.rssBytes, (value) => (value / mebi).toFixed(0))],
  ["GPU MiB", (row) => orDash(row.gpuBytes, (value) => (value / mebi).toFixed(1))],
  ["first s", (row) => orDash(row.firstStepMs, (value) => (value / 1000).toFixed(1))],
  ["cold s", (row) => orDash(row.cold, ({ ms }) => (ms / 1000).toFixed(1))],
  ["cold CPU s", (row) => orDash(row.cold, ({ cpuMs }) => (cpuMs / 1000).toFixed(1))],
];

/** Columns that at least one row fills, as texts: header first. */
function cells(rows) {
  const all = [
    columns.map(([name]) => name),
    ...rows.map((row) => columns.map(([, of]) => of(row))),
  ];
  const used = columns.map((_, at) => at < 7 || all.slice(1).some((line) => line[at] !== "–"));
  return all.map((line) => line.filter((_, at) => used[at]));
}

/** What must be said below a table: every status but ok. */
function notes(rows) {
  return rows.flatMap(({ side, reason }) => (reason === undefined ? [] : [`${side}: ${reason}`]));
}

/** How far other programs disturbed a table: ratios bear it, milliseconds do not. */
export function loadNote(foreignShare) {
  return `other programs used ${(100 * foreignShare).toFixed(0)} % of the machine meanwhile`;
}

/**
 * A table with aligned columns.
 *
 * @param {readonly import("./rows.mjs").Row[]} rows
 * @returns {string}
 */
export function terminalTable(rows) {
  const lines = cells(rows);
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  // Words to the left, numbers to the right.
  const isWord = (at) => at === 0 || lines[0][at] === "result";
  const text = lines.map((line) =>
    line
      .map((cell, at) => (isWord(at) ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join("  ")
      .trimEnd(),
  );
  return [...text, ...notes(rows).map((note) => `  ${note}`)].join("\n");
}

/**
 * The same as Markdown.
 *
 * @param {readonly import("./rows.mjs").Row[]} rows
 * @returns {string}
 */
export function markdownTable(rows) {
  const [header, ...lines] = cells(rows);
  const line = (texts) => `| ${texts.join(" | ")} |`;
  const rule = `|${header.map((name) => (name === "side" || name === "result" ? "---" : "---:")).join("|")}|`;
  const listed = notes(rows).map((note) => `- ${note}`);
  return [
    line(header),
    rule,
    ...lines.map(line),
    ...(listed.length > 0 ? ["", ...listed] : []),
  ].join("\n");
}

/**
 * The same as HTML.
 *
 * @param {readonly import("./rows.mjs").Row[]} rows
 * @returns {string}
 */
export function htmlTable(rows) {
  const [header, ...lines] = cells(rows);
  const row = (texts, tag) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeMarkup(text)}</${tag}>`).join("")}</tr>`;
  const listed = notes(rows).map((note) => `<li>${escapeMarkup(note)}</li>`);
  const table = `<table>${row(header, "th")}${lines.map((line) => row(line, "td")).join("")}</table>`;
  return listed.length > 0 ? `${table}<ul>${listed.join("")}</ul>` : table;
}
