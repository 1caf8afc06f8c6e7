// `pleura predict`: class probabilities for image files.
import { join } from "node:path";
import { CLASSES, modelInput } from "@pleura/data";
import { classCount } from "@pleura/models";
import { z } from "zod";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
  tuneSetting,
} from "../config/command-settings.ts";
import { announceView } from "../inference/announce-view.ts";
import { describePrediction, requireFinite } from "../inference/class-scores.ts";
import { failureCode, requireFiles } from "../inference/file-list.ts";
import type { Invocation } from "../invocation.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { decodeFile, refusalOf } from "../node/decode-file.ts";
import { oneLine, toJson } from "../output.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { openTunedGpu } from "../tuning/open-tuned-gpu.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  model: textSetting,
  batch: countSetting.max(1024),
  out: textSetting.optional(),
  adapter: textSetting.optional(),
  tune: tuneSetting,
  seed: seedSetting.optional(),
});

/** Runs the command: exit 3 when any file failed, after all were tried. */
export function run(invocation: Invocation): Promise<number> {
  return withCleanup((later) => predict(invocation, later));
}

async function predict(
  invocation: Invocation,
  later: (free: () => unknown) => void,
): Promise<number> {
  const { files, output } = invocation;
  const settings = commandSettings(schema, invocation, { batch: 16, tune: true });
  requireFiles(files, "predict");
  const model = readClassifier(settings.model);
  announceView("predict", model, output.say);
  const device = await openTunedGpu(settings, output);
  later(() => device.destroy());
  const batch = Math.min(settings.batch, files.length);
  const network = openClassifier(model, device, batch);
  later(() => network.destroy());
  const lines: unknown[] = [];
  let failed = 0;
  const emit = (line: unknown, text: string): void => {
    lines.push(line);
    output.json(line);
    output.text(text);
  };
  for (let start = 0; start < files.length; start += batch) {
    const group = await Promise.all(
      files.slice(start, start + batch).map(async (file) => {
        try {
          return { file, image: modelInput(await decodeFile(file), model) };
        } catch (error) {
          return { file, error: refusalOf(error) };
        }
      }),
    );
    const good = group.flatMap(({ image }) => (image === undefined ? [] : [image]));
    const values = new Float32Array(good.length * model.size ** 2);
    good.forEach((image, place) => {
      values.set(image, place * model.size ** 2);
    });
    const logits =
      good.length === 0 ? new Float32Array(0) : await network.logits(values, good.length);
    let row = 0;
    for (const { file, error: refusal } of group) {
      const scores = logits.subarray(classCount * row, classCount * (row + 1));
      if (refusal === undefined) row += 1;
      const error = refusal ?? nonFinite(scores, file);
      if (error !== undefined) {
        failed += 1;
        emit({ file, error }, `${oneLine(file)}  error: ${oneLine(error.message)}`);
        continue;
      }
      const result = describePrediction(scores);
      const shares = CLASSES.map((name) => `${name} ${result.probabilities[name].toFixed(3)}`);
      emit({ file, ...result }, `${oneLine(file)}  ${result.predicted}  (${shares.join(", ")})`);
    }
  }
  if (settings.out !== undefined) {
    makeFolder(settings.out);
    const text = lines.map((line) => `${toJson(line)}\n`).join("");
    writeAtomic(join(settings.out, "predictions.jsonl"), text, "output");
  }
  output.text("Research use. Not for diagnosis.");
  return failureCode("predict", failed, files.length, output.say);
}

/** The refusal of scores that are no numbers. */
function nonFinite(scores: Float32Array, file: string): ReturnType<typeof refusalOf> | undefined {
  try {
    requireFinite(scores, file);
    return undefined;
  } catch (error) {
    return refusalOf(error);
  }
}
