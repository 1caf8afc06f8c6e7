// What every room is given: the page's store, the workers, and ways to hand something to another room.
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import type { GpuClient } from "../gpu/gpu-client.ts";
import type { ImageClient } from "../images/image-client.ts";
import type { Collected } from "../intake/collect-files.ts";
import type { AppState, Notice } from "./app-state.ts";
import type { AppEvent } from "./app-update.ts";
import type { OpenedFile } from "./opened-file.ts";
import type { Store } from "./store.ts";

/** The page as rooms see it. */
export interface AppContext {
  readonly app: Store<AppState, AppEvent>;
  readonly gpu: GpuClient;
  readonly images: ImageClient;
  tell(kind: Notice["kind"], text: string): void;
  /** Loads a checkpoint in the place of the one of its kind; undefined when it was refused, which is told. */
  loadModel(file: OpenedFile, trainedOn?: string): Promise<ModelFacts | undefined>;
  /** A few films to begin with: of the served run's test films, else the demo's. */
  samples(): Promise<readonly OpenedFile[]>;
  /** Shows films in the Explain room, the first one selected. */
  openFilms(files: readonly OpenedFile[]): void;
  /** Takes what was dropped, pasted or picked to where it belongs. */
  takeFiles(found: Collected): void;
}

/** A room of the page. */
export interface Room {
  /** Draws the room. */
  readonly Panel: () => import("preact").VNode;
  /** Takes files or folders that were dropped anywhere, when they are the room's; false when they are not. */
  readonly take?: (files: readonly OpenedFile[]) => boolean;
}
