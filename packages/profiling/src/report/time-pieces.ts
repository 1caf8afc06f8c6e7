// A step's wall time in pieces for one bar: the kernels that take most, the others, and what is no kernel.
import type { ProfileReport } from "./profile-report.ts";
import { sum } from "./quantile.ts";

/** A piece of a step. */
export interface TimePiece {
  readonly name: string;
  readonly ms: number;
  readonly kind: "kernel" | "other kernels" | "no kernel";
}

/** Kernels that get a piece of their own. */
const mostNamed = 9;
/** Share of the step below which a piece would be narrower than a pixel. */
const leastShare = 0.0005;

/** The pieces, which add up to the wall time but for those too small to see. */
export function timePieces({ wall, byKernel }: ProfileReport): readonly TimePiece[] {
  const rest = byKernel.slice(mostNamed);
  const pieces: TimePiece[] = [
    ...byKernel
      .slice(0, mostNamed)
      .map(({ name, totalMs }) => ({ name, ms: totalMs, kind: "kernel" as const })),
    {
      name: `${rest.length} other kernels`,
      ms: sum(rest.map(({ totalMs }) => totalMs)),
      kind: "other kernels",
    },
    ...wall.parts.slice(1).map(({ name, ms }) => ({ name, ms, kind: "no kernel" as const })),
  ];
  return pieces.filter(({ ms }) => ms > leastShare * wall.stepMs);
}
