// Reads a run's images, and says which threads change them from step to step.
import type { ManifestRow } from "@pleura/data";
import {
  createImageWorkers,
  type ImageWorkers,
  thisThread,
} from "../image-workers/image-workers.ts";
import { originWords, type PreparedImages, prepareImages } from "../node/prepared-images.ts";
import type { Output } from "../output.ts";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import { createProgress } from "../progress/progress.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import type { TrainingRecipe, TrainingSettings } from "./training-recipe.ts";

/** What surrounds the reading. */
export interface ReadingContext {
  readonly output: Output;
  readonly stop: StopRequest;
  /** Gets what is to be closed at the end. */
  readonly later: (free: () => unknown) => void;
}

/** A run's images and the threads that change them. */
export interface RunImages {
  readonly images: PreparedImages;
  readonly threads: ImageWorkers;
  /** Feeds to have ready: one for the next step, and one that is being made. */
  readonly feedsAhead: number;
}

/**
 * Least pixels of a step for which other threads change its images: to send an image there and back takes some 0.1 ms,
 * as long as changing one of 48².
 */
const worthPixels = 2 ** 16;

/**
 * Reads the images, from the cache or their files, and tells where they came from.
 *
 * @throws {CliError} tag `data` naming the first unreadable file
 */
export async function openRunImages<S extends TrainingSettings>(
  { command, settings }: Pick<TrainingRecipe<S>, "command" | "settings">,
  rows: readonly ManifestRow[],
  { output, stop, later }: ReadingContext,
): Promise<RunImages> {
  const reading = createProgress(output, `${command}: reading`, rows.length, "images");
  const workers = createImageWorkers(settings.workers);
  later(() => workers.rest());
  const images = await prepareImages(settings.data, rows, settings, {
    cache: preparedCacheFolder(settings.cache),
    workers,
    say: (line) => reading.note(`${command}: ${line}`),
    onImage: (done) => reading.update(done),
    stop,
  });
  later(() => images.close());
  // Steps need fewer threads than films to decode, or none; they start anew.
  await workers.rest();
  reading.end();
  output.say(`${command}: ${originWords(images.origin)}`);
  const { batch, size, workers: asked } = settings;
  const isWorth = asked !== undefined || batch * size * size >= worthPixels;
  const threads = isWorth ? workers : thisThread;
  return { images, threads, feedsAhead: threads.most > 0 ? 2 : 0 };
}
