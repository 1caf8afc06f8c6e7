// What the panels of the Kernels room are given.
import type { KernelsEffects } from "./kernels-effects.ts";
import type { KernelsState, OpenProfile } from "./kernels-state.ts";
import type { KernelsEvent } from "./kernels-update.ts";

/** What every panel of the room is given. */
export interface KernelsProps {
  readonly state: KernelsState;
  readonly dispatch: (event: KernelsEvent) => void;
  readonly effects: KernelsEffects;
}

/** What panels are given that need an open profile. */
export interface ProfileProps extends KernelsProps {
  readonly profile: OpenProfile;
}
