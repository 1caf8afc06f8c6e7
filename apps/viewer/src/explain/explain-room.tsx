// The Explain room: a film, what the model says of it, and where its score comes from.
import { CLASSES } from "@pleura/data";
import type { AppContext, OpenedFile, Room } from "../app/app-context.ts";
import { oneLine } from "../app/page-text.ts";
import { messageOf } from "../app/start-page.ts";
import { createStore, type Store } from "../app/store.ts";
import {
  type ExplainEvent,
  type ExplainState,
  initialExplainState,
  updateExplain,
} from "./explain-state.ts";

/** The room, with the way to hand it films. */
export interface ExplainRoom extends Room {
  open(files: readonly OpenedFile[]): void;
}

/** Makes the room. */
export function createExplainRoom(context: AppContext): ExplainRoom {
  const store = createStore(initialExplainState, updateExplain);
  return {
    Panel: () => <ExplainPanel context={context} store={store} />,
    open: (files) => void showFilm(context, store, files),
  };
}

async function showFilm(
  context: AppContext,
  store: Store<ExplainState, ExplainEvent>,
  [file]: readonly OpenedFile[],
): Promise<void> {
  if (file === undefined) return;
  const eye = context.app.state.value.classifier?.facts;
  try {
    const bytes = await file.bytes();
    const found = await context.images.call("decode", { name: file.name, bytes, eye });
    store.dispatch({ type: "film-opened", name: file.name, film: found.film });
    if (found.input === undefined) return;
    const image = found.input;
    const { probabilities } = await context.gpu.call("classify", { image });
    store.dispatch({ type: "classified", probabilities });
    const { classes } = await context.gpu.call("explain", { image });
    store.dispatch({ type: "explained", maps: classes });
  } catch (error) {
    context.tell("error", `${oneLine(file.name)}: ${messageOf(error)}`);
  }
}

function ExplainPanel({
  context,
  store,
}: {
  readonly context: AppContext;
  readonly store: Store<ExplainState, ExplainEvent>;
}) {
  const { name, film, probabilities, maps } = store.state.value;
  return (
    <section class="panel">
      <input
        type="file"
        aria-label="Open films"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          context.openFilms(
            files.map((file) => ({
              name: file.name,
              bytes: async () => new Uint8Array(await file.arrayBuffer()),
            })),
          );
        }}
      />
      {film !== undefined && (
        <p>
          {name}: {film.display.width}×{film.display.height}
        </p>
      )}
      {probabilities !== undefined && (
        <ul>
          {CLASSES.map((label, index) => (
            <li key={label}>
              {label} {(probabilities[index] ?? 0).toFixed(4)}
            </li>
          ))}
        </ul>
      )}
      {maps !== undefined && <p>{maps.length} maps</p>}
    </section>
  );
}
