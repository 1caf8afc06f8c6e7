// The page of a profile: one file that loads nothing, with pictures, tables and every kernel's text.
import { escapeHtml } from "@pleura/pictures";
import type { ProfileReport } from "@pleura/profiling";
import { page, paragraph, section, table } from "../../report/page.ts";
import { summaryLines } from "../print-profile.ts";
import { partTables, tiles, timeBar } from "./facts.ts";
import { memoryChart } from "./memory-chart.ts";
import { PROFILE_SCRIPT } from "./page-script.ts";
import { PROFILE_STYLE } from "./page-style.ts";
import { rooflineChart } from "./roofline-chart.ts";
import { rowTable } from "./row-table.ts";
import { timelineCharts } from "./timeline-chart.ts";

/** Pipelines that the table of compilations shows. */
const mostPipelines = 25;

/** The self-contained page. */
export function profilePage(report: ProfileReport): string {
  const { byKernel, byLayer, kernels, programs, compile } = report;
  const anchors = new Map(kernels.map(({ name }, index) => [name, `kernel-${index}`]));
  const anchorOf = (kernel: string): string => anchors.get(kernel) ?? "kernels";
  const pipelines = compile.pipelines
    .slice(0, mostPipelines)
    .map(({ name, ms, readyMs }) => [name, ms.toFixed(1), readyMs.toFixed(1)]);
  const facts = summaryLines(report)
    .filter((line) => /^[a-z]+ {2,}/.test(line))
    .map((line) => line.split(/ {2,}/) as string[]);
  return page(
    `Profile: ${report.title}`,
    [
      paragraph(report.adapter.description || report.adapter.vendor),
      tiles(report),
      section("Where the time goes", timeBar(report), partTables(report)),
      section("Roofline", rooflineChart(report, anchorOf)),
      section("Timeline", timelineCharts(report)),
      section(
        "Memory plan",
        ...programs.map(({ name, memory }, at) => memoryChart(name, memory, `memory-${at}`)),
      ),
      section(
        "Kernels",
        rowTable("kernels", "kernel", byKernel, ({ name }) => anchorOf(name)),
      ),
      section("Layers", rowTable("layers", "layer", byLayer)),
      section(
        "Compilation",
        paragraph(
          `${compile.pipelines.length} pipelines in ${compile.wallMs.toFixed(0)} ms, side by side; ${compile.hits} launches found theirs compiled. First step ${compile.firstStepMs.toFixed(0)} ms.`,
        ),
        table(["pipeline", "ms after the one before", "ms until ready"], pipelines),
      ),
      section("Kernel texts", ...kernelTexts(report)),
      section(
        "What this was measured on",
        table(
          ["fact", "value"],
          [
            ...facts,
            ...Object.entries(report.versions).map(([name, value]) => [name, value]),
            ["git", report.gitHash ?? "unknown"],
            ["made", report.date],
            ["settings", JSON.stringify(report.settings)],
          ],
        ),
      ),
    ],
    {
      notice: "Numbers here are speeds of a program on one machine and say nothing of a model.",
      style: PROFILE_STYLE,
      script: PROFILE_SCRIPT,
    },
  );
}

function kernelTexts({ kernels, byKernel }: ProfileReport): string[] {
  const rows = new Map(byKernel.map((row) => [row.name, row]));
  return kernels.map(({ name, wgsl }, index) => {
    const row = rows.get(name);
    const note =
      row === undefined
        ? ""
        : `${row.totalMs.toFixed(2)} ms per step, ${(100 * row.share).toFixed(0)} % of the roofline`;
    return `<details id="kernel-${index}"><summary>${escapeHtml(name)}<span>${escapeHtml(note)}</span></summary><pre><code>${escapeHtml(wgsl)}</code></pre></details>`;
  });
}
