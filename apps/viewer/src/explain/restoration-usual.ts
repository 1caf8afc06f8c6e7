// What a restoration model's own films score, when its checkpoint says so.
import type { RestorationUsual } from "./restoration-panel.tsx";

/** Key under which a checkpoint's facts keep the 95 % threshold of the validation films' 1 − SSIM. */
const THRESHOLD = "restorationThreshold";

/** The usual score; undefined when the checkpoint does not say, or says no number. */
export function restorationUsual(
  extra: Readonly<Record<string, string>> | undefined,
): RestorationUsual | undefined {
  const text = extra?.[THRESHOLD];
  const threshold = Number(text);
  return text === undefined || !(threshold > 0 && threshold < 1) ? undefined : { threshold };
}
