// Whether the restoration model's score tells images that are no chest films from those that are.
import {
  ALTERED_FILMS,
  alterFilm,
  makeForeignImage,
  type OutlierResult,
  outlierResult,
  SYNTHETIC_IMAGES,
} from "@pleura/data";
import type { Network } from "@pleura/models";
import { restorationScores } from "../inference/restoration-scores.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { type AuditFilms, patientsOf, rowsOf } from "./audit-films.ts";
import type { DrawOptions } from "./audit-result.ts";
import type { ForeignImages } from "./read-foreign.ts";

/** Where foreign images come from: the user's files, altered test films, or a formula. */
export type ForeignOrigin = "given" | "altered film" | "formula";

/** How well the score tells one kind of image from the test films. */
export interface ForeignResult extends OutlierResult {
  readonly name: string;
  readonly origin: ForeignOrigin;
  readonly n: number;
  /** Score of each image. */
  readonly scores: readonly number[];
  readonly unreadable: number;
}

/** The out-of-distribution audit. */
export interface ForeignAudit {
  /** Scores of the test films, and of the validation films that set threshold and median. */
  readonly films: readonly number[];
  readonly reference: readonly number[];
  readonly kinds: readonly ForeignResult[];
}

/** Images of each synthetic kind: enough for an area's interval of about ± 0.05. */
const SYNTHETIC_COUNT = 64;

/** What the audit needs. */
export interface ForeignAuditContext {
  /** The restoration model. */
  readonly network: Network;
  /** Films as it was trained on them. */
  readonly films: AuditFilms;
  readonly given: readonly ForeignImages[];
}

/** Scores the test films and every kind of foreign image, and compares. */
export async function foreignAudit(
  { network, films, given }: ForeignAuditContext,
  options: DrawOptions,
  stop: StopRequest,
): Promise<ForeignAudit> {
  const { size } = network.model;
  const { images, indices } = films;
  const scoreFilms = (rows: readonly number[]): Promise<number[]> =>
    restorationScores(
      network,
      rows.length,
      (chosen) => images.batch(chosen.map((at) => rows[at] as number)),
      stop,
    );
  const usual = await scoreFilms(indices.test);
  // Without validation films the training films set the scale, which flatters the score a little.
  const reference = await scoreFilms(indices.val.length > 0 ? indices.val : indices.train);
  const usualPatients = patientsOf(rowsOf(films, "test"));
  const kinds: ForeignResult[] = [];
  const judge = (
    name: string,
    origin: ForeignOrigin,
    scores: readonly number[],
    foreignPatients: readonly string[],
    unreadable = 0,
  ): void => {
    const groups = { reference, usual, usualPatients, foreign: scores, foreignPatients };
    const result = outlierResult(groups, options);
    kinds.push({ name, origin, n: scores.length, scores, unreadable, ...result });
  };
  for (const { name, images: found, files, unreadable } of given) {
    const scores = await restorationScores(
      network,
      found.length,
      async (chosen) => joined(chosen.map((at) => found[at] as Float32Array)),
      stop,
    );
    const patients = files.map((file) => `foreign:${name}:${file}`);
    judge(name, "given", scores, patients, unreadable.length);
  }
  for (const kind of ALTERED_FILMS) {
    const altered = async (at: number): Promise<Float32Array> =>
      alterFilm(kind, await images.image(indices.test[at] as number), size);
    const scores = await restorationScores(
      network,
      usual.length,
      async (chosen) => joined(await Promise.all(chosen.map(altered))),
      stop,
    );
    judge(kind, "altered film", scores, usualPatients);
  }
  for (const kind of SYNTHETIC_IMAGES) {
    const scores = await restorationScores(
      network,
      SYNTHETIC_COUNT,
      async (chosen) =>
        joined(chosen.map((index) => makeForeignImage(kind, { seed: options.seed, index, size }))),
      stop,
    );
    const patients = scores.map((_, index) => `formula:${kind}:${index}`);
    judge(kind, "formula", scores, patients);
  }
  return { films: usual, reference, kinds };
}

function joined(images: readonly Float32Array[]): Float32Array {
  const length = images[0]?.length ?? 0;
  const all = new Float32Array(images.length * length);
  images.forEach((image, index) => {
    all.set(image, index * length);
  });
  return all;
}
