// Finds the films of a run: in its own data set, else in any folder that is open.
import type { OpenedFile } from "../app/opened-file.ts";
import { messageOf } from "../app/start-page.ts";
import type { RunKey } from "./run-state.ts";
import type { RunTools } from "./run-tools.ts";
import type { Films } from "./sources/run-source.ts";

/** All films that may be a run's, those of its own data set first; and why the own ones cannot be had. */
export async function findFilms(
  { sources }: RunTools,
  key: RunKey,
): Promise<{ readonly films: readonly Films[]; readonly problem: string | undefined }> {
  let problem: string | undefined;
  const found: Films[] = [];
  const others = [...sources].filter(([id]) => id !== key.place).map(([, source]) => source);
  for (const source of [sources.get(key.place), ...others]) {
    try {
      const films = await source?.films(source === sources.get(key.place) ? key.path : "");
      if (films !== undefined) found.push(films);
    } catch (error) {
      problem ??= messageOf(error);
    }
  }
  if (found.length > 0) return { films: found, problem: undefined };
  return {
    films: [],
    problem: problem ?? "The folder of the data set is not open here. Open or drop it, too.",
  };
}

/** A film by its name; undefined when it is not at hand. */
export async function findFilm(
  tools: RunTools,
  key: RunKey,
  file: string,
): Promise<OpenedFile | undefined> {
  for (const films of (await findFilms(tools, key)).films) {
    const place = films.places.get(file);
    const found = place === undefined ? undefined : films.open(place);
    if (found !== undefined) return found;
  }
  return undefined;
}
