// Words for a class's share that promise no more than the number holds.
import { classLabel } from "./class-label.ts";

/** From here on the model is called sure: 19 to 1. */
const SURE = 0.95;

/** From here on one class has more than twice the share of all others together. */
const LEANS = 0.7;

/** A share as text: never 0 % or 100 %, which a softmax does not give and nobody should believe. */
export function shareText(share: number): string {
  const percent = (100 * share).toFixed(1);
  if (percent === "100.0") return "> 99.9 %";
  return percent === "0.0" ? "< 0.1 %" : `${percent} %`;
}

/** A part of the whole, which can be all of it. */
export function percentText(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/** What the shares say, in one sentence. */
export function shareSentence(probabilities: ArrayLike<number>): string {
  const ranked = Array.from(probabilities, (share, index) => ({ share, index })).sort(
    (a, b) => b.share - a.share,
  );
  const [first, second] = ranked;
  if (first === undefined || second === undefined) return "";
  const name = classLabel(first.index);
  if (first.share >= SURE) return `The model gives nearly all of its share to ${name}.`;
  if (first.share >= LEANS) return `The model leans to ${name}.`;
  return `The model is undecided: ${name} before ${classLabel(second.index)}.`;
}

/** What the numbers mean. */
export const SHARE_HELP =
  "The model divides 100 % among the classes it knows, and must do so for any picture, also for one that shows none of them. " +
  "A share is no chance of disease: networks are often surer than they are right, and the classes were as frequent in training as nobody meets them.";

/** What a heatmap is. */
export const HEATMAP_HELP =
  "A heatmap shows where the model's score for a class comes from: places that keep the score when the rest of the film is dimmed. It is not a localisation of disease, and a map can look right for wrong reasons.";

/** What the two measures of a map are. */
export const MEASURES_HELP =
  "Drop: how much of the class's share is lost when only the lit part of the film is kept (0 % = nothing). Increase: whether the share rose instead. Both speak of the model, and a smooth random map can do as well.";

/** What the restoration's number is. */
export const RESTORATION_HELP =
  "The restoration model learned to repair distorted chest films. What it cannot redraw is hard for it, which can mean unlike its training data. Smooth, empty or blurred pictures are easy, and an upside-down chest can come back well: a low number proves nothing.";
