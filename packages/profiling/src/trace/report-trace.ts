// The timeline of a report as Chrome trace events: for whoever has the profile and not the recording.
import { indexTimeline } from "../charts/timeline-index.ts";
import type { ProfileReport, TrackEvent } from "../report/profile-report.ts";
import { type ChromeTrace, TRACKS, traceOf } from "./chrome-trace.ts";
import type { Span } from "./tracks.ts";

/** The trace of the recorded block of steps: host, queue, device with what is known of each launch, and memory. */
export function reportTrace(report: ProfileReport): ChromeTrace {
  const { timeline, title, adapter, versions, gitHash = "", date } = report;
  const known = report.programs.map(
    ({ launches }) => new Map(launches.map((one) => [one.launch, one])),
  );
  const argsOf = ({ kind, program, launch }: TrackEvent): Span["args"] => {
    const entry = known[program ?? -1]?.get(launch ?? -1);
    if (entry === undefined || kind !== "launch") return undefined;
    const { kernel, variant, grid, workgroup, flops, bytes, workingSetBytes } = entry;
    const shape = { grid: grid.join("×"), workgroup: workgroup.join("×") };
    return { kernel, variant, ...shape, flops, bytes, workingSetBytes, launch: entry.launch };
  };
  const span = (event: TrackEvent): Span => {
    const args = argsOf(event);
    const { name, kind: cat, startUs, endUs } = event;
    const times = { startNs: Math.round(startUs * 1e3), endNs: Math.round(endUs * 1e3) };
    return { name, cat, ...times, ...(args !== undefined && { args }) };
  };
  const counters = indexTimeline(report).memory.map(({ us, bytes }) => ({
    atNs: Math.round(us * 1e3),
    bytes,
  }));
  // Browsers do not describe their adapters.
  const name = adapter.description || `${adapter.vendor} ${adapter.architecture}`.trim();
  const facts = {
    ...{ title, adapter: name, pleura: versions["pleura"] ?? "", gitHash },
    date,
  };
  return traceOf(
    [
      [TRACKS.host, "CPU", timeline.host.map(span)],
      [TRACKS.queue, "queue", timeline.queue.map(span)],
      [TRACKS.device, "GPU", timeline.device.map(span)],
    ],
    counters,
    facts,
  );
}
