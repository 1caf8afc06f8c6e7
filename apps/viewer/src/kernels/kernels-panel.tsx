// The Kernels room's layout: tools, headlines, the timeline, the table and the inspector beside it.
import { headlines } from "@pleura/profiling";
import { useCallback, useMemo } from "preact/hooks";
import type { AppContext } from "../app/app-context.ts";
import { adapterName } from "../app/gpu-advice.ts";
import type { Store } from "../app/store.ts";
import { ClockNote } from "./clock-note.tsx";
import { Inspector } from "./inspector.tsx";
import { KernelTable } from "./kernel-table.tsx";
import type { KernelsEffects } from "./kernels-effects.ts";
import type { ProfileProps } from "./kernels-props.ts";
import type { KernelsState, OpenProfile } from "./kernels-state.ts";
import { KernelsTools } from "./kernels-tools.tsx";
import type { KernelsEvent } from "./kernels-update.ts";
import { TimelinePanel } from "./timeline-panel.tsx";

interface PanelProps {
  readonly context: AppContext;
  readonly store: Store<KernelsState, KernelsEvent>;
  readonly effects: KernelsEffects;
}

/** The whole room. */
export function KernelsPanel({ context, store, effects }: PanelProps) {
  const state = store.state.value;
  const dispatch = useCallback((event: KernelsEvent) => store.dispatch(event), [store]);
  const { profile } = state;
  const props = { state, dispatch, effects };
  return (
    <div class="kernels">
      <KernelsTools {...props} app={context.app.state.value} />
      {profile === undefined ? (
        <Nothing />
      ) : (
        <>
          <Headlines profile={profile} baseline={state.baseline} />
          <ClockNote profile={profile} />
          <Halves {...props} profile={profile} />
        </>
      )}
    </div>
  );
}

/** The timeline, and the table beside the inspector; each is drawn again only for what it shows. */
function Halves(props: ProfileProps) {
  const { state, profile } = props;
  const { panes, selected, program, hovered, baseline } = state;
  const { isRecorded, time, event, grouping, sorting, filter, tab, span, temporary } = state;
  const timeline = useMemo(
    () => <TimelinePanel {...props} />,
    [profile, isRecorded, program, time, event, selected, hovered, panes.timeline],
  );
  const table = useMemo(
    () => <KernelTable {...props} />,
    [profile, baseline, grouping, sorting, filter, selected, panes.table],
  );
  const inspector = useMemo(
    () => <Inspector {...props} />,
    [profile, tab, selected, program, span, temporary, hovered.temporary, panes.memory, panes.text],
  );
  return (
    <>
      {timeline}
      <div class="kernels-halves">
        {table}
        {inspector}
      </div>
    </>
  );
}

function Nothing() {
  return (
    <section class="kernels-empty" aria-label="Nothing is open">
      <h2>Where does a step's time go?</h2>
      <p>
        Open a <code>profile.json</code> that <code>pleura profile --out FOLDER</code> wrote, or
        drop it here, or profile the loaded model on this GPU.
      </p>
      <p class="muted">
        Every kernel with its time, its rates and its share of the measured ceilings; roofline,
        timeline, memory plan and the WGSL that ran.
      </p>
    </section>
  );
}

function Headlines({
  profile,
  baseline,
}: {
  readonly profile: OpenProfile;
  readonly baseline: OpenProfile | undefined;
}) {
  const others = baseline && headlines(baseline.report);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="kernels-headlines" aria-label="Summary" tabIndex={0}>
      <p class="kernels-title" title={`${profile.report.title}\n${profile.name}`}>
        <b>{profile.report.title}</b>
        <span class="muted">{adapterName(profile.report.adapter)}</span>
      </p>
      {headlines(profile.report).map(({ value, what }, at) => (
        <p key={what} class="headline" title={what}>
          <b class="number">{value}</b>
          {others !== undefined && <span class="number muted"> was {others[at]?.value}</span>}
          <span class="muted">{what}</span>
        </p>
      ))}
    </section>
  );
}
