// Paints a pane: the visible part of the film through its window, then the layer over it.
import type { DisplayFilm, FilmCopy } from "../view/display-film.ts";
import { type Crop, paintGrey } from "../view/grey-table.ts";
import { matrixOf, type Place, scaleOf } from "../view/viewport.ts";
import { hurriedCopies, visiblePart } from "../view/visible-part.ts";

/** What a pane shows. */
export interface PaneContent {
  readonly place: Place;
  readonly display: DisplayFilm;
  /** Screen grey of each step. */
  readonly table: Uint8Array;
  /** The layer's pixels on a canvas of its own; undefined for the film alone. */
  readonly layer: OffscreenCanvas | undefined;
  /** Opacity with which the layer is drawn. */
  readonly layerAlpha: number;
  /** The layer is drawn from this place on, CSS pixels from the left; 0 for all of it. */
  readonly layerFrom: number;
  readonly pixelRatio: number;
}

/** From this many screen pixels per film pixel on, pixels are shown as squares: nobody looks for disease there. */
const SHOWS_PIXELS = 20;

/** A window that has not moved for this long rests: longer than the time between two events of a slow drag. */
const REST_MS = 120;

/** What can be drawn on, on the page or off it. */
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Paints one pane again and again; the film's part is kept as long as nothing of it changes. */
export class PanePainter {
  readonly #part = new OffscreenCanvas(1, 1);
  #pixels: ImageData | undefined;
  #painted: { copy: FilmCopy; crop: Crop; table: Uint8Array } | undefined;
  #last: PaneContent | undefined;
  #refining: ReturnType<typeof setTimeout> | undefined;

  /**
   * Paints onto a canvas, which gets the pane's size; the same content again costs nothing. While a window is dragged, a
   * large part is painted from a coarser copy, and finely as soon as the window rests.
   */
  paint(canvas: HTMLCanvasElement | OffscreenCanvas, content: PaneContent): void {
    const last = this.#last;
    if (last !== undefined && isSameContent(last, content)) return;
    this.#last = content;
    const isDragged =
      last !== undefined && last.display === content.display && last.table !== content.table;
    const isHurried = isDragged || this.#refining !== undefined;
    const { copies } = content.display;
    const coarser = isHurried ? hurriedCopies(content.place, copies, content.pixelRatio) : copies;
    this.#paint(canvas, content, coarser);
    if (coarser === copies) return;
    clearTimeout(this.#refining);
    this.#refining = setTimeout(() => {
      this.#refining = undefined;
      if (this.#last !== undefined) this.#paint(canvas, this.#last, this.#last.display.copies);
    }, REST_MS);
  }

  #paint(
    canvas: HTMLCanvasElement | OffscreenCanvas,
    content: PaneContent,
    copies: readonly FilmCopy[],
  ): void {
    const { place, pixelRatio, layer } = content;
    const width = Math.max(1, Math.round(place.pane.width * pixelRatio));
    const height = Math.max(1, Math.round(place.pane.height * pixelRatio));
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d", { alpha: false }) as Context | null;
    if (context === null) return;
    context.resetTransform();
    context.fillStyle = "black";
    context.fillRect(0, 0, width, height);
    this.#paintFilm(context, content, copies);
    if (layer !== undefined) paintLayer(context, content, layer);
  }

  #paintFilm(context: Context, content: PaneContent, copies: readonly FilmCopy[]): void {
    const { place, table, pixelRatio } = content;
    const part = visiblePart(place, copies, pixelRatio);
    if (part === undefined) return;
    const { copy, crop, matrix } = part;
    if (!this.#isPainted(copy, crop, table)) this.#paintPart(copy, crop, table);
    context.imageSmoothingEnabled = scaleOf(place) * pixelRatio < SHOWS_PIXELS;
    const { a, b, c, d, e, f } = matrix;
    const r = pixelRatio;
    context.setTransform(r * a, r * b, r * c, r * d, r * e, r * f);
    context.drawImage(this.#part, 0, 0);
  }

  #isPainted(copy: FilmCopy, crop: Crop, table: Uint8Array): boolean {
    const last = this.#painted;
    if (last === undefined || last.copy !== copy || last.table !== table) return false;
    return (["left", "top", "width", "height"] as const).every(
      (side) => last.crop[side] === crop[side],
    );
  }

  #paintPart(copy: FilmCopy, crop: Crop, table: Uint8Array): void {
    const { width, height } = crop;
    if (this.#pixels?.width !== width || this.#pixels.height !== height) {
      this.#pixels = new ImageData(width, height);
      Object.assign(this.#part, { width, height });
    }
    paintGrey(copy, crop, table, this.#pixels.data);
    this.#part.getContext("2d")?.putImageData(this.#pixels, 0, 0);
    this.#painted = { copy, crop, table };
  }
}

function paintLayer(
  context: Context,
  { place, pixelRatio, layerAlpha, layerFrom: from }: PaneContent,
  layer: OffscreenCanvas,
): void {
  const { a, b, c, d, e, f } = matrixOf(place);
  const { film, pane } = place;
  const [across, down] = [film.width / layer.width, film.height / layer.height];
  const r = pixelRatio;
  context.save();
  context.resetTransform();
  context.beginPath();
  context.rect(r * from, 0, r * (pane.width - from), r * pane.height);
  context.clip();
  context.imageSmoothingEnabled = true;
  context.globalAlpha = layerAlpha;
  context.setTransform(r * a * across, r * b * across, r * c * down, r * d * down, r * e, r * f);
  context.drawImage(layer, 0, 0);
  context.restore();
}

/** All parts are values that are never changed, so comparing them by identity is enough. */
function isSameContent(one: PaneContent, other: PaneContent): boolean {
  const parts = ({ place, ...rest }: PaneContent) => Object.values({ ...place, ...rest });
  const others = parts(other);
  return parts(one).every((part, at) => part === others[at]);
}
