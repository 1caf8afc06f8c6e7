// What the times of a profile are worth, where they are not exact, and what to do about it.
import type { ClockKind } from "@pleura/profiling";
import type { OpenProfile } from "./kernels-state.ts";

const ADVICE: Readonly<Partial<Record<ClockKind, string>>> = {
  coarse:
    "Chrome rounds timestamps unless chrome://flags/#enable-webgpu-developer-features is on. Profile here to time launches by batches instead.",
  batches:
    "Timestamps are missing or rounded here. In Chrome switch on chrome://flags/#enable-webgpu-developer-features for exact ones.",
  waited: "Compare launches with each other, not with the ceilings.",
};

/** The note; nothing for exact times. */
export function ClockNote({ profile: { clock, report } }: { readonly profile: OpenProfile }) {
  if (clock.kind === "fine" && report.clock.discardedRuns === 0) return null;
  const { discardedRuns } = report.clock;
  return (
    <p
      class={`kernels-note ${clock.kind === "fine" || clock.kind === "rounded" ? "muted" : "warn"}`}
    >
      <b>Clock: {clock.words}.</b> {ADVICE[clock.kind]}
      {discardedRuns > 0 &&
        ` ${discardedRuns} runs are left out: their timestamps ran backwards or stood still.`}
    </p>
  );
}
