// The public names of the profiling package: recorded steps become a report, rows, a trace and charts.

export { colourOf, inkOn, layerOf } from "./charts/colours.ts";
export {
  type LaunchesView,
  launchesPicture,
  launchText,
  type PlacedLaunch,
  placeLaunches,
} from "./charts/launches-picture.ts";
export {
  arenaStarts,
  MEMORY_EDGES,
  type MemoryView,
  memoryPicture,
  temporaryText,
} from "./charts/memory-picture.ts";
export {
  hasPlace,
  type RooflineView,
  rooflinePicture,
  rowHint,
} from "./charts/roofline-picture.ts";
export { durationText, type TimeMark, timeMarks, timeText } from "./charts/time-axis.ts";
export {
  firstAfter,
  indexTimeline,
  type MemoryPoint,
  type TimelineIndex,
  type TimelineLane,
} from "./charts/timeline-index.ts";
export {
  TIMELINE_LEFT,
  TIMELINE_RIGHT,
  type TimelineView,
  timelinePicture,
  timelineSpan,
} from "./charts/timeline-picture.ts";
export { isProfileError, ProfileError, type ProfileErrorTag } from "./read/profile-error.ts";
export { parseProfile, profileFrom, readProfile } from "./read/read-profile.ts";
export {
  exceedsCeilings,
  type MeasuredStep,
  type MeasureOptions,
  type MeasurePhase,
  type MeasureWatch,
  measureStep,
  settleMeasurement,
} from "./record/measure-step.ts";
export type { OpenStep, StepOptions } from "./record/open-step.ts";
export { openStep } from "./record/open-step.ts";
export { type ProfiledModel, STEP_KINDS, type StepKind } from "./record/profiled-model.ts";
export {
  type RecordOptions,
  recordSteps,
  type StepRecord,
  type StepWindow,
} from "./record/record-steps.ts";
export { highestShare, settledCeilings } from "./record/settled-ceilings.ts";
export { bytesText } from "./report/bytes-text.ts";
export { type ClockKind, type ClockQuality, clockQuality } from "./report/clock-quality.ts";
export { type Headline, headlines } from "./report/headlines.ts";
export type { LaunchBinding } from "./report/launch-bindings.ts";
export {
  type Bound,
  type LaunchStats,
  type ProfileStats,
  profileStats,
  roofline,
} from "./report/launch-stats.ts";
export { type PlanMemory, planMemory, type TemporaryEntry } from "./report/plan-memory.ts";
export { profileCsv } from "./report/profile-csv.ts";
export {
  type KernelText,
  type LaunchEntry,
  type ProfileFacts,
  type ProfileMeasurement,
  type ProfileReport,
  type ProgramEntry,
  profileReport,
  statsOf,
  type TimePart,
  type TrackEvent,
} from "./report/profile-report.ts";
export {
  comparing,
  type ProfileRow,
  profileRows,
  SORTS,
  type Sort,
} from "./report/profile-rows.ts";
export { type TimePiece, timePieces } from "./report/time-pieces.ts";
export { type ChromeTrace, chromeTrace, TRACKS, type TraceEvent } from "./trace/chrome-trace.ts";
export { reportTrace } from "./trace/report-trace.ts";
