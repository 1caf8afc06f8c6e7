// Where a film lies in its pane: zoom, pan, quarter turns and mirroring, as numbers that two panes can share.

/** Sides in pixels: of a film its own, of a pane CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point in pixels from the upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is looked at. It knows no pane and no film, so that panes of different films stay together. */
export interface Viewport {
  /** Magnification; 1 = the whole film fills the pane. */
  readonly zoom: number;
  /** Point of the film in the middle of the pane, as shares of its sides. */
  readonly focus: Point;
  /** Quarter turns clockwise, 0–3. */
  readonly turns: number;
  /** True when the film is mirrored, left to right, before it is turned. */
  readonly isMirrored: boolean;
}

/** A viewport with what it is shown in. */
export interface Place {
  readonly viewport: Viewport;
  readonly film: Size;
  readonly pane: Size;
}

/** `pane = (a·x + c·y + e, b·x + d·y + f)`, as a canvas takes it. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The whole film, upright. */
export const fitted: Viewport = {
  zoom: 1,
  focus: { x: 0.5, y: 0.5 },
  turns: 0,
  isMirrored: false,
};

/** Below a third of its pane a film is only a stamp. */
const LEAST_ZOOM = 1 / 3;

/** A small film may be shown at one pixel of the screen per pixel, of which a CSS pixel has up to three. */
const SMALLEST_PIXEL = 1 / 3;

/** CSS pixels that a pixel of the film may become: single pixels are seen well before that. */
const LARGEST_PIXEL = 32;

/** CSS pixels per film pixel at which the whole film fills the pane. */
export function fitScale({ viewport, film, pane }: Place): number {
  const isLying = viewport.turns % 2 === 1;
  const width = isLying ? film.height : film.width;
  const height = isLying ? film.width : film.height;
  return Math.min(pane.width / width, pane.height / height);
}

/** CSS pixels per film pixel. */
export function scaleOf(place: Place): number {
  return fitScale(place) * place.viewport.zoom;
}

/** The way from the film's pixels to the pane's. */
export function matrixOf(place: Place): Matrix {
  const { viewport, film, pane } = place;
  const scale = scaleOf(place);
  const cos = [1, 0, -1, 0][viewport.turns] as number;
  const sin = [0, 1, 0, -1][viewport.turns] as number;
  const sign = viewport.isMirrored ? -1 : 1;
  const [a, b, c, d] = [scale * cos * sign, scale * sin * sign, -scale * sin, scale * cos];
  const x = viewport.focus.x * film.width;
  const y = viewport.focus.y * film.height;
  return { a, b, c, d, e: pane.width / 2 - a * x - c * y, f: pane.height / 2 - b * x - d * y };
}

/** Where a point of the film lies in the pane. */
export function toPane(place: Place, { x, y }: Point): Point {
  const { a, b, c, d, e, f } = matrixOf(place);
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** Which point of the film a point of the pane shows; it may lie outside of the film. */
export function toFilm(place: Place, { x, y }: Point): Point {
  const { a, b, c, d, e, f } = matrixOf(place);
  const area = a * d - b * c;
  return { x: (d * (x - e) - c * (y - f)) / area, y: (a * (y - f) - b * (x - e)) / area };
}

/**
 * Magnifies about a point of the pane: what lies under it stays there, unless the film would be lost.
 *
 * @param factor > 1 magnifies
 */
export function zoomAbout(place: Place, factor: number, point: Point): Viewport {
  const kept = toFilm(place, point);
  const zoom = allowedZoom(place, place.viewport.zoom * factor);
  const moved = { ...place, viewport: { ...place.viewport, zoom } };
  const now = toPane(moved, kept);
  return panBy(moved, { x: point.x - now.x, y: point.y - now.y });
}

/** Moves the film with the pointer. */
export function panBy(place: Place, { x, y }: Point): Viewport {
  const { viewport, film, pane } = place;
  const middle = toFilm(place, { x: pane.width / 2 - x, y: pane.height / 2 - y });
  return withFocus(viewport, { x: middle.x / film.width, y: middle.y / film.height });
}

/** A pixel of the film as one pixel of the screen, about the middle of the pane. */
export function atActualSize(place: Place, pixelRatio: number): Viewport {
  return { ...place.viewport, zoom: allowedZoom(place, 1 / pixelRatio / fitScale(place)) };
}

/** Turns what is seen by a quarter, 1 clockwise or −1. */
export function turned(viewport: Viewport, by: 1 | -1): Viewport {
  return { ...viewport, turns: (viewport.turns + by + 4) % 4 };
}

/**
 * Mirrors what is seen, left to right or top to bottom.
 *
 * With R a quarter turn and M the mirror: M·Rᵗ = R⁻ᵗ·M, and top to bottom is R²·M.
 */
export function flipped(viewport: Viewport, axis: "horizontal" | "vertical"): Viewport {
  const half = axis === "vertical" ? 2 : 0;
  return {
    ...viewport,
    turns: (half - viewport.turns + 8) % 4,
    isMirrored: !viewport.isMirrored,
  };
}

/** The middle of the pane always shows a point of the film, so that it cannot be pushed out of sight. */
function withFocus(viewport: Viewport, focus: Point): Viewport {
  return { ...viewport, focus: { x: within(focus.x, 0, 1), y: within(focus.y, 0, 1) } };
}

function allowedZoom(place: Place, zoom: number): number {
  const fit = fitScale(place);
  return within(zoom, Math.min(LEAST_ZOOM, SMALLEST_PIXEL / fit), Math.max(1, LARGEST_PIXEL / fit));
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
