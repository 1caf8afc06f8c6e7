// The stage: one pane, two side by side, or one with a swipe line; all of them share one viewport.
import { useMemo } from "preact/hooks";
import { oneLine } from "../app/page-text.ts";
import { fitted, type Place, scaleOf, type Viewport } from "../view/viewport.ts";
import { barPlace } from "./bar-place.ts";
import { ColourBar } from "./colour-bar.tsx";
import type { ExplainState, ShownFilm } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import { FilmPane } from "./film-pane.tsx";
import { filmTable } from "./film-table.ts";
import {
  barLook,
  type LayerPicture,
  layerAlpha,
  layerCanvas,
  layerPicture,
} from "./layer-picture.ts";
import { layerTitle } from "./layer-title.ts";
import type { PaneContent } from "./paint-pane.ts";
import { pointReadout } from "./point-readout.ts";
import { SwipeLine } from "./swipe-line.tsx";
import { windowText } from "./window-text.ts";

interface FilmStageProps {
  readonly state: ExplainState;
  readonly film: ShownFilm;
  readonly dispatch: (event: ExplainEvent) => void;
}

/** The panes. */
export function FilmStage({ state, film, dispatch }: FilmStageProps) {
  const { look, overlay } = state;
  const { layout, tool, swipe, window, isInverted } = look;
  const { display } = film;
  const table = useMemo(
    () => filmTable(display, { window, isInverted }),
    [window, isInverted, display],
  );
  const picture = useLayer(state, film);
  const layer = useMemo(() => picture && layerCanvas(picture), [picture]);
  const place: Place = { viewport: look.viewport, film: display, pane: look.pane };
  const common = { place, display, table, pixelRatio: devicePixelRatio };
  const plain: PaneContent = { ...common, layer: undefined, layerAlpha: 1, layerFrom: 0 };
  const covered: PaneContent = {
    ...plain,
    layer: overlay.isOn ? layer : undefined,
    layerAlpha: layerAlpha(overlay),
  };
  const layerName = layerTitle(overlay, film);
  const name = oneLine(film.name);
  const barAt = overlay.isOn && overlay.hasBar ? barPlace(place) : undefined;
  const bar = barAt !== undefined && picture?.scale !== undefined && (
    <ColourBar
      scale={picture.scale}
      look={barLook(overlay)}
      direction={barAt === "in-top" ? "right" : "up"}
      place={barAt}
      label={layerName}
    />
  );
  const pane = { tool, dispatch };
  return (
    <div class={`film-stage ${layout}`}>
      {state.news !== undefined && (
        <div class="corner upper-middle" role="status">
          reading {oneLine(state.news.name)} …
        </div>
      )}
      {layout === "side" && (
        <FilmPane content={plain} label={`Film ${name}`} {...pane}>
          <Corners film={film} state={state} title="Film" />
        </FilmPane>
      )}
      <FilmPane
        content={layout === "swipe" ? { ...covered, layerFrom: swipe * look.pane.width } : covered}
        label={covered.layer === undefined ? `Film ${name}` : `Film ${name} with ${layerName}`}
        {...pane}
      >
        <Corners
          film={film}
          state={state}
          title={coverTitle(state, film, covered.layer !== undefined)}
          isPlain={layout === "side"}
        />
        {bar}
        {layout === "swipe" && (
          <SwipeLine
            at={swipe}
            paneWidth={look.pane.width}
            onMove={(to) => dispatch({ type: "swiped", to })}
          />
        )}
      </FilmPane>
    </div>
  );
}

/** The layer's pixels, made again only when something that they are made of changes. */
function useLayer({ overlay, look }: ExplainState, film: ShownFilm): LayerPicture | undefined {
  const isGrey = overlay.layer === "restored";
  return useMemo(
    () => layerPicture(film, overlay, look),
    [
      film.input,
      film.maps,
      film.restored,
      overlay.layer,
      overlay.classIndex,
      overlay.threshold,
      overlay.isFading,
      overlay.colourMap,
      isGrey && look.window,
      isGrey && look.isInverted,
    ],
  );
}

/** What the covered pane shows, or is about to show. */
function coverTitle({ overlay }: ExplainState, film: ShownFilm, isThere: boolean): string {
  const { explained } = film;
  if (isThere) return layerTitle(overlay, film);
  const isComing = overlay.isOn && overlay.layer === "heatmap" && explained.kind === "running";
  return isComing ? "Film, the heatmap is being made" : "Film";
}

interface CornersProps {
  readonly film: ShownFilm;
  readonly state: ExplainState;
  readonly title: string;
  /** True for a second pane, which needs no numbers of its own. */
  readonly isPlain?: boolean;
}

function Corners({ film, state, title, isPlain = false }: CornersProps) {
  const { look, overlay, pointed } = state;
  const { display } = film;
  const readout = pointed && pointReadout(film, overlay, pointed);
  const scale = scaleOf({ viewport: look.viewport, film: display, pane: look.pane });
  return (
    <>
      <div class="corner upper-left">{title}</div>
      {!isPlain && (
        <div class="corner lower-left number">
          {windowText(display, look.window)}
          {look.isInverted && " · inverted"}
          {readout !== undefined && <div>{readout}</div>}
        </div>
      )}
      {!isPlain && (
        <div class="corner lower-right number">
          {turnText(look.viewport)}
          {Math.round(100 * scale * devicePixelRatio)} %
        </div>
      )}
    </>
  );
}

/** A turned or mirrored chest must be told: the heart would seem to lie at the other side. */
function turnText({ turns, isMirrored }: Viewport): string {
  const words = [
    turns === fitted.turns ? "" : `turned ${90 * turns}°`,
    isMirrored ? "mirrored" : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "" : `${words.join(", ")} · `;
}
