// What is said of an event, a launch, a crowd of events or a tensor: one line of words.
import { bytesText, durationText, type LaunchEntry, type TemporaryEntry } from "@pleura/profiling";
import type { EventPlace, KernelsState, OpenProfile } from "./kernels-state.ts";
import { digits, type LaunchPlace } from "./table-rows.ts";

/** The launch at a place of a profile. */
export function launchAt(
  profile: OpenProfile | undefined,
  place: LaunchPlace | undefined,
): LaunchEntry | undefined {
  if (place === undefined) return undefined;
  return profile?.report.programs[place.program]?.launches.find(
    ({ launch }) => launch === place.launch,
  );
}

/** A launch's speed and what holds it back. */
export function launchWords({
  kernel,
  medianNs,
  flops,
  bytes,
  idealNs,
  bound,
}: LaunchEntry): string {
  const rates = `${digits(flops / medianNs, 2)} GFLOP/s, ${digits(bytes / medianNs, 2)} GB/s`;
  const share = digits((100 * idealNs) / medianNs, 0);
  return `${kernel} · median ${durationText(medianNs / 1e3)} · ${rates} · ${share} % of the ceiling (${bound})`;
}

/** An event of the timeline. */
export function eventWords(profile: OpenProfile, { lane, at }: EventPlace): string {
  const event = profile.timeline.lanes[lane]?.events[at];
  if (event === undefined) return "";
  const { name, startUs, endUs, program, launch } = event;
  const times = `${name} · from ${durationText(Math.max(0, startUs))}, ${durationText(endUs - startUs)}`;
  if (program === undefined || launch === undefined || event.kind !== "launch") return times;
  const entry = launchAt(profile, { program, launch });
  return entry === undefined ? times : `${times} · ${launchWords(entry)}`;
}

/** What the line below the timeline says: of what is pointed at, else of what is selected. */
export function timelineWords(state: KernelsState): string {
  const { profile, hovered, event, isRecorded, program, selected } = state;
  if (profile === undefined) return "";
  if (hovered.crowd !== undefined)
    return `${hovered.crowd} events too short to tell apart: zoom in`;
  if (isRecorded) {
    const place = hovered.event ?? event;
    if (place !== undefined) return eventWords(profile, place);
  } else if (hovered.launch !== undefined) {
    const entry = profile.launches[program]?.[hovered.launch]?.entry;
    if (entry !== undefined) return `${entry.launch}: ${entry.label} · ${launchWords(entry)}`;
  }
  const entry = launchAt(profile, selected?.place);
  return entry === undefined ? "" : `${entry.launch}: ${entry.label} · ${launchWords(entry)}`;
}

/** A tensor of the memory plan: where it lies, how large it is, and how long it lives. */
export function temporaryWords(temporary: TemporaryEntry | undefined): string {
  if (temporary === undefined) return "";
  const { label, bytes, first, last, arena, offset, shape } = temporary;
  const of = shape.length > 0 ? ` [${shape.join(", ")}]` : "";
  const life = first === last ? `launch ${first}` : `launches ${first} to ${last}`;
  return `${label}${of} · ${bytesText(bytes)} at ${bytesText(offset)} of arena ${arena} · ${life}`;
}
