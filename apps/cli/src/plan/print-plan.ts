// The memory plan for people: decision, bytes, alternatives, tensors at the peak.
import { formatBytes } from "../config/byte-size.ts";
import { describeSavings } from "../training/memory-options.ts";
import type { PlanReport, PlanRow } from "./plan-report.ts";

const teraflops = (flops: number) => `${(flops / 1e12).toFixed(flops < 1e11 ? 4 : 2)} TFLOP`;

/** A table with columns as wide as their widest cell, the first to the left, the others to the right. */
function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}

const savingsOf = ({ recomputes }: PlanRow) =>
  recomputes.length === 0 ? "keeps all" : "all blocks again";

function alternativeCells(row: PlanRow): readonly string[] {
  const head = [`${row.microBatch} at once, ${savingsOf(row)}`];
  const { plan, totalBytes = 0, flopsRatio = Number.NaN } = row;
  if (!plan) return [...head, "does not fit the adapter", "", "", "", ""];
  return [
    ...head,
    formatBytes(totalBytes),
    formatBytes(plan.peakBytes),
    (plan.peakBytes / plan.lowerBoundBytes).toFixed(3),
    `${plan.launches}`,
    `× ${flopsRatio.toFixed(3)}`,
  ];
}

/** Lines of the report. */
export function planLines(report: PlanReport, budgetBytes: number | undefined): readonly string[] {
  const { adapter, isBaseline, task, size, batch, chosen, alternatives } = report;
  const { plan, totalBytes } = chosen;
  const { variables, inputs, constants, results } = plan.stateBytes;
  const decision = describeSavings(batch, chosen) ?? "everything is kept, the batch is whole";
  return [
    `adapter: ${adapter}${isBaseline ? " (no GPU was asked: WebGPU's guaranteed limits)" : ""}`,
    `step: ${task}, ${size}×${size}, batch ${batch}, ${plan.parameters} parameters, ${plan.launches} launches, ${teraflops(plan.flops)}`,
    ...(budgetBytes === undefined ? [] : [`budget: ${formatBytes(budgetBytes)}`]),
    `decision: ${decision}`,
    `total: ${formatBytes(totalBytes)}`,
    `temporaries at the peak: ${formatBytes(plan.peakBytes)}, ${(plan.peakBytes / plan.lowerBoundBytes).toFixed(3)} × the lower bound ${formatBytes(plan.lowerBoundBytes)}`,
    `variables ${formatBytes(variables)}, inputs ${formatBytes(inputs)}, constants ${formatBytes(constants)}, results ${formatBytes(results)}`,
    "",
    ...tableLines([
      ["images", "total", "temporaries", "÷ bound", "launches", "flops"],
      ...alternatives.map(alternativeCells),
    ]),
    "",
    `alive at the peak (${report.peakAt}):`,
    ...tableLines(
      report.peakTensors.map(({ label, bytes, shape }) => [
        `  ${label}`,
        `[${shape.join(", ")}]`,
        formatBytes(bytes),
      ]),
    ),
  ];
}
