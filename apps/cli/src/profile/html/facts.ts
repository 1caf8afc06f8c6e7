// The top of the page: the numbers one looks for first, and where a step's time goes.
import { escapeHtml } from "@pleura/pictures";
import {
  colourOf,
  headlines,
  type ProfileReport,
  type TimePiece,
  timePieces,
} from "@pleura/profiling";
import { scrolling } from "../../report/page.ts";

/** A few large numbers. */
export function tiles(report: ProfileReport): string {
  const tile = ({ value, what }: { value: string; what: string }) =>
    `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(what)}</span></div>`;
  return `<div class="tiles">${headlines(report).map(tile).join("")}</div>`;
}

/** A step as one bar: the kernels that take most, the others, and what is no kernel. */
export function timeBar(report: ProfileReport): string {
  const pieces = timePieces(report).map((piece, at) => ({
    ...piece,
    colour: pieceColour(piece, at),
  }));
  const total = pieces.reduce((sum, { ms }) => sum + ms, 0);
  const bar = pieces.map(
    ({ name, ms, colour }) =>
      `<span style="flex:${(ms / total).toFixed(5)} 0 0;background:${colour}" title="${escapeHtml(`${name}: ${ms.toFixed(2)} ms`)}"></span>`,
  );
  const key = pieces.map(
    ({ name, ms, colour }) =>
      `<li><i style="background:${colour}"></i>${escapeHtml(name)} <b>${ms.toFixed(2)} ms</b> ${percent(ms / report.wall.stepMs)}</li>`,
  );
  return `<div class="card"><div class="bar">${bar.join("")}</div><ul class="key">${key.join("")}</ul></div>`;
}

/** Kernels in colour, everything else in greys that neighbours can be told apart by. */
function pieceColour({ name, kind }: TimePiece, at: number): string {
  if (kind === "kernel") return colourOf(name);
  return kind === "other kernels" ? "#8f98a3" : `hsl(220 6% ${30 + ((at * 9) % 40)}%)`;
}

/** The parts of the wall time, which add up, and the host's work. */
export function partTables({ wall }: ProfileReport): string {
  const rows = (parts: ProfileReport["wall"]["parts"]): string =>
    parts
      .map(
        ({ name, ms }) =>
          `<tr><td>${escapeHtml(name)}</td><td>${ms.toFixed(3)}</td><td>${percent(ms / wall.stepMs)}</td></tr>`,
      )
      .join("");
  const head = (what: string): string =>
    `<thead><tr><th scope="col">${what}</th><th scope="col">ms</th><th scope="col">of the step</th></tr></thead>`;
  const all = rows([{ name: "wall time of a step", ms: wall.stepMs }]);
  return `<div class="pair">${scrolling(`<table>${head("part of the wall time")}<tbody>${rows(wall.parts)}</tbody><tfoot>${all}</tfoot></table>`)}${scrolling(
    `<table>${head("work of the host, hidden behind launches or not")}<tbody>${rows(wall.host)}</tbody></table>`,
  )}</div>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
