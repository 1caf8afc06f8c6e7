// The room's tools: open, compare, profile here and now, save.
import { shownText } from "@pleura/data";
import { useRef } from "preact/hooks";
import type { AppState } from "../app/app-state.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import type { KernelsProps } from "./kernels-props.ts";
import type { KernelsWork } from "./kernels-state.ts";

interface ToolsProps extends KernelsProps {
  readonly app: AppState;
}

/** The tools. */
export function KernelsTools({ state, dispatch, effects, app }: ToolsProps) {
  const { profile, baseline, work } = state;
  const isBusy = work.kind !== "idle";
  return (
    <div class="kernels-tools" role="toolbar" aria-label="Profile">
      <OpenButton
        text="Open profile"
        isDisabled={isBusy}
        onFile={(file) => void effects.open(openedFile(file), "profile")}
      />
      {state.served.length > 1 && (
        <Choice
          label="Served"
          value={state.served.includes(profile?.name ?? "") ? (profile?.name ?? "") : ""}
          options={[
            { value: "", text: "choose" },
            ...state.served.map((path) => ({ value: path, text: shownText(path, 60) })),
          ]}
          isDisabled={isBusy}
          onChange={(path) => {
            if (path !== "") void effects.openPath(path);
          }}
        />
      )}
      {profile !== undefined &&
        (baseline === undefined ? (
          <OpenButton
            text="Compare with"
            isDisabled={isBusy}
            onFile={(file) => void effects.open(openedFile(file), "baseline")}
          />
        ) : (
          <Button onPress={() => dispatch({ type: "compared", baseline: undefined })}>
            Stop comparing
          </Button>
        ))}
      <span class="tools-gap" />
      <ProfileHere state={state} dispatch={dispatch} effects={effects} app={app} />
      <span class="tools-gap" />
      {profile !== undefined && (
        <fieldset class="kernels-save">
          <legend class="hidden-text">Save the profile</legend>
          <Button
            hint="For ui.perfetto.dev and chrome://tracing"
            label="Save as Chrome trace"
            onPress={() => effects.save("trace")}
          >
            Chrome trace
          </Button>
          <Button label="Save the tables as CSV" onPress={() => effects.save("csv")}>
            CSV
          </Button>
          <Button label="Save the profile as JSON" onPress={() => effects.save("json")}>
            JSON
          </Button>
        </fieldset>
      )}
    </div>
  );
}

function ProfileHere({ state, dispatch, effects, app }: ToolsProps) {
  const { choice, work } = state;
  const { classifier, restorer } = app;
  const models = [
    { value: "classifier" as const, model: classifier },
    { value: "pretext" as const, model: restorer },
  ].flatMap(({ value, model }) =>
    model === undefined ? [] : [{ value, text: shownText(model.facts.name, 40) }],
  );
  const has = models.some(({ value }) => value === choice.model);
  const model = has ? choice.model : models[0]?.value;
  if (work.kind === "profiling") {
    return (
      <>
        <output class="kernels-work">{workWords(work)}</output>
        <progress
          aria-label="Profiling"
          max={Math.max(1, work.total)}
          value={work.total > 0 ? work.done : undefined}
        />
        <Button onPress={() => effects.stop()}>Stop</Button>
      </>
    );
  }
  if (work.kind === "reading") {
    return <output class="kernels-work">reading {shownText(work.name, 40)} …</output>;
  }
  if (model === undefined) {
    return <span class="muted">Load a model to profile it here.</span>;
  }
  return (
    <>
      <Choice
        label="Model"
        value={model}
        options={models}
        onChange={(value) => dispatch({ type: "choice-changed", choice: { model: value } })}
      />
      <Choice
        label="Step"
        value={model === "classifier" ? choice.step : "inference"}
        options={[
          { value: "inference", text: "inference" },
          ...(model === "classifier" ? [{ value: "score-cam" as const, text: "Score-CAM" }] : []),
        ]}
        onChange={(step) => dispatch({ type: "choice-changed", choice: { step } })}
      />
      <Choice
        label="Clock"
        value={choice.usesWallClock ? "wall" : "best"}
        options={[
          { value: "best", text: "timestamps" },
          { value: "wall", text: "wall time" },
        ]}
        onChange={(clock) =>
          dispatch({ type: "choice-changed", choice: { usesWallClock: clock === "wall" } })
        }
      />
      <Button
        kind="primary"
        onPress={() => {
          if (model !== choice.model) dispatch({ type: "choice-changed", choice: { model } });
          if (model !== "classifier") {
            dispatch({ type: "choice-changed", choice: { step: "inference" } });
          }
          void effects.profile();
        }}
      >
        Profile on this GPU
      </Button>
    </>
  );
}

function workWords(work: Extract<KernelsWork, { kind: "profiling" }>): string {
  return work.total > 0 ? `${work.phase}: step ${work.done} of ${work.total}` : `${work.phase} …`;
}

interface OpenButtonProps {
  readonly text: string;
  readonly isDisabled: boolean;
  readonly onFile: (file: File) => void;
}

function OpenButton({ text, isDisabled, onFile }: OpenButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button isDisabled={isDisabled} onPress={() => input.current?.click()}>
        {text}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label={text}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) onFile(file);
          // The same file can be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

const openedFile = (file: File) => ({
  name: file.name,
  bytes: async () => new Uint8Array(await file.arrayBuffer()),
});
