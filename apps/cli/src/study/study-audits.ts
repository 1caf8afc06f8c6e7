// The audits of a study's headline: what else than lungs tells the class, and what the paper's split is worth.
import { join } from "node:path";
import { openAudit } from "../audit/audit-context.ts";
import { scoredClasses } from "../audit/audit-films.ts";
import { type AuditContext, type AuditReport, runAudits } from "../audit/run-audits.ts";
import type { TrainedView } from "../audit/view-audits.ts";
import type { AuditFact } from "../cards/card-facts.ts";
import { readClassifier } from "../node/classifier-file.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import { withCleanup } from "../with-cleanup.ts";
import { splitPath } from "./cell-settings.ts";
import { keptResult } from "./kept-result.ts";
import { type FinishedCell, predictionsDigest } from "./study-row.ts";
import { PUBLISHED_SPLIT } from "./study-splits.ts";
import type { StudySummaryContext } from "./summarise-study.ts";

/** Images per call of a network. */
const BATCH = 16;

/**
 * Audits the headline; the networks that were trained on views and on the published split are cells of the study.
 *
 * @throws {StoppedError} after a signal
 */
export async function auditHeadline(
  { settings, surroundings, output }: StudySummaryContext,
  headline: FinishedCell,
  finished: readonly FinishedCell[],
): Promise<AuditReport | undefined> {
  const { data, out, seed, draws, audits } = settings;
  const { cell } = headline;
  const { device, stop } = surroundings;
  const trained = finished.flatMap(({ cell: other, test }): TrainedView[] => {
    if (other.view === undefined) return [];
    // Not the view that was asked for: without masks the lungs are hidden by a central box.
    const { view } = readClassifier(join(out, other.id));
    return [{ view, test: scoredClasses(test) }];
  });
  const published = finished.find(({ cell: other }) => other.split === PUBLISHED_SPLIT);
  const rowsOf = (split: string) => openDataset(data, splitPath(out, split)).rows;
  const others = finished.filter((one) => one.cell.view !== undefined || one === published);
  const key = {
    cell: cell.id,
    said: predictionsDigest(headline),
    others: others.map((one) => [one.cell.id, predictionsDigest(one)]),
    foreign: audits.foreign,
    seed,
    draws,
  };
  return keptResult(join(out, "audits.json"), key, () =>
    withCleanup(async (later) => {
      const cache = preparedCacheFolder(undefined);
      const rows = rowsOf(cell.split);
      const opened = await openAudit(
        {
          model: join(out, cell.id),
          data,
          rows,
          ...(cell.pretext !== undefined && { pretext: join(out, cell.pretext.id) }),
          foreign: Object.entries(audits.foreign).map(([name, path]) => ({ name, paths: [path] })),
          // What these networks said is kept in their cells: the test films are not shown them again.
          trained: [],
          seed,
          draws,
        },
        { device, stop, output, batch: BATCH, cache, later },
      );
      const context: AuditContext = {
        ...opened,
        trained,
        ...(published !== undefined &&
          published.cell.split !== cell.split && {
            splits: {
              published: { rows: rowsOf(PUBLISHED_SPLIT), test: published.test },
              clean: { rows, test: headline.test },
            },
          }),
      };
      return runAudits(context, output, stop);
    }),
  );
}

/** The audits as a model card tells them. */
export function auditFacts({ audits, foreign, splitGap }: AuditReport): AuditFact[] {
  const facts: AuditFact[] = audits.map(({ name, question, note, n, macroAuroc, accuracy }) => ({
    name,
    finding: `${question} ${note}`,
    numbers: [
      { name: "accuracy", estimate: accuracy, n, method: drawsOf(accuracy) },
      { name: "macro AUROC", estimate: macroAuroc, n, method: drawsOf(macroAuroc) },
    ],
  }));
  if (splitGap !== undefined) {
    facts.push({
      name: "published split against clean split",
      finding: "Difference of one recipe on the paper's kind of split and on a split by patient.",
      numbers: [
        { name: "accuracy, published − clean", estimate: splitGap.accuracy },
        { name: "macro AUROC, published − clean", estimate: splitGap.macroAuroc },
      ],
    });
  }
  for (const { name, origin, n, auroc } of foreign?.kinds ?? []) {
    facts.push({
      name: `out-of-distribution score, ${name}`,
      finding: `1 − SSIM of the restoration, ${name} (${origin}) against the test films.`,
      numbers: [{ name: "AUROC", estimate: auroc, n, method: drawsOf(auroc) }],
    });
  }
  return facts;
}

function drawsOf({ draws }: { readonly draws: number }): string {
  return `patient bootstrap, ${draws} draws`;
}
