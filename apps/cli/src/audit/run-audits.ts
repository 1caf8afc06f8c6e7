// All audits of a classifier, in one pass over the films: what stands beside its headline.
import { CLASSES } from "@pleura/data";
import type { Network } from "@pleura/models";
import type { ClassifierFile } from "../node/classifier-file.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import { viewImages } from "../node/view-images.ts";
import type { Output } from "../output.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { askNetwork, classesOf, filmsBySplit, rowsOf, scoredClasses } from "./audit-films.ts";
import { type AuditResult, auditResult, type DrawOptions, mostFrequent } from "./audit-result.ts";
import { type ForeignAudit, foreignAudit } from "./foreign-audit.ts";
import type { ForeignImages } from "./read-foreign.ts";
import { readMetadata } from "./read-metadata.ts";
import { smallModelAudits } from "./small-model-audits.ts";
import { sourceAudits } from "./source-audits.ts";
import { compareSplits, type SplitGap, type SplitRun } from "./split-gap.ts";
import { shownAudits, type TrainedView, trainedAudits } from "./view-audits.ts";

/** What the audits are made of. */
export interface AuditContext extends DrawOptions {
  /** Data set folder. */
  readonly data: string;
  /** The classifier, and its network on the device. */
  readonly model: Pick<ClassifierFile, "size" | "fit" | "view">;
  readonly network: Network;
  /** Whole films of the rows that `isAudited` takes, prepared for the classifier. */
  readonly films: PreparedImages;
  /** Networks that were trained on views, with what they said about the same test films. */
  readonly trained?: readonly TrainedView[];
  /** The restoration model with the same rows prepared for it; without it there is no score of foreign images. */
  readonly restoration?: {
    readonly network: Network;
    readonly films: PreparedImages;
    readonly given: readonly ForeignImages[];
  };
  /** One recipe on the published and on the clean split of the data. */
  readonly splits?: { readonly published: SplitRun; readonly clean: SplitRun };
}

/** What the audits say. */
export interface AuditReport {
  readonly headline: AuditResult;
  readonly audits: readonly AuditResult[];
  readonly foreign?: ForeignAudit;
  readonly splitGap?: SplitGap;
}

/**
 * Runs every audit that the context has the parts for.
 *
 * @throws {StoppedError} after a signal
 */
export async function runAudits(
  context: AuditContext,
  output: Output,
  stop: StopRequest,
): Promise<AuditReport> {
  const { data, model, network, trained = [], restoration, splits, seed, draws } = context;
  const options = { seed, draws };
  const say = (what: string): void => output.say(`audit: ${what}`);
  const whole = filmsBySplit(context.films);
  const seen = filmsBySplit(await viewImages(data, context.films, model.view, model, stop));
  say("asking the network about the test films");
  const headlineTest = scoredClasses(await askNetwork(network, seen, stop));
  const usual = mostFrequent(classesOf(rowsOf(whole, "train")), CLASSES.length);
  const headline = auditResult(
    {
      name: "headline",
      kind: "headline",
      question: "How well does the model tell the classes?",
      note: "What the audits below are to be held against.",
    },
    headlineTest,
    usual,
    options,
  );
  const shared = { films: whole, headline: headlineTest, usual };
  const shown = { ...shared, data, network, preparation: model };
  say("showing it altered films");
  const audits = model.view === "whole" ? await shownAudits(shown, options, stop) : [];
  audits.push(...trainedAudits(trained, headlineTest, usual, options));
  say("fitting models that see no film");
  const metadata = await readMetadata(data, whole.images.rows, stop);
  const small = { ...shared, size: model.size, metadata };
  audits.push(...(await smallModelAudits(small, options, stop)));
  say("naming the source from its features");
  audits.push(...(await sourceAudits({ network, films: seen }, options, stop)));
  if (restoration !== undefined) say("scoring foreign images");
  const foreign =
    restoration &&
    (await foreignAudit({ ...restoration, films: filmsBySplit(restoration.films) }, options, stop));
  const splitGap = splits && compareSplits(splits.published, splits.clean, CLASSES.length, options);
  return { headline, audits, ...(foreign && { foreign }), ...(splitGap && { splitGap }) };
}
