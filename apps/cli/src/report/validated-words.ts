// What people must know about numbers that rest on validation images.
import type { ChosenThreshold, OperatingGoal } from "@pleura/data";
import { countNoun } from "../count-noun.ts";
import type { ValidatedResult } from "./validated-result.ts";

/** Why there is no temperature and no threshold. */
export const withoutValidation =
  "No temperature and no threshold: they need labelled validation images that are not evaluated themselves.";

/** What the temperature rests on, and when it tells nothing. */
export function temperatureNote({ n, patients, temperature: fit }: ValidatedResult): string {
  const base = `Temperature ${fit.temperature.toPrecision(3)} fitted on ${countNoun(n, "validation image")} of ${countNoun(patients, "patient")}, whose negative log-likelihood it lowers from ${fit.nllBefore.toFixed(3)} to ${fit.nllAfter.toFixed(3)}.`;
  if (fit.limit === "none") return base;
  const reason =
    fit.limit === "low"
      ? "only one below 0.01 would be best, as where every image is classified right"
      : "only one above 100 would be best, as where the model does no better than chance";
  return `${base} It stopped at its limit, because ${reason}: these images cannot tell a temperature.`;
}

/** Such as `specificity ≥ 0.90`. */
export function goalWords({ rate, atLeast }: OperatingGoal): string {
  return `${rate} ≥ ${atLeast.toFixed(2)}`;
}

/** The threshold, marked where it is coarse; words where it calls nothing positive or cannot be chosen. */
export function thresholdWords({ threshold, isCoarse }: ChosenThreshold): string {
  if (Number.isNaN(threshold)) return "cannot be chosen";
  const text = threshold === Number.POSITIVE_INFINITY ? "none positive" : threshold.toFixed(3);
  return isCoarse ? `${text}*` : text;
}
