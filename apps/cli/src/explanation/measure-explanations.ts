// Measures heatmaps of a classifier on films of a data set, against other methods and against random weights.
import { CLASSES, type ManifestRow, patientKey, RANDOM_OPS, shuffledOrder } from "@pleura/data";
import {
  classCount,
  classifyWith,
  defaultLayer,
  defaultScore,
  energyInside,
  insertionBlur,
  leastSteps,
  type MapMeasures,
  measureMaps,
  type Network,
} from "@pleura/models";
import { predictedClasses, requireFinite, softmaxRows } from "../inference/class-scores.ts";
import { logitsOf } from "../inference/logits-of.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import {
  type ExplanationMeasures,
  type FilmMeasures,
  METHODS,
  type MeanCurves,
  type MeasuredFilm,
  type MethodName,
} from "./explanation-measures.ts";
import { findingsOf } from "./findings.ts";
import { type FilmMaps, mapsOfFilms } from "./maps-of-films.ts";
import { sanityCheck } from "./sanity-check.ts";
import { compareMethods, summariseMethods } from "./summarise-measures.ts";

/** Films that are measured when nobody chooses. Measured 2026-11-26 on llvmpipe: 4 s of processor time each at 96×96, 2 s at 64×64. */
export const DEFAULT_FILMS = 40;

/** Films of them whose maps are made again with random weights: their means need fewer. */
const SANITY_FILMS = 16;

/** The truth of a film `[size, size]` in [0, 1]; undefined when it has none. */
export type MaskOf = (row: ManifestRow) => Promise<Float32Array | undefined>;

/** A film with its maps, to be shown. */
export interface MeasuredExample {
  readonly film: MeasuredFilm;
  /** `[size, size]` in [0, 1]. */
  readonly image: Float32Array;
  readonly mask: Float32Array | undefined;
  readonly maps: FilmMaps;
}

/** What to measure. */
export interface MeasureRequest {
  readonly network: Network;
  readonly images: Pick<PreparedImages, "rows" | "batch">;
  /** Numbers of the images to measure; by default `count` of all, drawn by the seed. */
  readonly rows?: readonly number[];
  /** Default {@link DEFAULT_FILMS}. */
  readonly count?: number;
  /** Where the disease is; asked for films whose label is predicted. Without it nothing is said about energy. */
  readonly masks?: MaskOf;
  /** Where the lungs are: the part of a map's energy inside them is measured for every film. */
  readonly lungs?: MaskOf;
  readonly seed: number;
  /** Resamplings of the intervals, default 2,000. */
  readonly draws?: number;
  /** Steps of the curves, default and least {@link leastSteps}. */
  readonly steps?: number;
  readonly layer?: string;
  readonly score?: "logit" | "probability";
  /** False leaves the random weights out. */
  readonly checksSanity?: boolean;
  /** Gets every film with its maps. */
  readonly onFilm?: (example: MeasuredExample) => void;
}

/** `count` of `n` images in an order that the seed draws. */
export function chooseFilms(n: number, count: number, seed: number): number[] {
  return [...shuffledOrder(n, seed, 0, RANDOM_OPS.measuredFilms)]
    .slice(0, count)
    .sort((a, b) => a - b);
}

/**
 * Measures Score-CAM, Grad-CAM and three maps that know nothing of the model on the same films, for the predicted class.
 *
 * The network's weights stay as they are: the sanity check works on a copy.
 *
 * @throws {CliError} tag `non-finite` naming the first film whose scores are no numbers
 * @throws {ModelError} tag `config` for a layer that the model does not have
 * @throws {StoppedError} after a signal
 */
export async function measureExplanations(
  request: MeasureRequest,
  output: Output,
  stop: StopRequest,
): Promise<ExplanationMeasures> {
  const { network, images, seed, draws = 2000, steps = leastSteps, onFilm } = request;
  const { layer = defaultLayer, score = defaultScore, masks, lungs, checksSanity = true } = request;
  const rows =
    request.rows ?? chooseFilms(images.rows.length, request.count ?? DEFAULT_FILMS, seed);
  const { size } = network.model;
  const { predicted, probabilities } = await predictFilms(network, images, rows);
  const classify = classifyWith(network);
  const films: MeasuredFilm[] = [];
  const sums = new CurveSums();
  const kept: { film: Float32Array; maps: FilmMaps }[] = [];
  const progress = createProgress(output, "explain: measuring", rows.length, "films");
  const chunk = network.batch;
  try {
    for (let start = 0; start < rows.length; start += chunk) {
      const some = rows.slice(start, start + chunk);
      const classes = predicted.slice(start, start + chunk);
      const values = await images.batch(some);
      const settings = { layer, score, seed, first: start };
      let at = 0;
      for await (const maps of mapsOfFilms(network, values, classes, settings)) {
        stop.check();
        const index = start + at;
        const row = images.rows[some[at] as number] as ManifestRow;
        const image = values.slice(at * size * size, (at + 1) * size * size);
        const classIndex = classes[at] as number;
        // The mask shows the disease of the label: a map of another class need not find it.
        const isLabel = row.label === CLASSES[classIndex];
        const mask = isLabel ? await masks?.(row) : undefined;
        const found = await measureMaps(classify, {
          image,
          size,
          maps: METHODS.map((name) => maps[name]),
          classIndex,
          mask,
          steps,
        });
        sums.add(found);
        const lungMask = await lungs?.(row);
        const film: MeasuredFilm = {
          file: row.file,
          source: row.source,
          predicted: CLASSES[classIndex] ?? "",
          probability: probabilities[index * classCount + classIndex] as number,
          methods: byMethod(found, maps, lungMask),
        };
        films.push(film);
        if (kept.length < SANITY_FILMS) kept.push({ film: image, maps });
        onFilm?.({ film, image, mask, maps });
        at += 1;
        progress.update(films.length);
      }
    }
  } finally {
    progress.end();
  }
  const patients = rows.map((row) => patientKey(images.rows[row] as ManifestRow));
  const resampling = { patients, seed, draws };
  const sanity = checksSanity
    ? await checkSanity(request, kept, predicted, { ...resampling, layer, score }, output, stop)
    : [];
  const comparisons = compareMethods(films, resampling);
  return {
    n: films.length,
    patients: new Set(patients).size,
    masked: filmsWith(films, "maskArea"),
    withLungs: filmsWith(films, "lungArea"),
    settings: { seed, draws, steps, layer, score, size, blur: insertionBlur(size) },
    starts: sums.starts(),
    methods: summariseMethods(films, sums.means(), resampling),
    comparisons,
    sanity,
    findings: findingsOf(comparisons, sanity),
    films,
  };
}

