// The Kernels room: where a step's time and memory go, launch by launch, from a file or from this GPU.
import "./kernels.css";
import type { AppContext, Room } from "../app/app-context.ts";
import { createStore } from "../app/store.ts";
import { createKernelsEffects } from "./kernels-effects.ts";
import { KernelsPanel } from "./kernels-panel.tsx";
import { initialKernelsState } from "./kernels-state.ts";
import { updateKernels } from "./kernels-update.ts";

/** Makes the room. */
export function createKernelsRoom(context: AppContext): Room {
  const store = createStore(initialKernelsState, updateKernels);
  const effects = createKernelsEffects(context, store);
  void effects.openServed();
  return {
    Panel: () => <KernelsPanel context={context} store={store} effects={effects} />,
    take(files) {
      const [profile, baseline] = files;
      if (profile === undefined) return false;
      void effects.open(profile, "profile").then(() => {
        // Of two that are dropped together the second is what the first is held against.
        if (baseline !== undefined) void effects.open(baseline, "baseline");
      });
      return true;
    },
  };
}
