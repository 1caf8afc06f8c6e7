// Brings together what the audits of a run need, from the paths of its parts.
import { isPublishedSplit, type ManifestRow } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { readClassifier } from "../node/classifier-file.ts";
import { rowsWithSplits } from "../node/labelled-films.ts";
import { refuseLeaks } from "../node/resolve-splits.ts";
import { oneLine } from "../output.ts";
import { isAudited } from "./audit-films.ts";
import type { DrawOptions } from "./audit-result.ts";
import {
  type AuditSurroundings,
  askOwnSplit,
  askTrainedView,
  openAudited,
  openFilms,
  openRestoration,
} from "./open-audit.ts";
import { type ForeignImages, type ForeignSource, readForeign } from "./read-foreign.ts";
import type { AuditContext } from "./run-audits.ts";
import type { TrainedView } from "./view-audits.ts";

/** Paths of what an audit asks. */
export interface AuditPaths extends DrawOptions {
  /** Run folder or file of the classifier. */
  readonly model: string;
  /** Data set folder. */
  readonly data: string;
  /** Rows of the data set with the splits that the classifier was trained with, as {@link auditRows} gives them. */
  readonly rows: readonly ManifestRow[];
  /** Run of the restoration model that scores foreign images. */
  readonly pretext?: string | undefined;
  readonly foreign: readonly ForeignSource[];
  /** Runs of classifiers that were trained on views of the same split. */
  readonly trained: readonly string[];
  /** Run of the same recipe on the published split. */
  readonly published?: string | undefined;
}

/**
 * The rows of a data set with the splits that the model of a run folder was trained with.
 *
 * @throws {CliError} tag `data` when a patient is in two splits that must not share any
 */
export function auditRows(
  data: string,
  manifest: string | undefined,
  runFolder: string,
  say: (line: string) => void,
): readonly ManifestRow[] {
  const rows = rowsWithSplits({ data, manifest }, runFolder);
  const note = refuseLeaks(rows);
  if (note !== undefined) say(`audit: ${note}`);
  const has = (split: string): boolean => rows.some((row) => isAudited(row) && row.split === split);
  const taught = rows.filter((row) => isAudited(row) && row.split === "train");
  if (new Set(taught.map(({ label }) => label)).size === 1) {
    throw new CliError(
      "data",
      `audit "${data}": the training films must have at least two classes, but all are ${taught[0]?.label}. Give the --manifest of the training.`,
    );
  }
  if (has("train") && has("test")) return rows;
  throw new CliError(
    "data",
    `audit "${data}": there must be labelled films in the splits train and test, but ${has("train") ? "test" : "train"} has none. Run pleura data split, or give the --manifest of the training.`,
  );
}

/** Opens all that the paths name; what takes long shows its progress. */
export async function openAudit(
  { model: path, data, rows, pretext, foreign, trained, published, seed, draws }: AuditPaths,
  around: AuditSurroundings,
): Promise<AuditContext> {
  const model = readClassifier(path);
  const audited = rows.filter(isAudited);
  const network = openAudited(model, around);
  const films = await openFilms(data, audited, model, around);
  const views: TrainedView[] = [];
  for (const run of trained) views.push(await askTrainedView(run, data, rows, around));
  const restoration = pretext === undefined ? undefined : openRestoration(pretext, around);
  return {
    data,
    model,
    network,
    films,
    trained: views,
    ...(restoration && {
      restoration: {
        network: restoration.network,
        films: await openFilms(data, audited, restoration.preparation, around),
        given: await readAllForeign(foreign, restoration.preparation, around),
      },
    }),
    ...(published !== undefined && {
      splits: {
        published: await askPublished(published, data, around),
        clean: await askOwnSplit(path, data, around),
      },
    }),
    seed,
    draws,
  };
}

/**
 * Asks a run that was trained on the published split.
 *
 * @throws {CliError} tag `usage` for a run on another split, which has no leak to show
 */
async function askPublished(
  path: string,
  data: string,
  around: AuditSurroundings,
): ReturnType<typeof askOwnSplit> {
  const found = await askOwnSplit(path, data, around);
  if (isPublishedSplit(found.rows)) return found;
  throw new CliError(
    "usage",
    `--published "${path}": the run must be trained on a split of the published protocol, but its split is another one. Make one with pleura data split --protocol published.`,
  );
}

async function readAllForeign(
  foreign: readonly ForeignSource[],
  preparation: Parameters<typeof readForeign>[1],
  { output, stop }: AuditSurroundings,
): Promise<ForeignImages[]> {
  const given: ForeignImages[] = [];
  for (const source of foreign) {
    const found = await readForeign(source, preparation, stop);
    for (const { message } of found.unreadable) {
      output.say(`audit: left out of ${oneLine(found.name)}: ${oneLine(message)}`);
    }
    given.push(found);
  }
  return given;
}