/** Films whose area of a mask is known. */
function filmsWith(films: readonly MeasuredFilm[], area: "maskArea" | "lungArea"): number {
  return films.filter(({ methods }) => !Number.isNaN(methods["Score-CAM"][area])).length;
}

async function predictFilms(
  network: Network,
  images: MeasureRequest["images"],
  rows: readonly number[],
) {
  const logits = await logitsOf(network, images, rows);
  for (const [at, row] of rows.entries()) {
    const own = logits.subarray(classCount * at, classCount * (at + 1));
    requireFinite(own, images.rows[row]?.file ?? "");
  }
  return { predicted: predictedClasses(logits), probabilities: softmaxRows(logits) };
}

async function checkSanity(
  { network }: MeasureRequest,
  kept: readonly { readonly film: Float32Array; readonly maps: FilmMaps }[],
  predicted: readonly number[],
  settings: {
    readonly patients: readonly string[];
    readonly seed: number;
    readonly draws: number;
    readonly layer: string;
    readonly score: "logit" | "probability";
  },
  output: Output,
  stop: StopRequest,
) {
  const parts = network.model.unet.levels + 1;
  const progress = createProgress(output, "explain: random weights", parts, "parts");
  const of = (name: "Score-CAM" | "Grad-CAM") => kept.map(({ maps }) => maps[name]);
  return sanityCheck(
    network,
    {
      films: kept.map(({ film }) => film),
      classes: predicted.slice(0, kept.length),
      maps: { "Score-CAM": of("Score-CAM"), "Grad-CAM": of("Grad-CAM") },
    },
    settings,
    { ...settings, patients: settings.patients.slice(0, kept.length) },
    stop,
    (done) => progress.update(done),
  ).finally(() => progress.end());
}

function byMethod(
  found: readonly MapMeasures[],
  maps: FilmMaps,
  lungMask: Float32Array | undefined,
): Record<MethodName, FilmMeasures> {
  return Object.fromEntries(
    METHODS.map((name, at) => {
      const { deletion, insertion, insertionFromBlack, energy, ...rest } = found[at] as MapMeasures;
      const lungs = lungMask && energyInside(maps[name], lungMask);
      const measures: FilmMeasures = {
        ...rest,
        deletion: deletion.area,
        insertion: insertion.area,
        insertionFromBlack: insertionFromBlack.area,
        energyShare: energy?.share ?? Number.NaN,
        maskArea: energy?.area ?? Number.NaN,
        enrichment: energy?.enrichment ?? Number.NaN,
        hit: energy?.hit ?? Number.NaN,
        lungShare: lungs?.share ?? Number.NaN,
        lungArea: lungs?.area ?? Number.NaN,
        lungEnrichment: lungs?.enrichment ?? Number.NaN,
      };
      return [name, measures];
    }),
  ) as Record<MethodName, FilmMeasures>;
}

const CURVES = ["deletion", "insertion", "insertionFromBlack"] as const;

/** Adds up the curves of films, which are too many to keep. */
class CurveSums {
  readonly #sums = new Map<string, number[]>();
  #films = 0;

  add(found: readonly MapMeasures[]): void {
    this.#films += 1;
    for (const [at, name] of METHODS.entries())
      for (const curve of CURVES) {
        const { scores } = (found[at] as MapMeasures)[curve];
        const key = `${name} ${curve}`;
        const sum = this.#sums.get(key) ?? new Array<number>(scores.length).fill(0);
        for (const [step, value] of scores.entries()) sum[step] = (sum[step] as number) + value;
        this.#sums.set(key, sum);
      }
  }

  means(): Record<MethodName, MeanCurves> {
    const mean = (name: MethodName, curve: (typeof CURVES)[number]): number[] =>
      (this.#sums.get(`${name} ${curve}`) ?? []).map((sum) => sum / this.#films);
    return Object.fromEntries(
      METHODS.map((name) => [
        name,
        Object.fromEntries(CURVES.map((curve) => [curve, mean(name, curve)])),
      ]),
    ) as unknown as Record<MethodName, MeanCurves>;
  }

  /** Where curves begin and end is the same for every method. */
  starts(): ExplanationMeasures["starts"] {
    const { deletion, insertion, insertionFromBlack } = this.means()["Score-CAM"];
    return {
      film: deletion[0] ?? Number.NaN,
      blurred: insertion[0] ?? Number.NaN,
      black: insertionFromBlack[0] ?? Number.NaN,
    };
  }
}
