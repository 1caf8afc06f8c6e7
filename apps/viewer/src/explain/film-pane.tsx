// One pane: a canvas with the film, the layer or both, and the numbers in its corners.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Tool } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import { type PaneContent, PanePainter } from "./paint-pane.ts";
import { usePanePointers } from "./use-pane-pointers.ts";

interface FilmPaneProps {
  readonly content: PaneContent;
  /** What a screen reader says of the picture. */
  readonly label: string;
  readonly tool: Tool;
  readonly dispatch: (event: ExplainEvent) => void;
  readonly children?: ComponentChildren;
}

/** Draws again whenever its content changes. */
export function FilmPane({ content, label, tool, dispatch, children }: FilmPaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<PanePainter>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    painter.current ??= new PanePainter();
    painter.current.paint(canvas.current, content);
  });
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (width > 0 && height > 0) dispatch({ type: "pane-resized", pane: { width, height } });
    });
    observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [dispatch]);
  return (
    <div class="film-pane">
      <canvas
        ref={canvas}
        class={`film-canvas tool-${tool}`}
        role="img"
        aria-label={label}
        {...usePanePointers(tool, dispatch)}
      />
      {children}
    </div>
  );
}
