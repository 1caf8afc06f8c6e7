// The Explain room's state and its update.
import type { ClassMap } from "../gpu/gpu-calls.ts";
import type { Film } from "../images/image-calls.ts";

/** What the room shows. */
export interface ExplainState {
  readonly name: string | undefined;
  readonly film: Film | undefined;
  readonly probabilities: Float32Array | undefined;
  readonly maps: readonly ClassMap[] | undefined;
}

/** What can happen in the room. */
export type ExplainEvent =
  | { readonly type: "film-opened"; readonly name: string; readonly film: Film }
  | { readonly type: "classified"; readonly probabilities: Float32Array }
  | { readonly type: "explained"; readonly maps: readonly ClassMap[] };

/** How the room starts. */
export const initialExplainState: ExplainState = {
  name: undefined,
  film: undefined,
  probabilities: undefined,
  maps: undefined,
};

/** The next state. */
export function updateExplain(state: ExplainState, event: ExplainEvent): ExplainState {
  switch (event.type) {
    case "film-opened":
      return { ...initialExplainState, name: event.name, film: event.film };
    case "classified":
      return { ...state, probabilities: event.probabilities };
    case "explained":
      return { ...state, maps: event.maps };
  }
}
