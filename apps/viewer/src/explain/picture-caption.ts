// What is written below a saved picture: the notice, what is shown and how; never a patient's or file's name.
import { NOTICE } from "../app/page-text.ts";
import type { DisplayFilm } from "../view/display-film.ts";
import { firstWindow } from "../view/grey-window.ts";
import type { LayerState, LookState, ShownFilm } from "./explain-state.ts";
import type { PictureKind } from "./export-layout.ts";
import { barLook, colourMapOf } from "./layer-picture.ts";
import { layerTitle } from "./layer-title.ts";
import { windowText } from "./window-text.ts";

/** What a caption speaks of. */
export interface CaptionFacts {
  readonly kind: PictureKind;
  readonly film: Pick<ShownFilm, "explained"> & { readonly display: DisplayFilm };
  readonly look: Pick<LookState, "window" | "isInverted" | "viewport">;
  readonly overlay: LayerState;
  /** Name of the model whose answer is shown; undefined where none is known. */
  readonly model: string | undefined;
}

/** Sentences, each with its full stop. */
export function pictureCaption({ kind, film, look, overlay, model }: CaptionFacts): string {
  const layer = kind === "film" ? [] : layerSentences(film, overlay, model);
  return [NOTICE, ...layer, ...lookSentences(film.display, look)].join(" ");
}

function layerSentences(
  film: Pick<ShownFilm, "explained">,
  overlay: LayerState,
  model: string | undefined,
): readonly string[] {
  const { opacity, isFading, threshold } = barLook(overlay);
  const title = layerTitle(overlay, film);
  const drawn = {
    heatmap: [
      `opacity ${Math.round(100 * opacity)} %${isFading ? ", fading with the map" : ""}`,
      ...(threshold > 0 ? [`nothing below ${threshold.toFixed(2)}`] : []),
      colourMapOf(overlay.colourMap).title,
    ],
    restored: [],
    difference: [colourMapOf(overlay.colourMap).title],
  }[overlay.layer];
  return [`${[title, ...drawn].join(", ")}.`, ...(model === undefined ? [] : [`Model: ${model}.`])];
}

function lookSentences(
  display: DisplayFilm,
  { window, isInverted, viewport }: CaptionFacts["look"],
): readonly string[] {
  const first = firstWindow(display);
  const isFirst = first.centre === window.centre && first.width === window.width;
  return [
    ...(isFirst ? [] : [`${windowText(display, window)}.`]),
    ...(isInverted ? ["Inverted."] : []),
    ...(viewport.turns === 0 ? [] : [`Turned ${90 * viewport.turns}°.`]),
    ...(viewport.isMirrored ? ["Mirrored."] : []),
  ];
}

/** A text in lines of at most so many characters, broken between words where there are any. */
export function captionLines(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((one) => pieces(one, most))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}

function pieces(word: string, most: number): readonly string[] {
  const letters = [...word];
  return Array.from({ length: Math.ceil(letters.length / most) }, (_, at) =>
    letters.slice(at * most, (at + 1) * most).join(""),
  );
}
