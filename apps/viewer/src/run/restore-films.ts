// Restores a few films of a run's data set on request: distorted as in training, then given to the restoration model.
import type { OpenedFile } from "../app/opened-file.ts";
import { findFilms } from "./find-films.ts";
import type { Restoration, RunKey } from "./run-state.ts";
import { loaded, type RunTools } from "./run-tools.ts";

/** Pictures that are made at once: enough to see what the model can do. */
const FILMS = 4;

/** Restores films with the restoration model that is in use. */
export async function restoreFilms(tools: RunTools, key: RunKey): Promise<void> {
  const { store } = tools;
  await loaded(
    () => restoreSome(tools, key),
    (restorations) => store.dispatch({ type: "data-read", key, data: { restorations } }),
  );
}

async function restoreSome(tools: RunTools, key: RunKey): Promise<readonly Restoration[]> {
  const { context, reader } = tools;
  const model = context.app.state.value.restorer?.facts;
  if (model === undefined) {
    throw new Error(
      "restore: a restoration model must be in use, but none is. Use the model of a pretrain run.",
    );
  }
  const films = await someFilms(tools, key);
  const made: Restoration[] = [];
  for (const [place, film] of films.entries()) {
    const { size, fit, view } = model;
    const bytes = await film.bytes();
    const { inputs } = await context.images.call("prepare", {
      name: film.name,
      bytes,
      eyes: [{ size, fit, view }],
    });
    const [image = new Float32Array(0)] = inputs;
    const { distorted, target } = await reader.call("distort", { image, size, sample: place });
    const { restored } = await context.gpu.call("restore", { image: distorted });
    made.push({ name: film.name, size, original: target, distorted, restored });
  }
  return made;
}

/** Films evenly over the data set, which stands patient by patient. */
async function someFilms(tools: RunTools, key: RunKey): Promise<readonly OpenedFile[]> {
  const [films] = (await findFilms(tools, key)).films;
  const count = films?.table.files.length ?? 0;
  const chosen = Array.from({ length: Math.min(FILMS, count) }, (_, at) =>
    films?.open(Math.floor((at * count) / FILMS)),
  ).filter((film) => film !== undefined);
  if (chosen.length > 0) return chosen;
  const samples = await tools.context.samples();
  return samples.slice(0, FILMS);
}
