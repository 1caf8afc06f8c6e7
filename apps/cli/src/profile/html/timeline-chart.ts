// The timelines on the page: a recorded step, and each program's launches at their medians.
import {
  indexTimeline,
  launchesPicture,
  type ProfileReport,
  type ProgramEntry,
  placeLaunches,
  timelinePicture,
} from "@pleura/profiling";
import { stretchable } from "./stretchable.ts";

/** Everything is drawn and has its title: the page's script only stretches. */
const still = { fromUs: 0, width: 1200, leastPx: 0, hasTitles: true } as const;

/** The recorded step, and one picture of launches per program. */
export function timelineCharts(report: ProfileReport): string {
  const index = indexTimeline(report);
  const recorded = timelinePicture(index, { ...still, toUs: index.endUs, hasNames: false });
  return [
    stretchable("timeline", "Recorded steps: what host, queue and device did", recorded),
    ...report.programs.map((program, at) => launches(program, `launches-${at}`)),
  ].join("\n");
}

/** All launches of a program one after the other. */
function launches({ name, launches: entries }: ProgramEntry, id: string): string {
  const placed = placeLaunches(entries);
  const toUs = Math.max(1, placed.at(-1)?.endUs ?? 0);
  return stretchable(
    id,
    `${name}: ${entries.length} launches at their medians; filled is what the roofline allows`,
    launchesPicture(name, placed, { ...still, toUs }),
  );
}
