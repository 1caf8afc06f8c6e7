// A table of kernels or layers that the page's script can sort and filter.
import { escapeHtml } from "@pleura/pictures";
import type { ProfileRow } from "@pleura/profiling";
import { scrolling } from "../../report/page.ts";

interface Cell {
  readonly text: string;
  /** What is sorted by; the text when absent. */
  readonly value?: number;
  /** Ready HTML instead of the text. */
  readonly html?: string;
}

const number = (value: number, digits: number): Cell => ({ text: value.toFixed(digits), value });

const COLUMNS: readonly (readonly [title: string, read: (row: ProfileRow) => Cell])[] = [
  ["calls", ({ calls }) => ({ text: String(Number(calls.toFixed(1))), value: calls })],
  ["total ms", ({ totalMs }) => number(totalMs, 2)],
  ["% of launches", ({ timeShare }) => number(100 * timeShare, 1)],
  ["median µs", ({ medianUs }) => number(medianUs, 1)],
  ["min µs", ({ minUs }) => number(minUs, 1)],
  ["± %", ({ spread }) => number(100 * spread, 0)],
  ["GFLOP/s", ({ gflops }) => number(gflops, 2)],
  ["GB/s", ({ gbs }) => number(gbs, 2)],
  ["FLOP/byte", ({ intensity }) => number(intensity, 2)],
  ["of the roofline", roofCell],
  ["bound by", ({ bound }) => ({ text: bound, html: `<span class="${bound}">${bound}</span>` })],
  ["workgroup", ({ workgroups }) => ({ text: workgroups.join(", ") })],
  ["grid", ({ grids }) => ({ text: some(grids) })],
  ["variant", ({ variants }) => ({ text: some(variants) })],
];

function roofCell({ share, bound }: ProfileRow): Cell {
  const percent = (100 * share).toFixed(0);
  const meter = `<span class="meter"><i class="${bound}" style="width:${Math.min(100, 100 * share).toFixed(0)}%"></i></span>`;
  return { text: percent, value: share, html: `${meter}${percent} %` };
}

function some(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).join(", ");
  return texts.length > 3 ? `${shown} and ${texts.length - 3} more` : shown;
}

/** The table with its filter. `link` gives the anchor that a row's name points to. */
export function rowTable(
  id: string,
  what: string,
  rows: readonly ProfileRow[],
  link?: (row: ProfileRow) => string,
): string {
  const head = [what, ...COLUMNS.map(([title]) => title)]
    .map((title) => `<th scope="col">${escapeHtml(title)}</th>`)
    .join("");
  const body = rows.map((row) => {
    const name = escapeHtml(row.name);
    const linked = link === undefined ? name : `<a href="#${link(row)}">${name}</a>`;
    const cells = COLUMNS.map(([, read]) => {
      const { text, value, html } = read(row);
      const key = value === undefined ? "" : ` data-value="${value}"`;
      return `<td${key}>${html ?? escapeHtml(text)}</td>`;
    });
    return `<tr><td class="name" title="${name}">${linked}</td>${cells.join("")}</tr>`;
  });
  return `<p class="controls"><input type="search" data-filter="${id}" placeholder="filter ${rows.length} rows" aria-label="filter rows"></p>${scrolling(
    `<table id="${id}" data-sortable><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table>`,
  )}`;
}
