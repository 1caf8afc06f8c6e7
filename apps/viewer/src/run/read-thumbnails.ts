// Makes the thumbnails of the films in sight, one after another, so that the image workers stay free for the Explain room.
import type { OpenedFile } from "../app/opened-file.ts";
import { keyText, type RunKey } from "./run-state.ts";
import type { RunTools } from "./run-tools.ts";

/** Side in pixels: what the list draws on a screen of two pixels per point. */
const SIDE = 128;

/** Reads films until the signal; a film that cannot be had has none. */
export async function readThumbnails(
  { context, store }: RunTools,
  key: RunKey,
  files: readonly string[],
  find: (file: string) => Promise<OpenedFile | undefined>,
  signal: AbortSignal,
): Promise<void> {
  for (const file of files) {
    const name = `${keyText(key)}/${file}`;
    if (signal.aborted) return;
    if (store.state.value.thumbnails.has(name)) continue;
    const thumbnail = await thumbnailOf(context.images, await find(file));
    if (!signal.aborted) store.dispatch({ type: "thumbnail-read", name, thumbnail });
  }
}

async function thumbnailOf(images: RunTools["context"]["images"], film: OpenedFile | undefined) {
  if (film === undefined) return null;
  try {
    const bytes = await film.bytes();
    const request = { name: film.name, bytes, eyes: [], thumbnailSide: SIDE };
    const { thumbnail } = await images.call("prepare", request, {
      transfer: [bytes.buffer as ArrayBuffer],
    });
    return thumbnail ?? null;
  } catch {
    // The Explain room says what is wrong with a film when it is opened there.
    return null;
  }
}
