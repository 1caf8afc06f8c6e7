// The Run room: folders of runs and studies, their curves, predictions, settings and pictures.
import { useEffect } from "preact/hooks";
import type { AppContext, Room } from "../app/app-context.ts";
import type { OpenedFile } from "../app/opened-file.ts";
import { servedRun } from "../app/read-served.ts";
import { createStore } from "../app/store.ts";
import { RunMain } from "./panels/run-main.tsx";
import { RunSide } from "./panels/run-side.tsx";
import { folderContents } from "./read/folder-contents.ts";
import { startRunReader } from "./run-client.ts";
import { createRunEffects } from "./run-effects.ts";
import { initialRunState } from "./run-state.ts";
import { updateRun } from "./run-update.ts";

/** Makes the room; it opens with the run that `pleura view` serves. */
export function createRunRoom(context: AppContext): Room {
  const store = createStore(initialRunState, updateRun);
  const effects = createRunEffects(context, store, startRunReader());
  const served = servedRun();
  if (served !== undefined) void effects.openServed(served);
  const Panel = () => {
    useEffect(() => effects.follow(), []);
    const state = store.state.value;
    const { dispatch } = store;
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: a folder that is dropped can be picked by a button, too
      <div
        class="run-room"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (event.dataTransfer !== null) void effects.openDrop(event.dataTransfer);
        }}
      >
        <RunSide state={state} effects={effects} />
        <RunMain
          state={state}
          app={context.app.state.value}
          effects={effects}
          dispatch={dispatch}
        />
      </div>
    );
  };
  return { Panel, take: (files) => takeRun(files, () => void effects.openFiles(files)) };
}

/** Opens files that are a run or a study; a profile or films are for other rooms. */
function takeRun(files: readonly OpenedFile[], open: () => void): boolean {
  const { runs, study } = folderContents(files.map(({ name }) => name));
  if (runs.length === 0 && study === undefined) return false;
  open();
  return true;
}
