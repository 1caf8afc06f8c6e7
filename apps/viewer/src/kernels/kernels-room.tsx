// The Kernels room: where a step's time and memory go, launch by launch, from a file or from this GPU.
import "./kernels.css";
import type { AppContext, OpenedFile, Room } from "../app/app-context.ts";
import { createStore } from "../app/store.ts";
import { createKernelsEffects } from "./kernels-effects.ts";
import { KernelsPanel } from "./kernels-panel.tsx";
import { initialKernelsState } from "./kernels-state.ts";
import { updateKernels } from "./kernels-update.ts";

/** True for a file that may be a profile by its name; its bytes decide when it is read. */
const isProfileName = ({ name }: OpenedFile) => /profile[^/]*\.json$/i.test(name);

/** Makes the room. */
export function createKernelsRoom(context: AppContext): Room {
  const store = createStore(initialKernelsState, updateKernels);
  const effects = createKernelsEffects(context, store);
  void effects.openServed();
  return {
    Panel: () => <KernelsPanel context={context} store={store} effects={effects} />,
    take(files) {
      const profile = files.find(isProfileName);
      if (profile === undefined) return false;
      void effects.open(profile, "profile");
      return true;
    },
  };
}
