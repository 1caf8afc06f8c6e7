// What the gallery does: sends its films through the image workers and the model, and reads the record of the selected one.
import { computed, effect, untracked } from "@preact/signals";
import type { AppContext } from "../app/app-context.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import { poolSize } from "../images/image-pool.ts";
import { CallError } from "../workers/calls.ts";
import { filmPlace, type GalleryFilm, type GalleryState } from "./gallery-state.ts";
import type { GalleryEvent } from "./gallery-update.ts";
import { nextFilm } from "./next-film.ts";

/** Side of a thumbnail: a cell's 100 pixels at one and a half device pixels each, 26 kB a film. */
const THUMBNAIL_SIDE = 160;

/** One film more than there are image workers, so that the model never waits for the disk. */
const LANES = poolSize(navigator.hardwareConcurrency ?? 2) + 1;

/** Starts the gallery's effects; they run as long as the page does. */
export function startGalleryEffects(
  context: AppContext,
  { state, dispatch }: Store<GalleryState, GalleryEvent>,
): void {
  const { app, images, gpu } = context;
  let busy = 0;

  /** The queue rests while it is paused, and until it is known whether there is a model to ask. */
  const isResting = (): boolean => {
    const { isLoadingModel, gpu: device } = app.state.peek();
    return state.peek().isPaused || isLoadingModel || device.kind === "opening";
  };

  const pump = (): void => {
    while (busy < LANES && !isResting()) {
      const film = nextFilm(state.peek());
      if (film === undefined) return;
      busy += 1;
      dispatch({ type: "film-started", id: film.id });
      void process(film).finally(() => {
        busy -= 1;
        pump();
      });
    }
  };

  const process = async ({ id, file, name, thumbnail }: GalleryFilm): Promise<void> => {
    const { round } = state.peek();
    const eye = app.state.peek().classifier?.facts;
    try {
      const bytes = await file.bytes();
      const thumbnailSide = thumbnail === undefined ? THUMBNAIL_SIDE : undefined;
      const eyes = eye === undefined ? [] : [eye];
      const found = await images.call("prepare", { name, bytes, eyes, thumbnailSide });
      const [image] = found.inputs;
      const isAsked = image !== undefined;
      dispatch({ type: "film-decoded", id, ...found, isAsked, at: performance.now() });
      if (image === undefined) return;
      const { probabilities } = await gpu.call("classify", { image });
      const at = performance.now();
      dispatch({ type: "film-classified", id, round, probabilities, at });
    } catch (error) {
      const { tag } = error as { tag?: string };
      if (tag === "device-lost") return dispatch({ type: "film-interrupted", id });
      const reason = tag ?? "unreadable";
      const at = performance.now();
      dispatch({ type: "film-failed", id, reason, message: messageOf(error), at });
    }
  };

  const readRecord = async (film: GalleryFilm, signal: AbortSignal): Promise<void> => {
    const { id, file, name } = film;
    try {
      const bytes = await file.bytes();
      const facts = await images.call("facts", { name, bytes }, { signal });
      dispatch({ type: "record-read", id, facts });
    } catch (error) {
      // A damaged film says so in the list already.
      if (!(error instanceof CallError)) dispatch({ type: "record-read", id, facts: [] });
    }
  };

  effect(() => {
    void state.value;
    void app.state.value;
    untracked(pump);
  });

  const classifier = computed(() => app.state.value.classifier);
  let known = classifier.peek();
  effect(() => {
    if (classifier.value === known) return;
    known = classifier.value;
    untracked(() => dispatch({ type: "model-changed" }));
  });

  // The record is read when the selected film has shown itself to be DICOM.
  const dicomId = computed(() => {
    const { films, selectedId } = state.value;
    const film = selectedId === undefined ? undefined : films[filmPlace(films, selectedId)];
    return film?.facts?.source.format === "dicom" ? film.id : undefined;
  });
  let reading = new AbortController();
  effect(() => {
    const id = dicomId.value;
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    untracked(() => {
      const { films } = state.peek();
      const film = id === undefined ? undefined : films[filmPlace(films, id)];
      if (film !== undefined) void readRecord(film, signal);
    });
  });
}
