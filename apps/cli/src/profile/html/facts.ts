// The top of the page: the numbers one looks for first, and where a step's time goes.
import { escapeHtml } from "@pleura/pictures";
import { scrolling } from "../../report/page.ts";
import { size } from "../print-profile.ts";
import type { ProfileReport } from "../profile-report.ts";
import { sum } from "../quantile.ts";
import { colourOf } from "./colours.ts";

/** A few large numbers. */
export function tiles(report: ProfileReport): string {
  const { wall, cost, byKernel, programs, counts, compile } = report;
  const kernelsMs = sum(byKernel.map(({ totalMs }) => totalMs));
  const idealMs = sum(byKernel.map(({ totalMs, share }) => totalMs * share));
  const peak = sum(programs.map(({ memory }) => memory.peakBytes));
  const least = sum(programs.map(({ memory }) => memory.lowerBoundBytes));
  const sign = cost.share >= 0 ? "+" : "−";
  return `<div class="tiles">${[
    tile(`${wall.stepMs.toFixed(1)} ms`, "wall time of a step"),
    tile(percent(kernelsMs / wall.stepMs), "of it in launches"),
    tile(percent(idealMs / kernelsMs), "of the roofline, weighted by time"),
    tile(String(counts.dispatches), `launches in ${count(counts.submits, "submit")}`),
    tile(size(peak), `temporaries, ${(peak / Math.max(1, least)).toFixed(2)} × the lower bound`),
    tile(`${compile.wallMs.toFixed(0)} ms`, `to compile ${compile.pipelines.length} pipelines`),
    tile(`${sign}${percent(Math.abs(cost.share))}`, "what profiling costs"),
  ].join("")}</div>`;
}

const count = (value: number, noun: string): string => `${value} ${noun}${value === 1 ? "" : "s"}`;

function tile(value: string, what: string): string {
  return `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(what)}</span></div>`;
}

/** Kernels that get a colour of their own in the bar. */
const mostNamed = 9;

/** A step as one bar: the kernels that take most, the others, and what is no kernel. */
export function timeBar({ wall, byKernel }: ProfileReport): string {
  const rest = byKernel.slice(mostNamed);
  const pieces = [
    ...byKernel
      .slice(0, mostNamed)
      .map(({ name, totalMs }) => ({ name, ms: totalMs, colour: colourOf(name) })),
    {
      name: `${rest.length} other kernels`,
      ms: sum(rest.map(({ totalMs }) => totalMs)),
      colour: "#8f98a3",
    },
    ...wall.parts.slice(1).map(({ name, ms }, at) => ({
      name,
      ms,
      colour: `hsl(220 6% ${30 + ((at * 9) % 40)}%)`,
    })),
  ].filter(({ ms }) => ms > 0.0005 * wall.stepMs);
  const total = sum(pieces.map(({ ms }) => ms));
  const bar = pieces.map(
    ({ name, ms, colour }) =>
      `<span style="flex:${(ms / total).toFixed(5)} 0 0;background:${colour}" title="${escapeHtml(`${name}: ${ms.toFixed(2)} ms`)}"></span>`,
  );
  const key = pieces.map(
    ({ name, ms, colour }) =>
      `<li><i style="background:${colour}"></i>${escapeHtml(name)} <b>${ms.toFixed(2)} ms</b> ${percent(ms / wall.stepMs)}</li>`,
  );
  return `<div class="card"><div class="bar">${bar.join("")}</div><ul class="key">${key.join("")}</ul></div>`;
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
