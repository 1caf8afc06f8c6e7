// `pleura audit`: what else than lungs tells a classifier the class, as audit.json and audit.html.
import { dirname, join } from "node:path";
import { INPUT_VIEWS } from "@pleura/data";
import { z } from "zod";
import { isAudited } from "../audit/audit-films.ts";
import {
  askOwnSplit,
  askTrainedView,
  auditRows,
  openAudited,
  openFilms,
  openRestoration,
} from "../audit/open-audit.ts";
import { parseForeign, readForeign } from "../audit/read-foreign.ts";
import { retrainViews } from "../audit/retrain-views.ts";
import { type AuditContext, runAudits } from "../audit/run-audits.ts";
import {
  cacheSetting,
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { readClassifier } from "../node/classifier-file.ts";
import { openGpu } from "../node/open-gpu.ts";
import { oneLine, toJson } from "../output.ts";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import { auditLines, auditSections } from "../report/audit-sections.ts";
import { page, paragraph, section } from "../report/page.ts";
import { versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { variantChoice } from "../tuning/variant-choice.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  model: textSetting,
  data: textSetting,
  manifest: textSetting.optional(),
  pretext: textSetting.optional(),
  /** `name=path` of images that are no chest films. */
  foreign: z.array(textSetting),
  /** Runs that were trained on views. */
  trained: z.array(textSetting),
  /** Views to train the model's recipe on. */
  retrain: z.array(z.enum(INPUT_VIEWS)),
  /** A run of the same recipe on the published split. */
  published: textSetting.optional(),
  out: textSetting.optional(),
  batch: countSetting.max(1024),
  seed: seedSetting,
  draws: z.int().min(100).max(100_000),
  adapter: textSetting.optional(),
  tune: tuneSetting,
  cache: cacheSetting,
});

/** Runs the command. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => audit(invocation, later));
}

async function audit(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(schema, invocation, {
    foreign: [],
    trained: [],
    retrain: [],
    batch: 16,
    seed: 0,
    draws: 2000,
    tune: true,
  });
  const { data, seed, draws, batch } = settings;
  const model = readClassifier(settings.model);
  const folder = dirname(model.path);
  const sources = parseForeign(settings.foreign);
  const rows = auditRows(data, settings.manifest, folder, output.say);
  const out = settings.out ?? folder;
  const stop = listenForStop(() => output.say("audit: stopping; press again to quit at once"));
  later(() => stop.dispose());
  const variants = variantChoice(settings.tune ? "cache" : "built-in", output.say);
  const device = await openGpu(settings.adapter, variants.chooseFor);
  later(() => device.destroy());
  makeFolder(out);
  const cache = preparedCacheFolder(settings.cache);
  const around = { device, stop, output, batch, cache, later };
  const retrained = await retrainViews(
    folder,
    settings.retrain,
    join(out, "views"),
    { device, variants, stop },
    output,
  );
  stop.check();
  const trained: NonNullable<AuditContext["trained"]>[number][] = [];
  for (const path of [...settings.trained, ...retrained]) {
    trained.push(await askTrainedView(path, data, rows, around));
  }
  const audited = rows.filter(isAudited);
  const context: AuditContext = {
    data,
    model,
    network: openAudited(model, around),
    films: await openFilms(data, audited, model, around),
    trained,
    ...(settings.pretext !== undefined && {
      restoration: await restorationParts(settings.pretext),
    }),
    ...(settings.published !== undefined && {
      splits: {
        published: await askOwnSplit(settings.published, data, around),
        clean: await askOwnSplit(settings.model, data, around),
      },
    }),
    seed,
    draws,
  };

  async function restorationParts(path: string) {
    const { network, preparation } = openRestoration(path, around);
    const given = [];
    for (const source of sources) given.push(await readForeign(source, preparation, stop));
    for (const { name, unreadable } of given) {
      for (const { message } of unreadable) {
        output.say(`audit: left out of ${oneLine(name)}: ${oneLine(message)}`);
      }
    }
    const films = await openFilms(data, audited, preparation, around);
    return { network, films, given };
  }

  const found = await runAudits(context, output, stop);
  const report = {
    notice: "Research use. Not for diagnosis.",
    model: model.path,
    data,
    view: model.view,
    seed,
    draws,
    versions: versions(),
    adapter: device.adapter,
    ...found,
  };
  writeAtomic(join(out, "audit.json"), `${toJson(report, 2)}\n`, "output");
  const missing =
    settings.pretext === undefined
      ? paragraph("No restoration model was given (--pretext), so foreign images are not scored.")
      : "";
  const html = page("Audits", [
    section(
      "What this page asks",
      paragraph(
        "A classifier can be right for reasons that have nothing to do with lungs. Each audit takes something away, or asks something else; a number near the headline's where lungs are hidden means that the headline is not evidence of medicine. See docs/audits.md.",
      ),
      missing,
    ),
    ...auditSections(found),
  ]);
  writeAtomic(join(out, "audit.html"), html, "output");
  output.json(found);
  for (const line of auditLines(found)) output.text(line);
  output.text(`report  ${join(out, "audit.html")}`);
  output.text("Research use. Not for diagnosis.");
  return EXIT.ok;
}
