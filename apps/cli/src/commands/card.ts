// `pleura card`: the model card of a classifier and the data sheet of its data set.
import { basename, dirname } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { z } from "zod";
import { readAuditFile } from "../cards/audit-file.ts";
import type { DataSheetFacts, ModelCardFacts, PictureRule } from "../cards/card-facts.ts";
import { checkFacts, skippedFacts } from "../cards/data-facts.ts";
import { dataSheet } from "../cards/data-sheet.ts";
import {
  dataUse,
  explanationFacts,
  failureFacts,
  metricFacts,
  subgroupFacts,
} from "../cards/evaluation-facts.ts";
import { isMadeUp } from "../cards/is-made-up.ts";
import { modelCard } from "../cards/model-card.ts";
import { architectureText, pretextFacts, runFacts, runRecordOf } from "../cards/run-facts.ts";
import { saveCard } from "../cards/save-card.ts";
import { CliError } from "../cli-error.ts";
import {
  cacheSetting,
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import { measureExplanations } from "../explanation/measure-explanations.ts";
import { explainSome } from "../inference/explain-some.ts";
import { predictRows } from "../inference/predict-rows.ts";
import type { Invocation } from "../invocation.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { JUDGED_SPLITS, labelledRows, openFilms, rowsWithSplits } from "../node/labelled-films.ts";
import { lesionMask, lungMask } from "../node/lesion-mask.ts";
import { evaluatePredictions } from "../report/evaluation.ts";
import { fingerprint } from "../run-folder/run-record.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { auditFacts } from "../study/study-audits.ts";
import { openTunedGpu } from "../tuning/open-tuned-gpu.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  model: textSetting,
  data: textSetting,
  manifest: textSetting.optional(),
  split: z.enum(JUDGED_SPLITS),
  out: textSetting.optional(),
  name: textSetting.optional(),
  /** A check.json of this data set. */
  check: textSetting.optional(),
  /** An audit.json of this model. */
  audit: textSetting.optional(),
  /** Also measures the heatmaps, which takes longer than all else. */
  measures: z.boolean(),
  films: countSetting,
  pictures: z.enum(["none", "page", "everywhere"]).optional(),
  batch: countSetting.max(1024),
  seed: seedSetting,
  draws: z.int().min(100).max(100_000),
  /** Wrong predictions to show. */
  failures: z.int().min(0).max(100),
  cache: cacheSetting,
  adapter: textSetting.optional(),
  tune: tuneSetting,
});

type Settings = z.output<typeof schema>;

/** Runs the command. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => card(invocation, later));
}

async function card(invocation: Invocation, later: (free: () => unknown) => void): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(schema, invocation, {
    split: "test",
    batch: 16,
    seed: 0,
    draws: 2000,
    failures: 8,
    measures: false,
    films: 40,
    tune: true,
  });
  const model = readClassifier(settings.model);
  const runFolder = dirname(model.path);
  const rows = labelledRows("card", settings, runFolder, output);
  const all = rowsWithSplits(settings, runFolder);
  const pictures = pictureRule(settings.pictures, all);
  // Read before the long work: a wrong file is told at once.
  const check = dataChecks(settings);
  const audits = settings.audit === undefined ? [] : auditFacts(readAuditFile(settings.audit));
  const stop = listenForStop(() => output.say("card: stopping; press again to quit at once"));
  later(() => stop.dispose());
  const device = await openTunedGpu(settings, output);
  later(() => device.destroy());
  const network = openClassifier(model, device, settings.batch);
  later(() => network.destroy());
  const images = await openFilms("card", settings, rows, model, { output, stop, later });
  const predictions = await predictRows(network, images, output, stop);
  const evaluation = evaluatePredictions(predictions, settings);
  const shown = pictures === "none" ? 0 : settings.failures;
  const gallery = await explainSome(network, images, predictions, shown, stop);
  const { seed, draws, films: count } = settings;
  const masks = (row: ManifestRow) => lesionMask(settings.data, row, model);
  const lungs = (row: ManifestRow) => lungMask(settings.data, row, model);
  const measured = settings.measures
    ? await measureExplanations({ network, images, masks, lungs, count, seed, draws }, output, stop)
    : undefined;
  const record = runRecordOf(runFolder);
  const wrong = rows.length - Math.round(evaluation.accuracy.value * rows.length);
  const facts: ModelCardFacts = {
    name: settings.name ?? basename(runFolder),
    date: today(),
    ...runFacts(record),
    architecture: architectureText(network.model),
    size: model.size,
    pretextData: pretextFacts(record),
    trainingData: dataUse(
      `labelled images of split "train" of ${basename(settings.data)}; the fingerprint is the run's, of all its training and validation images`,
      all.filter((row) => row.split === "train" && row.label !== ""),
      record?.dataFingerprint,
    ),
    evaluationData: dataUse(
      `split "${settings.split}" of ${basename(settings.data)}`,
      rows,
      fingerprint(settings.data, rows),
    ),
    metrics: metricFacts(evaluation),
    subgroups: subgroupFacts(evaluation, predictions, rows),
    audits,
    ...(measured && explanationFacts(measured)),
    failures: failureFacts(predictions, gallery, settings.failures),
    errors: { wrong, n: rows.length },
    pictures,
    caveats: caveatsOf(settings),
  };
  const sheet: DataSheetFacts = {
    name: basename(settings.data),
    date: today(),
    fingerprint: fingerprint(settings.data, all),
    rows: all,
    preprocessing: {
      size: `${model.size}×${model.size} pixels, grey values in [0, 1]`,
      fit: model.fit === "pad" ? "aspect kept, padded with black" : "stretched to a square",
      view: model.view,
    },
    split: splitWords(all),
    check,
  };
  const out = settings.out ?? model.folder;
  const paths = [
    ...saveCard(out, "model-card", modelCard(facts)),
    ...saveCard(out, "data-sheet", dataSheet(sheet)),
  ];
  output.json({ files: paths });
  for (const path of paths) output.text(path);
  output.text("Research use. Not for diagnosis.");
  return EXIT.ok;
}

/**
 * Where pictures may go: for made-up films everywhere, for others the page only.
 *
 * @throws {CliError} tag `usage` when pictures of other films are asked for everywhere
 */
function pictureRule(asked: PictureRule | undefined, rows: readonly ManifestRow[]): PictureRule {
  const madeUp = isMadeUp(rows);
  if (asked === "everywhere" && !madeUp) {
    throw new CliError(
      "usage",
      "--pictures everywhere: every film must be made up by pleura data synth, but some are not. Give page or none.",
    );
  }
  return asked ?? (madeUp ? "everywhere" : "page");
}

function dataChecks({ check, data }: Settings): DataSheetFacts["check"] {
  const skipped = skippedFacts(data);
  if (check === undefined && skipped === undefined) return undefined;
  return { ...(check !== undefined && checkFacts(check)), ...(skipped && { skipped }) };
}

function caveatsOf({ split }: Settings): readonly string[] {
  if (split === "test") return [];
  return [`The numbers are of the split "${split}", which is not kept from every choice.`];
}

/** How the manifest says its split was made. */
function splitWords(rows: readonly ManifestRow[]): string | undefined {
  const protocols = new Set(rows.map(({ extra }) => extra["protocol"] ?? ""));
  const [protocol = ""] = protocols;
  if (protocols.size === 1 && protocol !== "") return `the protocol "${protocol}"`;
  return undefined;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
