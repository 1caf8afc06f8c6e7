// What a restoration model's own films score, when its checkpoint says so.
import type { RestorationUsual } from "./restoration-panel.tsx";

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
