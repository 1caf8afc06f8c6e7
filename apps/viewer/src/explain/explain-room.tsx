// The Explain room: a film, what the model says of it, and where its score comes from.
import { computed, effect, untracked } from "@preact/signals";
import "./explain.css";
import type { AppContext, Room } from "../app/app-context.ts";
import type { FilmList, FilmStep } from "../app/film-list.ts";
import type { OpenedFile } from "../app/opened-file.ts";
import { createStore } from "../app/store.ts";
import type { KeyCommand } from "../view/key-bindings.ts";
import { keyCommand } from "../view/key-command.ts";
import { createExplainEffects } from "./explain-effects.ts";
import { ExplainPanel } from "./explain-panel.tsx";
import { initialExplainState } from "./explain-state.ts";
import { updateExplain } from "./explain-update.ts";
import { focusedElement } from "./focused-element.ts";
import { keyEvent } from "./key-event.ts";
import { createSaveEffects } from "./save-effects.ts";

/** The room, with the way to hand it films. */
export interface ExplainRoom extends Room {
  open(files: readonly OpenedFile[]): void;
}

/** Where key commands of the film list go. */
const STEPS: Partial<Readonly<Record<KeyCommand, FilmStep>>> = {
  previous: "previous",
  next: "next",
  first: "first",
  last: "last",
  "page-back": "page-up",
  "page-on": "page-down",
};

/** Makes the room around the open films. */
export function createExplainRoom(context: AppContext, films: FilmList): ExplainRoom {
  const store = createStore(initialExplainState, updateExplain);
  const effects = createExplainEffects(context, store);
  const save = createSaveEffects(context, films, store);
  const id = computed(() => films.selected.value?.id);
  const classifier = computed(() => context.app.state.value.classifier);
  const restorer = computed(() => context.app.state.value.restorer);
  effect(() => {
    void classifier.value;
    effects.forget("classifier");
  });
  effect(() => {
    void restorer.value;
    untracked(() => effects.forget("restorer"));
  });
  // A new film, or a new classifier, shows the selected film anew; other news of film and page do not.
  effect(() => {
    void id.value;
    void classifier.value;
    untracked(() => void effects.show(films.selected.value));
  });
  const onKey = (event: KeyboardEvent): void => {
    if (document.querySelector("dialog[open]") !== null) return;
    const command = keyCommand(event, focusedElement(document.activeElement));
    if (command === undefined) return;
    const step = STEPS[command];
    if (step !== undefined) films.step(step);
    const change = keyEvent(command, store.state.peek(), devicePixelRatio);
    if (change !== undefined) store.dispatch(change);
    event.preventDefault();
  };
  return {
    Panel: () => <ExplainPanel {...{ context, films, store, effects, save, onKey }} />,
    open: (files) => films.add(files),
  };
}
