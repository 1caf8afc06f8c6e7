// What a key needs to know of the element that has the focus.
import type { FocusedElement } from "../view/key-command.ts";

/** Facts of an element; undefined when nothing has the focus. */
export function focusedElement(element: Element | null): FocusedElement | undefined {
  if (element === null || element === document.body) return undefined;
  return {
    tagName: element.tagName,
    type: element instanceof HTMLInputElement ? element.type : undefined,
    role: element.getAttribute("role"),
    isEditable: element instanceof HTMLElement && element.isContentEditable,
  };
}
