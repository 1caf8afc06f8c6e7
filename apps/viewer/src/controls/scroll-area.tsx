// A place for what may be wider than the page: it scrolls by mouse, touch and keyboard.
import type { ComponentChildren } from "preact";

interface ScrollAreaProps {
  /** What is in it, for those who do not see it. */
  readonly label: string;
  readonly children: ComponentChildren;
}

/** The place; it takes the focus, so that arrow keys scroll it. */
export function ScrollArea({ label, children }: ScrollAreaProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus a keyboard could not scroll it (axe: scrollable-region-focusable)
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
