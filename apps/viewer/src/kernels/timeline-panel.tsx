// The timeline: zoomed by wheel and keys, panned by drag and arrows, an event selected by a press.
import {
  launchesPicture,
  TIMELINE_LEFT,
  type TrackEvent,
  timelinePicture,
  timelineSpan,
} from "@pleura/profiling";
import { useMemo } from "preact/hooks";
import { Choice } from "../controls/choice.tsx";
import { nodeOf } from "../controls/picture.tsx";
import { useAxisGestures } from "./axis-gestures.ts";
import type { ProfileProps } from "./kernels-props.ts";
import type { EventPlace, KernelsState, OpenProfile } from "./kernels-state.ts";
import { timelineWords } from "./readouts.ts";
import { usePane } from "./use-pane.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

/** Narrower events are drawn together, pixels. */
const LEAST_PX = 1.5;

/** The timeline with its tools and the line that says what is pointed at. */
export function TimelinePanel({ state, dispatch, profile }: ProfileProps) {
  const pane = usePane("timeline", dispatch);
  const { isRecorded, program, time, event, selected } = state;
  const { width } = state.panes.timeline;
  const launch = selected?.place?.program === program ? selected.place.launch : undefined;
  const kernel = selected?.kernel;
  const lit = useMemo(() => placesOf(profile, kernel), [profile, kernel]);
  const picture = useMemo(() => {
    const view = { fromUs: time.from, toUs: time.to, width, leastPx: LEAST_PX, hasTitles: false };
    if (isRecorded) {
      return nodeOf(
        timelinePicture(profile.timeline, {
          ...view,
          hasNames: true,
          marked: event,
          isLit: isOneOf(lit),
        }),
      );
    }
    const name = profile.report.programs[program]?.name ?? "";
    const placed = profile.launches[program] ?? [];
    const marked = placed.findIndex(({ entry }) => entry.launch === launch);
    return nodeOf(launchesPicture(name, placed, { ...view, marked }));
  }, [profile, isRecorded, program, time, width, event, launch, lit]);
  const gestures = useAxisGestures({
    axis: "time",
    window: time,
    edges: { left: TIMELINE_LEFT, span: timelineSpan(width) },
    dispatch,
    onPress: (data) => press(data, { isRecorded, program, profile, dispatch }),
    onHover: (data) => dispatch({ type: "hovered", hovered: hoveredOf(data) }),
    onStep: (by) => dispatch({ type: "launch-stepped", by }),
  });
  return (
    <section class="kernels-timeline" aria-label="Timeline">
      <div class="kernels-bar">
        <Choice
          label="Timeline"
          value={isRecorded ? "recorded" : String(program)}
          options={[
            { value: "recorded", text: "recorded steps" },
            ...profile.report.programs.map(({ name }, at) => ({
              value: String(at),
              text: `medians: ${name}`,
            })),
          ]}
          onChange={(value) => {
            if (value !== "recorded") dispatch({ type: "program-chosen", program: Number(value) });
            dispatch({ type: "timeline-chosen", isRecorded: value === "recorded" });
          }}
        />
        <ZoomButtons axis="time" all="All of it" dispatch={dispatch} />
        <output class="kernels-readout">{timelineWords(state)}</output>
      </div>
      <div ref={pane} class="zoomable" {...gestures}>
        {picture}
      </div>
    </section>
  );
}

/** The launches of a kernel, as `program launch`. */
function placesOf({ report }: OpenProfile, kernel: string | undefined): ReadonlySet<string> {
  return new Set(
    report.programs.flatMap(({ launches }, program) =>
      launches
        .filter((entry) => entry.kernel === kernel)
        .map(({ launch }) => `${program} ${launch}`),
    ),
  );
}

const isOneOf =
  (places: ReadonlySet<string>) =>
  ({ kind, program, launch }: TrackEvent): boolean =>
    kind === "launch" && places.has(`${program} ${launch}`);

type Data = Readonly<Record<string, string | undefined>>;

function eventOf({ lane, at }: Data): EventPlace | undefined {
  return lane === undefined || at === undefined
    ? undefined
    : { lane: Number(lane), at: Number(at) };
}

function hoveredOf(data: Data): KernelsState["hovered"] {
  const { crowd, place } = data;
  if (crowd !== undefined) return { crowd: Number(crowd) };
  if (place !== undefined) return { launch: Number(place) };
  const event = eventOf(data);
  return event === undefined ? {} : { event };
}

function press(
  data: Data,
  {
    isRecorded,
    program,
    profile,
    dispatch,
  }: Pick<ProfileProps, "profile" | "dispatch"> & Pick<KernelsState, "isRecorded" | "program">,
): void {
  if (isRecorded) {
    dispatch({ type: "event-selected", place: eventOf(data) });
    return;
  }
  const placed =
    data["place"] === undefined ? undefined : profile.launches[program]?.[Number(data["place"])];
  if (placed !== undefined) {
    dispatch({ type: "launch-selected", place: { program, launch: placed.entry.launch } });
  }
}
