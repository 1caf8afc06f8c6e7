// What the parts of the Run room's effects share.
import type { AppContext } from "../app/app-context.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import type { RunClient } from "./run-client.ts";
import type { Loaded, RunState } from "./run-state.ts";
import type { RunEvent } from "./run-update.ts";
import type { RunSource } from "./sources/run-source.ts";

/** Store, workers and sources of the room. */
export interface RunTools {
  readonly context: AppContext;
  readonly store: Store<RunState, RunEvent>;
  readonly reader: RunClient;
  /** By the id of their place. */
  readonly sources: ReadonlyMap<number, RunSource>;
}

/** Reads a part, telling that it is being read and what came of it. */
export async function loaded<T>(
  read: () => Promise<T>,
  tell: (loaded: Loaded<T>) => void,
): Promise<T | undefined> {
  tell({ kind: "loading" });
  try {
    const value = await read();
    tell({ kind: "ready", value });
    return value;
  } catch (error) {
    tell({ kind: "failed", reason: messageOf(error) });
    return undefined;
  }
}
