// The side of the Run room: how a folder is opened, and the runs of the folders that are.
import { oneLine } from "../../app/page-text.ts";
import { Button } from "../../controls/button.tsx";
import type { RunEffects } from "../run-effects.ts";
import { keyText, type Place, type RunKey, type RunState } from "../run-state.ts";
import { FolderPicker } from "./folder-picker.tsx";
import { PageLinks } from "./page-links.tsx";

interface RunSideProps {
  readonly state: RunState;
  readonly effects: RunEffects;
}

/** Folders and runs. */
export function RunSide({ state, effects }: RunSideProps) {
  return (
    <aside class="run-side panel" aria-label="Runs">
      <FolderPicker onFiles={(files) => void effects.openFiles(files)} />
      <p class="muted">or drop a run, study or demo folder anywhere. Nothing is uploaded.</p>
      {state.opening > 0 && <p role="status">opening …</p>}
      {state.places.map((place) => (
        <PlaceRuns key={place.id} place={place} state={state} effects={effects} />
      ))}
    </aside>
  );
}

function PlaceRuns({ place, state, effects }: RunSideProps & { readonly place: Place }) {
  const { id, name, contents, isComplete, isLive } = place;
  const shown = oneLine(name) || "runs";
  return (
    <section class="run-place" aria-label={shown}>
      <h2>
        <span class="clipped" title={shown}>
          {shown}
        </span>
        {!isLive && (
          <Button kind="icon" label={`Close ${shown}`} onPress={() => effects.close(id)}>
            ×
          </Button>
        )}
      </h2>
      {!isComplete && <p class="warn">It holds more files than are listed.</p>}
      {contents.study !== undefined && (
        <button
          type="button"
          class="run-item"
          aria-current={state.study === id ? "true" : undefined}
          onClick={() => effects.showStudy(id)}
        >
          table of the study
        </button>
      )}
      <FolderNote contents={contents} />
      {!contents.runs.some(({ path }) => path === "") && contents.study !== "" && (
        <PageLinks place={place} folder="" />
      )}
      <ul class="run-list">
        {contents.runs.map(({ path }) => (
          <RunItem
            key={path}
            runKey={{ place: id, path }}
            place={place}
            state={state}
            effects={effects}
          />
        ))}
      </ul>
    </section>
  );
}

/** What a folder is when it is no run, or besides. */
function FolderNote({ contents }: { readonly contents: Place["contents"] }) {
  const { runs, study, profiles, dataSets } = contents;
  if (profiles.length > 0) return <p class="muted">It holds a profile: see the room Kernels.</p>;
  if (runs.length > 0 || study !== undefined) return null;
  if (dataSets.length > 0) {
    return <p class="muted">A data set: the films of the runs are found in it.</p>;
  }
  return (
    <p class="warn">No run is in this folder: it has no run.json, metrics.jsonl or predictions.</p>
  );
}

function RunItem({
  runKey,
  place,
  state,
  effects,
}: RunSideProps & { readonly runKey: RunKey; readonly place: Place }) {
  const { selected } = state;
  const isSelected = selected !== undefined && keyText(selected) === keyText(runKey);
  const name = oneLine(runKey.path === "" ? place.name : runKey.path);
  return (
    <li>
      <button
        type="button"
        class="run-item"
        title={name}
        aria-current={isSelected ? "true" : undefined}
        onClick={() => void effects.select(runKey)}
      >
        {name}
        {place.running.has(runKey.path) && <span class="good"> ● training</span>}
      </button>
    </li>
  );
}
