// The toolbar's icons: strokes in the text's colour on a field of 16×16.

const PATHS = {
  window:
    "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 2.5v11M8 4.5l4 1M8 7l5.4 0M8 9.5l5 .5M8 12l3-.5",
  zoom: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.3 10.3L14 14M5 7h4M7 5v4",
  pan: "M8 1.5v13M1.5 8h13M6 3.5l2-2l2 2M6 12.5l2 2l2-2M3.5 6l-2 2l2 2M12.5 6l2 2l-2 2",
  minus: "M3 8h10",
  plus: "M3 8h10M8 3v10",
  fit: "M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5M5.5 5.5h5v5h-5z",
  actual: "M3 5l2-1.5V12.5M3 12.5h4M10 5l2-1.5V12.5M10 12.5h4M8.5 6.5v.2M8.5 10v.2",
  "turn-left": "M3.5 6.5A5 5 0 1 1 3.2 9.5M3 3v3.7h3.7",
  "turn-right": "M12.5 6.5A5 5 0 1 0 12.8 9.5M13 3v3.7H9.3",
  "flip-horizontal": "M8 2v12M6 4L2 12h4zM10 4l4 8h-4z",
  "flip-vertical": "M2 8h12M4 6l8-4v4zM4 10l8 4v-4z",
  invert: "M2.5 2.5h11v11h-11zM2.5 13.5l11-11M9 11h2.5M4.5 5h2.5M5.75 3.75v2.5",
  reset: "M8 3a5 5 0 1 1-4.6 3M3 2.5V6h3.5",
} as const;

/** Name of an icon. */
export type ToolIconName = keyof typeof PATHS;

/** An icon; its button has the name. */
export function ToolIcon({ name }: { readonly name: ToolIconName }) {
  return (
    <svg class="tool-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
