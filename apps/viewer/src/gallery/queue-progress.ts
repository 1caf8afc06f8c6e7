// How far the queue is and how long it will take.
import type { GalleryFilm, GalleryState } from "./gallery-state.ts";

/** The queue in numbers. */
export interface QueueProgress {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Waiting or being worked on. */
  readonly left: number;
  /** Seconds until the last film is done; undefined before there is something to go by. */
  readonly secondsLeft: number | undefined;
}

/** Finished films that the estimate goes by: enough to be calm, few enough to follow a change. */
export const REMEMBERED_TIMES = 20;

/** Films that must be finished before an estimate says more than nothing. */
const LEAST_TIMES = 3;

const LEFT = new Set<GalleryFilm["status"]["kind"]>(["waiting", "decoding", "asking"]);

/** Counts the films by what became of them. */
export function queueProgress({ films, finishedAt, isPaused }: GalleryState): QueueProgress {
  const count = (isCounted: (film: GalleryFilm) => boolean) =>
    films.reduce((sum, film) => sum + Number(isCounted(film)), 0);
  const left = count(({ status }) => LEFT.has(status.kind));
  const cancelled = count(({ status }) => status.kind === "cancelled");
  const [first, last] = [finishedAt[0], finishedAt.at(-1)];
  const isKnown = finishedAt.length >= LEAST_TIMES && left > 0 && !isPaused;
  return {
    total: films.length,
    done: films.length - left - cancelled,
    failed: count(({ status }) => status.kind === "failed"),
    cancelled,
    left,
    secondsLeft: isKnown
      ? (left * ((last as number) - (first as number))) / (finishedAt.length - 1) / 1000
      : undefined,
  };
}

/** A time to come in words: it is an estimate, and looks like one. */
export function timeLeft(seconds: number): string {
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}
