// `pleura audit`: what else than lungs tells a classifier the class, as audit.json and audit.html.
import { dirname, join } from "node:path";
import { INPUT_VIEWS } from "@pleura/data";
import { z } from "zod";
import { auditRows, openAudit } from "../audit/audit-context.ts";
import { parseForeign } from "../audit/read-foreign.ts";
import { retrainViews } from "../audit/retrain-views.ts";
import { runAudits } from "../audit/run-audits.ts";
import { CliError } from "../cli-error.ts";
import {
  cacheSetting,
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
  workersSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { readClassifier } from "../node/classifier-file.ts";
import { openGpu } from "../node/open-gpu.ts";
import { auditLines } from "../report/audit-sections.ts";
import { writeAudit } from "../report/write-audit.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
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
  workers: workersSetting,
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
  const { data, manifest, seed, draws, batch } = settings;
  const model = readClassifier(settings.model);
  const foreign = parseForeign(settings.foreign);
  if (foreign.length > 0 && settings.pretext === undefined) {
    throw new CliError(
      "usage",
      "--foreign: a restoration model must score foreign images, but there is no --pretext. Give a run of pleura pretrain.",
    );
  }
  const rows = auditRows(data, manifest, dirname(model.path), output.say);
  const out = settings.out ?? model.folder;
  const stop = listenForStop(() => output.say("audit: stopping; press again to quit at once"));
  later(() => stop.dispose());
  const variants = variantChoice(settings.tune ? "cache" : "built-in", output.say);
  const device = await openGpu(settings.adapter, variants.chooseFor);
  later(() => device.destroy());
  makeFolder(out);
  const retrained = await retrainViews(
    model.folder,
    settings.retrain,
    { out: join(out, "views"), data, manifest },
    { device, variants, stop },
    output,
  );
  stop.check();
  const { cache, workers } = settings;
  const around = { device, stop, output, batch, cache, workers, later };
  const trained = [...settings.trained, ...retrained];
  const context = await openAudit({ ...settings, rows, foreign, trained }, around);
  const found = await runAudits(context, output, stop);
  const { path, view } = model;
  writeAudit(out, found, { model: path, data, view, seed, draws, adapter: device.adapter });
  output.json(found);
  for (const line of auditLines(found)) output.text(line);
  output.text(`report  ${join(out, "audit.html")}`);
  output.text("Research use. Not for diagnosis.");
  return EXIT.ok;
}
