// Which films the gallery shows, and in which order.
import {
  type FilmFilter,
  filmPlace,
  type GalleryFilm,
  type GalleryState,
} from "./gallery-state.ts";

/** The class with the largest share, and that share. */
export interface TopClass {
  readonly classIndex: number;
  readonly share: number;
}

/** The largest share; undefined while the model has not answered. */
export function topClass({ status }: GalleryFilm): TopClass | undefined {
  if (status.kind !== "classified") return undefined;
  const { probabilities } = status;
  let classIndex = 0;
  probabilities.forEach((share, at) => {
    if (share > (probabilities[classIndex] as number)) classIndex = at;
  });
  return { classIndex, share: probabilities[classIndex] as number };
}

/** The films as they are shown. */
export function shownFilms({ films, namedIds, view }: GalleryState): readonly GalleryFilm[] {
  const text = view.text.trim().toLowerCase();
  const isShown = (film: GalleryFilm): boolean =>
    passes(film, view.filter) &&
    (view.leastShare <= 0 || (topClass(film)?.share ?? 0) >= view.leastShare) &&
    (text === "" || film.name.toLowerCase().includes(text));
  if (view.order === "name") {
    return namedIds
      .map((id) => films[filmPlace(films, id)])
      .filter((film) => film !== undefined && isShown(film)) as GalleryFilm[];
  }
  const shown = films.filter(isShown);
  const share = shareOf(view.order);
  if (share === undefined) return shown;
  // Films without shares come last, whichever end is first; equal ones stay as they were opened.
  const sign = view.order === "least-certain" ? 1 : -1;
  const keys = shown.map((film) => share(film));
  const places = shown
    .map((_, at) => at)
    .sort((a, b) => {
      const [one, other] = [keys[a], keys[b]];
      if (one === undefined || other === undefined) {
        return Number(one === undefined) - Number(other === undefined) || a - b;
      }
      return sign * (one - other) || a - b;
    });
  return places.map((at) => shown[at] as GalleryFilm);
}

function passes(film: GalleryFilm, filter: FilmFilter): boolean {
  const { kind } = film.status;
  if (filter === "all") return true;
  if (filter === "failed") return kind === "failed";
  if (filter === "unfinished") return kind !== "classified" && kind !== "failed";
  return topClass(film)?.classIndex === classOf(filter);
}

function classOf(name: string): number {
  return Number(name.slice("class-".length));
}

/** What an order sorts by; undefined for the order in which films were opened. */
function shareOf(order: string): ((film: GalleryFilm) => number | undefined) | undefined {
  if (order === "opened") return undefined;
  if (!order.startsWith("class-")) return (film) => topClass(film)?.share;
  const at = classOf(order);
  return ({ status }) => (status.kind === "classified" ? status.probabilities[at] : undefined);
}

/** Compares names as people count: film 2 before film 10. */
const collator = new Intl.Collator("en", { numeric: true });

/** Ids of films by name; equal names as they were opened. */
export function idsByName(films: readonly GalleryFilm[]): readonly number[] {
  return [...films]
    .sort((a, b) => collator.compare(a.name, b.name) || a.id - b.id)
    .map(({ id }) => id);
}
