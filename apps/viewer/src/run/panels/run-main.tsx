// The selected run, part by part; or the table of a study; or what to do first.
import type { AppState } from "../../app/app-state.ts";
import { oneLine } from "../../app/page-text.ts";
import { Button } from "../../controls/button.tsx";
import { CurvesPanel } from "../curves/curves-panel.tsx";
import { isEventFile } from "../read/folder-contents.ts";
import type { RunEffects } from "../run-effects.ts";
import {
  dataOf,
  RUN_TABS,
  type RunKey,
  type RunState,
  type RunTab,
  readyValue,
  runName,
} from "../run-state.ts";
import type { RunEvent } from "../run-update.ts";
import { ComparePanel } from "./compare-panel.tsx";
import { PageLinks } from "./page-links.tsx";
import { PredictionsPanel } from "./predictions-panel.tsx";
import { RestorationsPanel } from "./restorations-panel.tsx";
import { SettingsPanel } from "./settings-panel.tsx";
import { StudyPanel } from "./study-panel.tsx";

interface RunMainProps {
  readonly state: RunState;
  readonly app: AppState;
  readonly effects: RunEffects;
  readonly dispatch: (event: RunEvent) => void;
}

const TAB_WORDS: Readonly<Record<RunTab, string>> = {
  curves: "Curves",
  predictions: "Predictions",
  restorations: "Restorations",
  settings: "Settings",
  compare: "Compare",
};

/** What is looked at. */
export function RunMain(props: RunMainProps) {
  const { state, effects } = props;
  const { selected, places, study } = state;
  if (selected !== undefined) return <SelectedRun {...props} runKey={selected} />;
  const place = places.find(({ id }) => id === study);
  if (place !== undefined) {
    return (
      <div class="run-main panel">
        <StudyPanel place={place} onSelect={(key) => void effects.select(key)} />
      </div>
    );
  }
  return (
    <div class="run-main panel">
      <p>
        No run is open. Open the <span class="mono">--out</span> folder of a training, a study or
        the demo; or start the page with <span class="mono">pleura view RUN</span>, which also
        follows a run while it trains.
      </p>
    </div>
  );
}

function SelectedRun(props: RunMainProps & { readonly runKey: RunKey }) {
  const { state, effects, dispatch, runKey } = props;
  const place = state.places.find(({ id }) => id === runKey.place);
  const run = place?.contents.runs.find(({ path }) => path === runKey.path);
  const facts = dataOf(state, runKey)?.facts;
  const hasModel = run?.files.has("best.safetensors") || run?.files.has("last.safetensors");
  const name = oneLine(runName(state, runKey));
  return (
    <div class="run-main">
      <section class="panel run-head" aria-label="Run">
        <h2 class="run-name" title={name}>
          {name}
        </h2>
        {hasModel === true && (
          <Button onPress={() => void effects.useModel(runKey)}>Use this model</Button>
        )}
        {facts === undefined && (
          <p class="warn">This folder has no run.json: nothing says how the run was made.</p>
        )}
        {facts?.kind === "failed" && <p class="bad">{oneLine(facts.reason)}</p>}
        {place !== undefined && <PageLinks place={place} folder={runKey.path} />}
        <dl class="run-facts">
          {readyValue(facts)?.headline.map(([key, text]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd title={text}>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <nav class="rooms run-tabs" aria-label="Parts of the run">
        {RUN_TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            class="room-tab"
            aria-current={tab === state.tab ? "page" : undefined}
            onClick={() => dispatch({ type: "tab-chosen", tab })}
          >
            {TAB_WORDS[tab]}
          </button>
        ))}
      </nav>
      <section class="panel" aria-label={TAB_WORDS[state.tab]}>
        <TabPanel {...props} />
      </section>
    </div>
  );
}

function TabPanel({
  state,
  app,
  effects,
  dispatch,
  runKey,
}: RunMainProps & { readonly runKey: RunKey }) {
  const data = dataOf(state, runKey);
  const { compared } = state;
  switch (state.tab) {
    case "curves":
      return (
        <CurvesPanel
          name={runName(state, runKey)}
          curves={data?.curves}
          resumes={readyValue(data?.facts)?.resumes ?? NO_STEPS}
          isRunning={isRunning(state, runKey)}
          compared={
            compared && {
              name: runName(state, compared),
              curves: readyValue(dataOf(state, compared)?.curves),
            }
          }
          view={state.curveView}
          scheme={schemeOf(app.theme)}
          hasTimes={hasTimes(state, runKey)}
          onView={(view) => void effects.viewCurves(view)}
        />
      );
    case "predictions":
      return <PredictionsPanel {...{ state, runKey, effects, dispatch }} />;
    case "restorations":
      return (
        <RestorationsPanel
          restorations={data?.restorations}
          model={app.restorer?.facts.name}
          onRestore={() => void effects.restore(runKey)}
        />
      );
    case "settings":
      return (
        <SettingsPanel
          data={data}
          search={state.search}
          onSearch={(text) => dispatch({ type: "searched", text })}
        />
      );
    case "compare":
      return (
        <ComparePanel
          state={state}
          runKey={runKey}
          onCompare={(key) => void effects.compare(key)}
        />
      );
  }
}

/** One empty list, so that charts are not drawn again for another one. */
const NO_STEPS: readonly number[] = [];

function hasTimes(state: RunState, { place, path }: RunKey): boolean {
  const runs = state.places.find(({ id }) => id === place)?.contents.runs ?? [];
  const files = runs.find((run) => run.path === path)?.files;
  return files !== undefined && [...files].some(isEventFile);
}

function isRunning(state: RunState, { place, path }: RunKey): boolean {
  return state.places.find(({ id }) => id === place)?.running.has(path) ?? false;
}

/** The scheme that the page has now; the system's when the person has not chosen. */
function schemeOf(theme: AppState["theme"]): "light" | "dark" {
  if (theme !== "system") return theme;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}
