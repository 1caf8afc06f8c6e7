// Tells the state how large a pane is, and where it is scrolled to.
import { useEffect, useRef } from "preact/hooks";
import type { Pane } from "./kernels-state.ts";
import type { KernelsEvent } from "./kernels-update.ts";

/** A ref for a pane's element: its size goes to the state whenever it changes. */
export function usePane(pane: Pane, dispatch: (event: KernelsEvent) => void) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      dispatch({ type: "pane-changed", pane, view: { width, height } });
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [pane, dispatch]);
  return ref;
}
