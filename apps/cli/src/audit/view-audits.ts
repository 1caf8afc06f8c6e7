// Audits by views: the headline's network on films without lungs, and networks trained on such films.
import { type InputViewName, THUMBNAIL_SIDE } from "@pleura/data";
import type { Network } from "@pleura/models";
import type { Preparation } from "../node/prepared-images.ts";
import { resolveView, viewImages } from "../node/view-images.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { type AuditFilms, askNetwork, scoredClasses } from "./audit-films.ts";
import {
  type AuditResult,
  type AuditTitle,
  auditResult,
  type DrawOptions,
  type ScoredTest,
} from "./audit-result.ts";

/** The views that the headline's network is shown. */
export const SHOWN_VIEWS = ["lungs-out", "lungs-only", "ring", "thumbnail"] as const;

const HIDDEN: Readonly<Record<InputViewName, string>> = {
  whole: "the whole film",
  "lungs-out": "the film with the lungs blacked out by their masks",
  "centre-out": "the film with a central box blacked out",
  "lungs-only": "the lungs alone, all else black",
  ring: "the border of the film alone",
  thumbnail: `a thumbnail of ${THUMBNAIL_SIDE}×${THUMBNAIL_SIDE} areas`,
};

/** What stands on the film in a view, in words. */
export function viewWords(view: InputViewName): string {
  return HIDDEN[view];
}

/** Title of an audit that shows the headline's network an altered film. */
export function shownTitle(view: InputViewName): AuditTitle {
  return {
    name: `shown-${view}`,
    kind: "shown",
    question: `What does the same network say about ${HIDDEN[view]}?`,
    note: "Not trained on such films: a low number may come from their strangeness alone, a high one cannot.",
  };
}

/** Title of an audit whose network was trained on altered films. */
export function trainedTitle(view: InputViewName): AuditTitle {
  const isLungs = view === "whole" || view === "lungs-only";
  return {
    name: `trained-${view}`,
    kind: "trained",
    question: `How well does a network do that is trained and tested on ${HIDDEN[view]}?`,
    note: isLungs
      ? "Beside it the views without lungs must fall, if medicine is what is learnt."
      : "What it gets above chance can be had without looking at the lungs (Maguolo and Nanni 2021).",
  };
}

/** What the view audits need. */
export interface ViewAuditContext {
  /** Data set folder, for the lung masks. */
  readonly data: string;
  readonly network: Network;
  readonly films: AuditFilms;
  readonly preparation: Preparation;
  readonly headline: ScoredTest;
  /** Most frequent class in training. */
  readonly usual: number;
}

/**
 * Shows the headline's network the test films in each view; `lungs-out` is the central box where a
 * film has no mask, and `lungs-only` is left out then.
 */
export async function shownAudits(
  { data, network, films, preparation, headline, usual }: ViewAuditContext,
  options: DrawOptions,
  stop: StopRequest,
): Promise<AuditResult[]> {
  const { rows } = films.images;
  const tested = films.indices.test.map((index) => rows[index]).filter((row) => row !== undefined);
  const hasMasks = resolveView("lungs-out", tested) === "lungs-out";
  const results: AuditResult[] = [];
  for (const asked of SHOWN_VIEWS) {
    if (asked === "lungs-only" && !hasMasks) continue;
    const view = resolveView(asked, tested);
    const subset = testImages(films);
    const images = await viewImages(data, subset.images, view, preparation, stop);
    const found = scoredClasses(await askNetwork(network, { ...subset, images }, stop));
    results.push(auditResult(shownTitle(view), found, usual, options, headline));
  }
  return results;
}

/** The test films as images of their own, so that masks of other films are not read. */
function testImages({ images, indices }: AuditFilms): AuditFilms {
  const { test } = indices;
  const rows = test.flatMap((index) => images.rows[index] ?? []);
  const own = {
    rows,
    origin: images.origin,
    close: () => images.close(),
    image: (index: number) => images.image(test[index] as number),
    batch: (chosen: ArrayLike<number>) =>
      images.batch(Array.from(chosen, (index) => test[index] as number)),
  };
  return { images: own, indices: { train: [], val: [], test: [...test.keys()] } };
}

/** A network that was trained on a view, and what it said about the test films. */
export interface TrainedView {
  readonly view: InputViewName;
  readonly test: ScoredTest;
}

/** Audits of networks that were trained on views; paired with the headline where the test films are the same. */
export function trainedAudits(
  trained: readonly TrainedView[],
  headline: ScoredTest,
  usual: number,
  options: DrawOptions,
): AuditResult[] {
  return trained.map(({ view, test }) => {
    const isSame =
      test.patients.length === headline.patients.length &&
      test.patients.every((patient, film) => patient === headline.patients[film]);
    return auditResult(trainedTitle(view), test, usual, options, isSame ? headline : undefined);
  });
}
