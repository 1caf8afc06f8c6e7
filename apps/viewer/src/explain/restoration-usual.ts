// What a restoration model's own films score, when its checkpoint says so.
import type { Restored } from "../gpu/gpu-calls.ts";
import type { Work } from "./explain-state.ts";

/** What usual films score, as the model's file says. */
export interface RestorationUsual {
  /** 95 % of the validation films score at most this. */
  readonly threshold: number;
  /** How many those were, where it is known. */
  readonly films: number | undefined;
}

/** Facts that `pleura pretrain` keeps in its best checkpoint: the threshold, and of how many validation films. */
const THRESHOLD = "restorationThreshold";
const FILMS = "restorationFilms";

/** The usual score; undefined when the checkpoint does not say, or says no number. */
export function restorationUsual(
  extra: Readonly<Record<string, string>> | undefined,
): RestorationUsual | undefined {
  const text = extra?.[THRESHOLD];
  const threshold = Number(text);
  if (text === undefined || !(threshold > 0 && threshold < 1)) return undefined;
  const films = Number(extra?.[FILMS]);
  return { threshold, films: Number.isInteger(films) && films > 0 ? films : undefined };
}

/** True when a restored film is harder to restore than what the model's own films are; false where nobody knows. */
export function isUnlike(restored: Work<Restored>, usual: RestorationUsual | undefined): boolean {
  return (
    restored.kind === "done" &&
    usual !== undefined &&
    restored.value.dissimilarity > usual.threshold
  );
}
