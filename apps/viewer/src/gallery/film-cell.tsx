// A film of the gallery: its thumbnail, its name, and what the model said or why it could not.
import { memo } from "preact/compat";
import { classLabel } from "../app/class-label.ts";
import { shareText } from "../app/share-words.ts";
import { topClass } from "./film-order.ts";
import { failureWords, nameParts } from "./film-words.ts";
import type { GalleryFilm } from "./gallery-state.ts";
import type { GalleryEvent } from "./gallery-update.ts";
import { ThumbnailCanvas } from "./thumbnail-canvas.tsx";

interface FilmCellProps {
  readonly film: GalleryFilm;
  /** From 0, among the films that are shown. */
  readonly place: number;
  readonly count: number;
  /** Pixels within the grid. */
  readonly left: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly dispatch: (event: GalleryEvent) => void;
}

/** A cell; it is drawn again only when its film or place changes. */
export const FilmCell = memo(function FilmCell(props: FilmCellProps) {
  const { film, place, count, isSelected, dispatch } = props;
  const { id, name, thumbnail, status } = film;
  const said = statusWords(film);
  const top = topClass(film);
  const { head, tail } = nameParts(name);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the focus and takes the keys of all its options.
    // biome-ignore lint/a11y/useFocusableInteractive: options of a list box are active, not focused.
    <div
      id={`film-${id}`}
      class={`film-cell ${status.kind}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={count}
      title={status.kind === "failed" ? `${name}\n${status.message}` : name}
      style={{ transform: `translate(${props.left}px, ${props.top}px)` }}
      onClick={() => dispatch({ type: "film-selected", id })}
    >
      <div class="film-thumbnail">
        {thumbnail !== undefined && <ThumbnailCanvas thumbnail={thumbnail} />}
      </div>
      <div class="film-name">
        <span>{head}</span>
        {tail}
      </div>
      {top === undefined ? (
        <div class="film-said">{said}</div>
      ) : (
        <div class="film-said film-answer">
          <span>{classLabel(top.classIndex)}</span>
          <span>{shareText(top.share)}</span>
        </div>
      )}
      {top !== undefined && (
        <meter class="film-share" min={0} max={1} value={top.share} aria-hidden="true" />
      )}
    </div>
  );
});

/** What is known of a film, in a few words. */
function statusWords(film: GalleryFilm): string {
  const { status } = film;
  switch (status.kind) {
    case "waiting":
      return "waiting";
    case "decoding":
      return "reading …";
    case "asking":
      return "asking …";
    case "decoded":
      return "no model";
    case "cancelled":
      return "cancelled";
    case "failed":
      return `failed: ${failureWords(status.reason)}`;
    case "classified": {
      const top = topClass(film);
      return top === undefined ? "" : `${classLabel(top.classIndex)} ${shareText(top.share)}`;
    }
  }
}
