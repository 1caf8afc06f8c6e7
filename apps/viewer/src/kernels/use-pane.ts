// Tells the state how large a pane is, whichever element it is just now.
import { useCallback, useRef } from "preact/hooks";
import type { Pane } from "./kernels-state.ts";
import type { KernelsEvent } from "./kernels-update.ts";

/** A ref for a pane's element: its size goes to the state whenever it changes, until the element is gone. */
export function usePane(pane: Pane, dispatch: (event: KernelsEvent) => void) {
  const observer = useRef<ResizeObserver | undefined>(undefined);
  return useCallback(
    (element: HTMLDivElement | null) => {
      observer.current?.disconnect();
      observer.current = undefined;
      if (element === null) return;
      observer.current = new ResizeObserver(([entry]) => {
        if (entry === undefined) return;
        const { width, height } = entry.contentRect;
        dispatch({ type: "pane-changed", pane, view: { width, height } });
      });
      observer.current.observe(element);
    },
    [pane, dispatch],
  );
}
