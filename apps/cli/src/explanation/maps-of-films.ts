// Heatmaps of films by every method that is compared.
import { RANDOM_OPS, randomStream } from "@pleura/data";
import {
  centreGaussian,
  edgeMap,
  gradCam,
  type Network,
  randomMap,
  scoreCam,
} from "@pleura/models";
import type { MethodName } from "./explanation-measures.ts";

/** Maps `[size, size]` in [0, 1] of one film. */
export type FilmMaps = Readonly<Record<MethodName, Float32Array>>;

/** How maps of the model are made. */
export interface MapSettings {
  readonly layer: string;
  readonly score: "logit" | "probability";
}

/** Score-CAM's map of one class. */
export async function scoreCamMap(
  network: Network,
  film: Float32Array,
  classIndex: number,
  { layer, score }: MapSettings,
): Promise<Float32Array> {
  const found = await scoreCam(network, film, { score, layer, classes: [classIndex] });
  return found.classes[0]?.map ?? new Float32Array(film.length);
}

/**
 * All methods' maps of films, a film at a time.
 *
 * @param films `[n, size, size]`, one after the other
 * @param classes class to explain of each
 * @param first number of the first film among all that are measured, which its random map is drawn by
 */
export async function* mapsOfFilms(
  network: Network,
  films: Float32Array,
  classes: readonly number[],
  { seed, first, ...settings }: MapSettings & { readonly seed: number; readonly first: number },
): AsyncGenerator<FilmMaps> {
  const { size } = network.model;
  const centre = centreGaussian(size);
  const byGradient = await gradCam(network, films, classes, settings.layer);
  for (const [index, { map, side }] of byGradient.entries()) {
    const film = films.subarray(index * size * size, (index + 1) * size * size);
    const sample = first + index;
    const stream = randomStream({ seed, epoch: 0, sample, op: RANDOM_OPS.randomMap });
    yield {
      "Score-CAM": await scoreCamMap(network, film, classes[index] as number, settings),
      "Grad-CAM": map,
      "centre Gaussian": centre,
      "edge map": edgeMap(film, size),
      "random map": randomMap(size, side, stream),
    };
  }
}
