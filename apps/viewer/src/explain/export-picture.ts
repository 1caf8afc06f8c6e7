// Draws a picture to save: film, overlay or both, with the colour bar and the notice, without any name.
import { hexColour } from "@pleura/pictures";
import { NOTICE } from "../app/page-text.ts";
import { greyTable } from "../view/grey-table.ts";
import { fitted, type Place } from "../view/viewport.ts";
import type { LookState, ShownFilm } from "./explain-state.ts";
import { type Box, type PictureKind, pictureLayout } from "./export-layout.ts";
import type { LayerPicture } from "./layer-picture.ts";
import { type PaneContent, PanePainter } from "./paint-pane.ts";

/** What is drawn. */
export interface PictureOptions {
  readonly kind: PictureKind;
  readonly film: ShownFilm;
  /** The whole film is drawn, in this window and turned as it is seen. */
  readonly look: LookState;
  readonly picture: LayerPicture | undefined;
  readonly layer: OffscreenCanvas | undefined;
  /** What the colours stand for. */
  readonly layerName: string;
}

/** Draws the picture onto a canvas of its own. */
export function exportPicture(options: PictureOptions): OffscreenCanvas {
  const { kind, film, look, picture, layer, layerName } = options;
  const { display } = film;
  const { turns, isMirrored } = look.viewport;
  const viewport = { ...fitted, turns, isMirrored };
  const isLying = turns % 2 === 1;
  const layout = pictureLayout(kind, {
    width: isLying ? display.height : display.width,
    height: isLying ? display.width : display.height,
  });
  const canvas = new OffscreenCanvas(layout.width, layout.height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null)
    throw new Error(
      "save a picture: the browser must give a 2-D canvas, but it gave none. Close other pages.",
    );
  context.fillStyle = "black";
  context.fillRect(0, 0, layout.width, layout.height);
  const { window, isInverted } = look;
  const table = greyTable({ window, isInverted, lastStep: display.lastStep, white: display.white });
  layout.films.forEach((box, at) => {
    const place: Place = { viewport, film: display, pane: box };
    const isPlain = kind === "film" || (kind === "both" && at === 0);
    const content: PaneContent = {
      ...{ place, display, table, pixelRatio: 1, layerFrom: 0 },
      layer: isPlain ? undefined : layer,
    };
    const pane = new OffscreenCanvas(box.width, box.height);
    new PanePainter().paint(pane, content);
    context.drawImage(pane, box.left, box.top);
  });
  if (layout.bar !== undefined && picture?.scale !== undefined) {
    drawBar(context, layout.bar, picture.scale, layout.letters);
  }
  const { notice, letters } = layout;
  const turn = isMirrored ? " Mirrored." : "";
  const what = kind === "film" ? "" : `${layerName}. `;
  drawText(
    context,
    `${NOTICE} ${what}${turn}`.trim(),
    notice.left,
    notice.top + letters * 0.85,
    letters,
    notice.width,
  );
  return canvas;
}

function drawBar(
  context: OffscreenCanvasRenderingContext2D,
  { left, top, width, height }: Box,
  { colourMap, top: greatest }: NonNullable<LayerPicture["scale"]>,
  letters: number,
): void {
  for (let y = 0; y < height; y += 1) {
    context.fillStyle = hexColour(colourMap, 1 - y / Math.max(1, height - 1));
    context.fillRect(left, top + y, width, 1);
  }
  const digits = greatest === 1 ? 1 : 2;
  const numbers = [greatest, greatest / 2, 0].map((value) =>
    value.toFixed(value === 0 ? 0 : digits),
  );
  numbers.forEach((text, at) => {
    const y = top + (at * height) / 2 + letters * ([0.75, 0.35, 0][at] as number);
    drawText(context, text, left + width + letters * 0.3, y, letters * 0.85, 3 * letters);
  });
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
