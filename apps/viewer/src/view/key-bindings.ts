// Which key does what: OHIF's default keys, and ours for heatmaps and layouts.

/** What a key can ask for. */
export type KeyCommand =
  | "tool-window"
  | "tool-zoom"
  | "tool-pan"
  | "zoom-in"
  | "zoom-out"
  | "zoom-fit"
  | "zoom-actual"
  | "pan-left"
  | "pan-right"
  | "pan-up"
  | "pan-down"
  | "turn-right"
  | "turn-left"
  | "flip-horizontal"
  | "flip-vertical"
  | "invert"
  | "reset"
  | "window-1"
  | "window-2"
  | "window-3"
  | "window-4"
  | "window-5"
  | "previous"
  | "next"
  | "first"
  | "last"
  | "page-back"
  | "page-on"
  | "heatmap"
  | "opacity-down"
  | "opacity-up"
  | "class-next"
  | "class-previous"
  | "layout-overlay"
  | "layout-side"
  | "layout-swipe"
  | "help";

/** Groups of the help page, in its order. */
export const KEY_GROUPS = ["Films", "View", "Grey values", "Heatmap", "Page"] as const;

/** A group of the help page. */
export type KeyGroup = (typeof KEY_GROUPS)[number];

/** One line of the help page. */
export interface KeyBinding {
  readonly command: KeyCommand;
  /** Values of `KeyboardEvent.key`; letters in lower case, upper case means with Shift, as does `Shift+` for arrows. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly group: KeyGroup;
}

/** Four keys, one line of the help page. */
const PAN = "Move along the film";

/** All bindings. From z to Page Down they are OHIF's defaults (its `hotkeyBindings.js`). */
export const KEY_BINDINGS: readonly KeyBinding[] = [
  { command: "previous", keys: ["ArrowLeft", "ArrowUp"], label: "Previous film", group: "Films" },
  { command: "next", keys: ["ArrowRight", "ArrowDown"], label: "Next film", group: "Films" },
  { command: "first", keys: ["Home"], label: "First film", group: "Films" },
  { command: "last", keys: ["End"], label: "Last film", group: "Films" },
  { command: "page-back", keys: ["PageUp"], label: "Ten films back", group: "Films" },
  { command: "page-on", keys: ["PageDown"], label: "Ten films on", group: "Films" },
  { command: "tool-zoom", keys: ["z"], label: "Drag zooms", group: "View" },
  { command: "tool-pan", keys: ["p"], label: "Drag moves", group: "View" },
  { command: "zoom-in", keys: ["+"], label: "Zoom in", group: "View" },
  { command: "zoom-out", keys: ["-"], label: "Zoom out", group: "View" },
  { command: "zoom-fit", keys: ["="], label: "Fit the film to its pane", group: "View" },
  {
    command: "zoom-actual",
    keys: ["0"],
    label: "One film pixel per screen pixel",
    group: "View",
  },
  { command: "pan-left", keys: ["Shift+ArrowLeft"], label: PAN, group: "View" },
  { command: "pan-right", keys: ["Shift+ArrowRight"], label: PAN, group: "View" },
  { command: "pan-up", keys: ["Shift+ArrowUp"], label: PAN, group: "View" },
  { command: "pan-down", keys: ["Shift+ArrowDown"], label: PAN, group: "View" },
  { command: "turn-right", keys: ["r"], label: "Turn right", group: "View" },
  { command: "turn-left", keys: ["l"], label: "Turn left", group: "View" },
  { command: "flip-horizontal", keys: ["h"], label: "Flip left to right", group: "View" },
  { command: "flip-vertical", keys: ["v"], label: "Flip top to bottom", group: "View" },
  { command: "reset", keys: [" "], label: "Reset view and grey values", group: "View" },
  {
    command: "tool-window",
    keys: ["w"],
    label: "Drag sets window and level",
    group: "Grey values",
  },
  { command: "invert", keys: ["i"], label: "Invert", group: "Grey values" },
  { command: "window-1", keys: ["1"], label: "Whole range", group: "Grey values" },
  { command: "window-2", keys: ["2"], label: "Auto", group: "Grey values" },
  { command: "window-3", keys: ["3"], label: "Dark parts", group: "Grey values" },
  { command: "window-4", keys: ["4"], label: "Bright parts", group: "Grey values" },
  { command: "window-5", keys: ["5"], label: "High contrast", group: "Grey values" },
  { command: "heatmap", keys: ["m"], label: "Heatmap on or off", group: "Heatmap" },
  { command: "opacity-down", keys: ["["], label: "Less opaque", group: "Heatmap" },
  { command: "opacity-up", keys: ["]"], label: "More opaque", group: "Heatmap" },
  { command: "class-next", keys: ["c"], label: "Next class", group: "Heatmap" },
  { command: "class-previous", keys: ["C"], label: "Previous class", group: "Heatmap" },
  { command: "layout-overlay", keys: ["o"], label: "One pane", group: "Heatmap" },
  { command: "layout-side", keys: ["s"], label: "Side by side", group: "Heatmap" },
  { command: "layout-swipe", keys: ["x"], label: "Swipe", group: "Heatmap" },
  { command: "help", keys: ["?"], label: "This list", group: "Page" },
];

/** A key as a person reads it. */
export function keyName(key: string): string {
  const names: Readonly<Record<string, string>> = {
    ArrowLeft: "←",
    ArrowRight: "→",
    ArrowUp: "↑",
    ArrowDown: "↓",
    PageUp: "Page Up",
    PageDown: "Page Down",
    " ": "Space",
    "-": "−",
    C: "Shift C",
  };
  if (key.startsWith("Shift+")) return `Shift ${keyName(key.slice("Shift+".length))}`;
  return Object.hasOwn(names, key) ? (names[key] as string) : key;
}
