// What stays between visits, and what the address says: the theme in this browser, the room after the number sign.
import { ROOMS, type RoomName, type Theme } from "./app-state.ts";

const THEME_KEY = "pleura.theme";

/** The theme of the last visit; the system's when there is none or storage is forbidden. */
export function rememberedTheme(): Theme {
  try {
    const theme = localStorage.getItem(THEME_KEY);
    return theme === "dark" || theme === "light" ? theme : "system";
  } catch {
    return "system";
  }
}

/** Keeps the theme in this browser, where that is allowed. */
export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Without storage the next visit follows the system again.
  }
}

/** What the address ends with when it asks for the first sample film. */
export const SAMPLE_HASH = "#sample";

/** The room that an address names; undefined for every other text. */
export function roomOfHash(hash: string): RoomName | undefined {
  if (hash === SAMPLE_HASH) return "explain";
  return ROOMS.find((room) => hash === `#${room}`);
}
