// The numbers that a table shows of a row's samples: median, spread, rates, share of a ceiling.
import { quantile } from "@pleura/data";
import { type Ceilings, memoryCeilingGBs } from "@pleura/kernels";
import type { SessionRow, SessionSamples } from "./bench-session.ts";
import { calmestSamples } from "./calmest-samples.ts";

/** A row over all its sessions. */
export interface BenchRow extends Omit<SessionRow, keyof SessionSamples> {
  readonly sessions: readonly SessionSamples[];
}

/** One row's numbers. */
export interface BenchSummary {
  readonly title: string;
  /** Median milliseconds of one run over all rounds of all sessions, the calmest sample of each. */
  readonly ms: number;
  /** First and third quartile, milliseconds. */
  readonly q1: number;
  readonly q3: number;
  /** (q3 − q1) / median. */
  readonly spread: number;
  /** Rounds over all sessions. */
  readonly rounds: number;
  /** Samples that were disturbed and taken again. */
  readonly repeated: number;
  readonly gflops: number;
  readonly gbs: number;
  /**
   * Larger of the two shares of a ceiling, 0 to 1; absent without measured ceilings. The memory ceiling is that of a
   * working set as large as the program.
   */
  readonly share?: number | undefined;
  readonly bound?: "compute" | "memory" | undefined;
  readonly launches: number;
}

/** Joins the sessions' rows by title, in the order of the first session that has them. */
export function joinSessions(sessions: readonly (readonly SessionRow[])[]): BenchRow[] {
  const rows = new Map<string, BenchRow & { sessions: SessionSamples[] }>();
  for (const { runs, round, ms, fmaMs, copyMs, unrest, ...facts } of sessions.flat()) {
    const row = rows.get(facts.title) ?? { ...facts, sessions: [] };
    rows.set(facts.title, row);
    if (ms.length > 0) row.sessions.push({ runs, round, ms, fmaMs, copyMs, unrest });
  }
  return [...rows.values()].filter(({ sessions: found }) => found.length > 0);
}

/** Sums a row up. */
export function summarise(row: BenchRow, ceilings: Ceilings | undefined): BenchSummary {
  const { title, flops, bytes, launches } = row;
  const calm = row.sessions.flatMap((session) => calmestSamples(session).map(({ ms }) => ms));
  const sorted = Float64Array.from(calm).sort();
  const [q1, ms, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const gflops = flops / (ms * 1e6);
  const gbs = bytes / (ms * 1e6);
  const shares = ceilings && {
    compute: gflops / ceilings.fmaGflops,
    memory: gbs / memoryCeilingGBs(ceilings, row.deviceBytes),
  };
  return {
    title,
    ms,
    q1,
    q3,
    spread: (q3 - q1) / ms,
    rounds: calm.length,
    repeated: row.sessions.reduce((sum, { ms }) => sum + ms.length, 0) - calm.length,
    gflops,
    gbs,
    share: shares && Math.max(shares.compute, shares.memory),
    bound: shares && (shares.compute >= shares.memory ? "compute" : "memory"),
    launches,
  };
}
