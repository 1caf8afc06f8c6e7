// Audits of the source: whether the classifier's features tell where a film comes from.
import { CLASSES, type ClassName, type FeatureRows } from "@pleura/data";
import type { Network } from "@pleura/models";
import { chunksOf } from "../inference/logits-of.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import {
  AUDITED_SPLITS,
  type AuditedSplit,
  type AuditFilms,
  patientsOf,
  rowsOf,
} from "./audit-films.ts";
import { type AuditResult, auditResult, type DrawOptions, mostFrequent } from "./audit-result.ts";
import {
  bySplit,
  fitAndAsk,
  histograms,
  oneHot,
  type SplitFeatures,
  sourceNames,
} from "./small-model-audits.ts";

/** Fewest films of a source, in training and in the test each, for it to be told from others within a class. */
const LEAST_FILMS = 5;

/** What the source audits need. */
export interface SourceAuditContext {
  readonly network: Network;
  /** Films in the network's own view. */
  readonly films: AuditFilms;
}

/**
 * Names the source from the network's features, from the histogram, and from the class alone; and from
 * the features among the films of one class, where the class cannot help.
 *
 * @returns nothing when the training films have one source only
 */
export async function sourceAudits(
  { network, films }: SourceAuditContext,
  options: DrawOptions,
  stop: StopRequest,
): Promise<AuditResult[]> {
  const names = sourceNames(films);
  const told = keep(films, ({ source }) => names.includes(source));
  if (names.length < 2 || told.indices.test.length === 0) return [];
  const features = await networkFeatures(network, films, stop);
  const left = films.indices.test.length - told.indices.test.length;
  const unseen =
    left > 0 ? ` ${left} test films of sources without training films are left out.` : "";
  const tell = (
    name: string,
    question: string,
    why: string,
    from: SplitFeatures,
    chosen: AuditFilms,
  ): AuditResult => {
    const known = sourceNames(chosen);
    const labels = bySplit((split) =>
      rowsOf(chosen, split).map(({ source }) => known.indexOf(source)),
    );
    const patients = patientsOf(rowsOf(chosen, "test"));
    const { test, note } = fitAndAsk(from, labels, patients, known.length);
    const title = { name, kind: "source", question, note: `${why} ${note}${unseen}` } as const;
    return auditResult(title, test, mostFrequent(labels.train, known.length), options);
  };
  const results = [
    tell(
      "source-from-features",
      `Do the network's features tell which of ${names.length} sources a film comes from?`,
      "Bottleneck features, averaged over the film; compare with source-from-class, since classes and sources go together.",
      select(features, films, told),
      told,
    ),
    tell(
      "source-from-histogram",
      "Do the film's grey levels tell its source?",
      "The histogram of the prepared film.",
      select(await histograms(films, stop), films, told),
      told,
    ),
    tell(
      "source-from-class",
      "How well would the source be told from the true class alone?",
      "What features that know nothing but the class would reach.",
      bySplit((split) =>
        oneHot(
          rowsOf(told, split).map(({ label }) => label),
          CLASSES,
        ),
      ),
      told,
    ),
  ];
  for (const label of CLASSES) {
    const within = withinClass(told, label);
    if (within === undefined) continue;
    results.push(
      tell(
        `source-from-features-${label}`,
        `Do the features tell the source among ${label} films (${sourceNames(within).join(", ")})?`,
        "Within one class the class cannot help: above chance is knowledge of the source.",
        select(features, films, within),
        within,
      ),
    );
  }
  return results;
}

/** Films of one class from the sources that have enough of them; undefined when fewer than two do. */
function withinClass(films: AuditFilms, label: ClassName): AuditFilms | undefined {
  const count = (split: AuditedSplit, source: string): number =>
    rowsOf(films, split).filter((row) => row.label === label && row.source === source).length;
  const enough = sourceNames(films).filter((source) =>
    (["train", "test"] as const).every((split) => count(split, source) >= LEAST_FILMS),
  );
  if (enough.length < 2) return undefined;
  return keep(films, (row) => row.label === label && enough.includes(row.source));
}

function keep(
  { images, indices }: AuditFilms,
  isKept: (row: AuditFilms["images"]["rows"][number]) => boolean,
): AuditFilms {
  const some = (split: AuditedSplit): number[] =>
    indices[split].filter((index) => {
      const row = images.rows[index];
      return row !== undefined && isKept(row);
    });
  return { images, indices: bySplit(some) };
}

/** The features of the films of a selection. */
function select(features: SplitFeatures, from: AuditFilms, chosen: AuditFilms): SplitFeatures {
  return bySplit((split) => {
    const { values, width } = features[split];
    const place = new Map(from.indices[split].map((index, row) => [index, row]));
    const picked = new Float64Array(width * chosen.indices[split].length);
    chosen.indices[split].forEach((index, row) => {
      const at = width * (place.get(index) as number);
      picked.set(values.subarray(at, at + width), row * width);
    });
    return { values: picked, width };
  });
}

/** Pooled bottleneck features of every split's films. */
async function networkFeatures(
  network: Network,
  { images, indices }: AuditFilms,
  stop: StopRequest,
): Promise<SplitFeatures> {
  const found: Partial<Record<AuditedSplit, FeatureRows>> = {};
  for (const split of AUDITED_SPLITS) {
    const rows: number[] = [];
    for (const chunk of chunksOf(indices[split], network.batch)) {
      stop.check();
      rows.push(...(await network.features(await images.batch(chunk), chunk.length)));
    }
    const width = indices[split].length === 0 ? 1 : rows.length / indices[split].length;
    found[split] = { values: Float64Array.from(rows), width };
  }
  return found as SplitFeatures;
}
