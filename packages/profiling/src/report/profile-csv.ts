// The tables of a profile as CSV.
import { writeCsv } from "@pleura/data";
import type { ProfileRow } from "./profile-rows.ts";

/** Both tables as one CSV file. */
export function profileCsv(
  byKernel: readonly ProfileRow[],
  byLayer: readonly ProfileRow[],
): string {
  const columns = [
    ...["by", "name", "calls", "total_ms", "time_share", "median_us", "min_us", "spread"],
    ...["gflops", "gb_per_s", "flop_per_byte", "roofline_share", "bound"],
    ...["variant", "workgroup", "grid", "kernels", "layers"],
  ];
  const record = (by: string, row: ProfileRow) => ({
    by,
    name: row.name,
    calls: row.calls,
    total_ms: row.totalMs,
    time_share: row.timeShare,
    median_us: row.medianUs,
    min_us: row.minUs,
    spread: row.spread,
    gflops: row.gflops,
    gb_per_s: row.gbs,
    flop_per_byte: row.intensity,
    roofline_share: row.share,
    bound: row.bound,
    variant: row.variants.join("; "),
    workgroup: row.workgroups.join("; "),
    grid: row.grids.join("; "),
    kernels: row.kernels.join("; "),
    layers: row.layers.join("; "),
  });
  const rows = [
    ...byKernel.map((row) => record("kernel", row)),
    ...byLayer.map((row) => record("layer", row)),
  ];
  return writeCsv(columns, rows, { escapeFormulas: true });
}
