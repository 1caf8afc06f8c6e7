// What a pressed key asks for, given what has the focus: keys belong to text fields, sliders and buttons first.
import { KEY_BINDINGS, type KeyCommand } from "./key-bindings.ts";

/** The facts of a keyboard event that decide. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** What has the focus. */
export interface FocusedElement {
  /** In upper case, as the DOM gives it. */
  readonly tagName: string;
  /** `type` of an input. */
  readonly type?: string | undefined;
  readonly role?: string | null | undefined;
  readonly isEditable?: boolean | undefined;
}

/** Keys that move within a slider, list or group of tabs. */
const MOVES = new Set([
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Home",
  "End",
  "PageUp",
  "PageDown",
]);

/** Inputs that take no text. */
const PRESSED_INPUTS = new Set([
  "button",
  "checkbox",
  "radio",
  "reset",
  "submit",
  "file",
  "range",
  "color",
]);

const MOVING_ROLES = new Set([
  "slider",
  "listbox",
  "option",
  "tab",
  "menuitem",
  "radio",
  "grid",
  "gridcell",
  "row",
]);

/** The command of a key; undefined when it has none here, or belongs to what has the focus. */
export function keyCommand(
  press: KeyPress,
  focused: FocusedElement | undefined,
): KeyCommand | undefined {
  // Browser and system keep their own.
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return undefined;
  if (focused !== undefined && ownsKey(focused, press.key)) return undefined;
  const isShifted = press.shiftKey && press.key.startsWith("Arrow");
  const key = isShifted ? `Shift+${press.key}` : press.key;
  const exact = KEY_BINDINGS.find(({ keys }) => keys.includes(key));
  // With Caps Lock on a letter arrives in upper case.
  const binding = exact ?? KEY_BINDINGS.find(({ keys }) => keys.includes(key.toLowerCase()));
  return binding?.command;
}

function ownsKey(
  { tagName, type = "text", role, isEditable }: FocusedElement,
  key: string,
): boolean {
  if (isEditable === true || tagName === "TEXTAREA" || tagName === "SELECT") return true;
  if (tagName === "INPUT" && !PRESSED_INPUTS.has(type)) return true;
  const moves =
    (tagName === "INPUT" && (type === "range" || type === "radio")) || MOVING_ROLES.has(role ?? "");
  if (moves && MOVES.has(key)) return true;
  const isPressed =
    tagName === "BUTTON" || tagName === "A" || tagName === "SUMMARY" || tagName === "INPUT";
  return (isPressed || moves) && (key === " " || key === "Enter");
}
