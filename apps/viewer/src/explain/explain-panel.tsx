// The room's layout: films at the left, the stage in the middle, what is said and set at the right.
import { useEffect, useMemo } from "preact/hooks";
import type { AppContext } from "../app/app-context.ts";
import type { AppState } from "../app/app-state.ts";
import { classLabel } from "../app/class-label.ts";
import type { FilmList } from "../app/film-list.ts";
import { oneLine } from "../app/page-text.ts";
import type { Store } from "../app/store.ts";
import { ClassShares } from "./class-shares.tsx";
import type { ExplainEffects } from "./explain-effects.ts";
import type { ExplainState, LayerState, LookState, ShownFilm } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import { ExportMenu } from "./export-menu.tsx";
import { FilmStage } from "./film-stage.tsx";
import { FilmToolbar } from "./film-toolbar.tsx";
import { GreyPanel } from "./grey-panel.tsx";
import { HeatmapPanel } from "./heatmap-panel.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { RestorationPanel } from "./restoration-panel.tsx";
import { isUnlike, restorationUsual } from "./restoration-usual.ts";
import type { SaveEffects } from "./save-effects.ts";

interface ExplainPanelProps {
  readonly context: AppContext;
  readonly films: FilmList;
  readonly store: Store<ExplainState, ExplainEvent>;
  readonly effects: ExplainEffects;
  readonly save: SaveEffects;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** The room. */
export function ExplainPanel({ context, films, store, effects, save, onKey }: ExplainPanelProps) {
  const state = store.state.value;
  const app = context.app.state.value;
  const { film, news, look, overlay } = state;
  // Pointers move often: what they do not change is not drawn again.
  const gallery = useMemo(() => <films.Panel />, [films]);
  const { dispatch } = store;
  const side = useMemo(
    () => film && <SidePanels {...{ film, look, overlay, app, effects, save, dispatch }} />,
    [film, look, overlay, app, effects, save, dispatch],
  );
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onKey]);
  return (
    <div class={film === undefined ? "explain is-empty" : "explain"}>
      {gallery}
      <section class="explain-middle" aria-label="Film">
        <FilmToolbar state={state} dispatch={store.dispatch} />
        {film === undefined ? (
          <div class="film-stage empty">
            {news === undefined ? (
              <Welcome />
            ) : news.reason === undefined ? (
              <p>reading {oneLine(news.name)} …</p>
            ) : (
              <p class="bad" role="alert">
                {news.reason}
              </p>
            )}
          </div>
        ) : (
          <FilmStage state={state} film={film} dispatch={store.dispatch} />
        )}
      </section>
      {film !== undefined && (
        <aside class="explain-side" aria-label="What the model says">
          {side}
        </aside>
      )}
      {state.isHelpOpen && (
        <KeysDialog onClose={() => store.dispatch({ type: "help-opened", isOpen: false })} />
      )}
    </div>
  );
}

/** What a newcomer is told; the buttons stand at the left. */
function Welcome() {
  return (
    <div class="welcome">
      <h2>Drop chest films here</h2>
      <p>
        PNG, JPEG, WebP or DICOM; or paste one, or open files, a folder or the samples at the left.
      </p>
      <p>Everything is computed on this machine. Nothing is sent anywhere.</p>
    </div>
  );
}

interface SidePanelsProps {
  readonly film: ShownFilm;
  readonly look: LookState;
  readonly overlay: LayerState;
  readonly app: AppState;
  readonly effects: ExplainEffects;
  readonly save: SaveEffects;
  readonly dispatch: (event: ExplainEvent) => void;
}

function SidePanels(props: SidePanelsProps) {
  const { film, look, overlay, app, effects, save, dispatch } = props;
  const usual = restorationUsual(app.restorer?.facts.extra);
  return (
    <>
      <section class="side-panel">
        <h2>The model's share</h2>
        <ClassShares
          probabilities={film.probabilities}
          classIndex={overlay.classIndex}
          onChoose={(classIndex) => dispatch({ type: "class-chosen", classIndex })}
          advice={sharesAdvice(app)}
        />
        {isUnlike(film.restored, usual) && (
          <p class="warn">This film is unlike the training data, see Restoration.</p>
        )}
      </section>
      <section class="side-panel">
        <h2>Heatmap{film.input !== undefined && ` of ${classLabel(overlay.classIndex)}`}</h2>
        <HeatmapPanel
          film={film}
          overlay={overlay}
          dispatch={dispatch}
          onCancel={effects.stop}
          onExplain={() => void effects.explain()}
        />
      </section>
      <section class="side-panel">
        <h2>Grey values</h2>
        <GreyPanel display={film.display} look={look} dispatch={dispatch} />
      </section>
      <section class="side-panel">
        <h2>Restoration</h2>
        <RestorationPanel
          film={film}
          overlay={overlay}
          hasModel={app.restorer !== undefined}
          usual={usual}
          dispatch={dispatch}
          onRestore={() => void effects.restore()}
        />
      </section>
      <section class="side-panel">
        <h2>Save</h2>
        <ExportMenu
          hasLayer={hasLayer(film, overlay)}
          hasMap={film.explained.kind === "done"}
          hasShares={film.probabilities.kind === "done"}
          onPicture={(kind) => void save.picture(kind)}
          onMap={save.map}
          onTable={save.shares}
        />
      </section>
    </>
  );
}

function hasLayer(film: ShownFilm, overlay: LayerState): boolean {
  if (overlay.layer !== "heatmap") return film.restored.kind === "done";
  return film.maps.some(({ classIndex }) => classIndex === overlay.classIndex);
}

/** Why there are no shares yet, and what to do. */
function sharesAdvice({ gpu, classifier, isLoadingModel }: AppState): string {
  if (gpu.kind === "missing") return "Without WebGPU no model can run: see the message above.";
  if (gpu.kind === "opening") return "The GPU is being opened …";
  if (isLoadingModel) return "The model is being loaded …";
  if (classifier === undefined) return "No classifier is loaded. Drop a checkpoint (.safetensors).";
  return "The model has not been asked yet.";
}
