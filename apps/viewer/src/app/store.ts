// A store: one state, one pure update, and panels that draw again when the state changes.
import { type ReadonlySignal, signal } from "@preact/signals";

/** Holds a state that only events change. */
export interface Store<State, Event> {
  /** The state now; a component that reads `.value` draws again when it changes. */
  readonly state: ReadonlySignal<State>;
  dispatch(event: Event): void;
}

/**
 * Makes a store.
 *
 * @param update pure: the same state and event give the same next state
 */
export function createStore<State, Event>(
  initial: State,
  update: (state: State, event: Event) => State,
): Store<State, Event> {
  const state = signal(initial);
  return {
    state,
    dispatch(event) {
      state.value = update(state.peek(), event);
    },
  };
}
