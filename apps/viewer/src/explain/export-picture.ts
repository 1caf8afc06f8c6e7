// Draws a picture to save: film, overlay or both, with the colour bar and the notice, without any name.
import { overlaidColours } from "@pleura/pictures";
import { fitted, type Place } from "../view/viewport.ts";
import type { LayerState, LookState, ShownFilm } from "./explain-state.ts";
import { type Box, LINE, LONGEST_FILM, type PictureKind, pictureLayout } from "./export-layout.ts";
import { filmTable } from "./film-table.ts";
import {
  type BarLook,
  barLook,
  type LayerScale,
  layerAlpha,
  layerCanvas,
  layerPicture,
} from "./layer-picture.ts";
import { type PaneContent, PanePainter } from "./paint-pane.ts";
import { pictureCaption } from "./picture-caption.ts";

/** What of a film its pictures are made of. */
export type PictureFilm = Pick<ShownFilm, "display" | "input" | "maps" | "explained" | "restored">;

/** What is drawn: the whole film, in its window, turned as it is seen. */
export interface PictureOptions {
  readonly kind: PictureKind;
  readonly film: PictureFilm;
  readonly look: LookState;
  readonly overlay: LayerState;
  /** Name of the model whose answer is shown. */
  readonly model: string | undefined;
}

/** Longest side of the layer in a saved picture, pixels: finer than on the screen, since it may be printed. */
const SAVED_LAYER_SIDE = 1024;

/** The parts of a film that a picture needs; copies that are finer than the picture stay behind. */
export function pictureFilm(film: ShownFilm): PictureFilm {
  const { display, input, maps, restored } = film;
  // Its maps are there already; only whether it is finished is told.
  const explained =
    film.explained.kind === "done" ? { kind: "done" as const, value: [] } : film.explained;
  const copies = display.copies.filter(
    ({ width, height }, at) =>
      at === display.copies.length - 1 || Math.max(width, height) <= 2 * LONGEST_FILM,
  );
  return { display: { ...display, copies }, input, maps, explained, restored };
}

/** Draws the picture onto a canvas of its own. */
export function exportPicture(options: PictureOptions): OffscreenCanvas {
  const { kind, film, look, overlay } = options;
  const { display } = film;
  const picture = kind === "film" ? undefined : layerPicture(film, overlay, look, SAVED_LAYER_SIDE);
  const layer = picture && layerCanvas(picture);
  const { turns, isMirrored } = look.viewport;
  const viewport = { ...fitted, turns, isMirrored };
  const isLying = turns % 2 === 1;
  const size = {
    width: isLying ? display.height : display.width,
    height: isLying ? display.width : display.height,
  };
  const layout = pictureLayout(kind, size, pictureCaption(options));
  const canvas = new OffscreenCanvas(layout.width, layout.height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null)
    throw new Error(
      "save a picture: the browser must give a 2-D canvas, but it gave none. Close other pages.",
    );
  context.fillStyle = "black";
  context.fillRect(0, 0, layout.width, layout.height);
  const { window, isInverted } = look;
  const table = filmTable(display, { window, isInverted });
  layout.films.forEach((box, at) => {
    const place: Place = { viewport, film: display, pane: box };
    const isPlain = kind === "film" || (kind === "both" && at === 0);
    const content: PaneContent = {
      ...{ place, display, table, pixelRatio: 1, layerFrom: 0 },
      layerAlpha: layerAlpha(overlay),
      layer: isPlain ? undefined : layer,
    };
    const pane = new OffscreenCanvas(box.width, box.height);
    new PanePainter().paint(pane, content);
    context.drawImage(pane, box.left, box.top);
  });
  if (layout.bar !== undefined && picture?.scale !== undefined) {
    drawBar(context, layout.bar, picture.scale, barLook(overlay), layout.letters);
  }
  const { notice, letters, lines } = layout;
  lines.forEach((line, at) => {
    const baseline = notice.top + letters * (0.85 + LINE * at);
    drawText(context, line, notice.left, baseline, letters, notice.width);
  });
  return canvas;
}

function drawBar(
  context: OffscreenCanvasRenderingContext2D,
  { left, top, width, height }: Box,
  { colourMap, top: greatest }: LayerScale,
  look: BarLook,
  letters: number,
): void {
  const colours = overlaidColours(height, {
    colourMap,
    opacity: look.opacity,
    isFading: look.isFading,
  });
  colours.forEach((colour, y) => {
    context.fillStyle = colour;
    context.fillRect(left, top + height - 1 - y, width, 1);
  });
  hatch(context, { left, top, width, height }, look.threshold, letters);
  const digits = greatest === 1 ? 1 : 2;
  const numbers = [greatest, greatest / 2, 0].map((value) =>
    value.toFixed(value === 0 ? 0 : digits),
  );
  numbers.forEach((text, at) => {
    const y = top + (at * height) / 2 + letters * ([0.75, 0.35, 0][at] as number);
    drawText(context, text, left + width + letters * 0.3, y, letters * 0.85, 3 * letters);
  });
}

/** Strikes out what lies below the threshold, as the page does. */
function hatch(
  context: OffscreenCanvasRenderingContext2D,
  { left, top, width, height }: Box,
  threshold: number,
  letters: number,
): void {
  const cut = Math.round(threshold * height);
  if (cut === 0) return;
  const bottom = top + height;
  context.save();
  context.beginPath();
  context.rect(left, bottom - cut, width, cut);
  context.clip();
  context.fillStyle = "rgb(0 0 0 / 70%)";
  context.fillRect(left, bottom - cut, width, cut);
  context.strokeStyle = "rgb(255 255 255 / 60%)";
  context.lineWidth = Math.max(1, letters / 10);
  for (let y = bottom; y > bottom - cut - width; y -= letters / 2) {
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y + width);
    context.stroke();
  }
  context.restore();
}

function drawText(
  context: OffscreenCanvasRenderingContext2D,
  text: string,
  left: number,
  baseline: number,
  letters: number,
  width: number,
): void {
  context.fillStyle = "white";
  context.font = `${Math.round(letters)}px sans-serif`;
  context.fillText(text, left, baseline, width);
}
