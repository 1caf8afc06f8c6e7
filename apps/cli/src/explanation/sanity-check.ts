// Whether heatmaps depend on the weights: maps of a network whose weights become random, against the trained ones.
import { cascadeRandomWeights, gradCam, mapSimilarities, type Network } from "@pleura/models";
import type { StopRequest } from "../signals/stop-request.ts";
import {
  type Likeness,
  type MethodName,
  SANITY_LIMIT,
  type SanityResult,
  type SanityStage,
} from "./explanation-measures.ts";
import { type MapSettings, scoreCamMap } from "./maps-of-films.ts";
import { meanInterval, type Resampling } from "./summarise-measures.ts";

/** Methods whose maps are made from the weights. */
const CHECKED = ["Score-CAM", "Grad-CAM"] as const satisfies readonly MethodName[];

/** Films, the classes that were explained, and their trained maps. */
export interface SanityFilms {
  /** Film by film `[size, size]`. */
  readonly films: readonly Float32Array[];
  readonly classes: readonly number[];
  readonly maps: Readonly<Record<(typeof CHECKED)[number], readonly Float32Array[]>>;
}

/**
 * Randomises a copy of the network from the head to the input and compares the maps of the same class after each part.
 *
 * @param onStage called after each part
 * @throws {StoppedError} after a signal
 */
export async function sanityCheck(
  network: Network,
  { films, classes, maps }: SanityFilms,
  settings: MapSettings,
  resampling: Resampling,
  stop: StopRequest,
  onStage: (done: number) => void,
): Promise<SanityResult[]> {
  const stages = new Map<MethodName, SanityStage[]>(CHECKED.map((name) => [name, []]));
  const likeness = async (
    a: readonly Float32Array[],
    b: readonly Float32Array[],
  ): Promise<Likeness> => {
    const found = await mapSimilarities(network, a, b);
    return {
      spearman: meanInterval(
        found.map(({ spearman }) => spearman),
        resampling,
      ),
      ssim: meanInterval(
        found.map(({ ssim }) => ssim),
        resampling,
      ),
    };
  };
  let done = 0;
  await cascadeRandomWeights(network, resampling.seed, async (copy, { part }) => {
    const random = {
      "Score-CAM": await scoreCamMaps(copy, films, classes, settings, stop),
      "Grad-CAM": await gradCamMaps(copy, films, classes, settings),
    };
    for (const name of CHECKED) {
      stages.get(name)?.push({ part, ...(await likeness(maps[name], random[name])) });
    }
    done += 1;
    onStage(done);
  });
  const results: SanityResult[] = [];
  for (const name of CHECKED) {
    const own = maps[name];
    const next = own.map((_, at) => own[(at + 1) % own.length] as Float32Array);
    results.push({
      name,
      films: films.length,
      otherFilm: await likeness(own, next),
      ...verdictOf(stages.get(name) ?? []),
    });
  }
  return results;
}

/** Whether and from where on the maps have changed. */
export function verdictOf(
  stages: readonly SanityStage[],
): Pick<SanityResult, "stages" | "changes" | "changesFrom"> {
  const isChanged = ({ spearman }: SanityStage): boolean => spearman.high < SANITY_LIMIT;
  const from = stages.findLastIndex((stage) => !isChanged(stage)) + 1;
  return { stages, changes: from < stages.length, changesFrom: stages[from]?.part };
}

async function scoreCamMaps(
  network: Network,
  films: readonly Float32Array[],
  classes: readonly number[],
  settings: MapSettings,
  stop: StopRequest,
): Promise<Float32Array[]> {
  const maps: Float32Array[] = [];
  for (const [at, film] of films.entries()) {
    stop.check();
    maps.push(await scoreCamMap(network, film, classes[at] as number, settings));
  }
  return maps;
}

async function gradCamMaps(
  network: Network,
  films: readonly Float32Array[],
  classes: readonly number[],
  { layer }: MapSettings,
): Promise<Float32Array[]> {
  const all = new Float32Array(films.reduce((sum, film) => sum + film.length, 0));
  let at = 0;
  for (const film of films) {
    all.set(film, at);
    at += film.length;
  }
  return (await gradCam(network, all, classes, layer)).map(({ map }) => map);
}
