// The Kernels room.
import type { AppContext, Room } from "../app/app-context.ts";

/** Makes the room. */
export function createKernelsRoom(_context: AppContext): Room {
  return { Panel: () => <p class="muted">Nothing is open.</p> };
}
