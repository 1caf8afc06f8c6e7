// `pleura predict`: class probabilities for image files.
import { join } from "node:path";
import { CLASSES, prepareImage } from "@pleura/data";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
} from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { decodeFile, refusalOf } from "../node/decode-file.ts";
import { openGpu } from "../node/open-gpu.ts";
import { oneLine, toJson } from "../output.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { predictions, softmaxRows } from "../training/classify-task.ts";

const schema = z.strictObject({
  model: textSetting,
  batch: countSetting.max(1024),
  out: textSetting.optional(),
  adapter: textSetting.optional(),
  seed: seedSetting.optional(),
});

/** Runs the command: exit 3 when any file failed, after all were tried. */
export async function run(invocation: Invocation): Promise<number> {
  const { files, output } = invocation;
  const settings = commandSettings(schema, invocation, { batch: 16 });
  requireFiles(files, "predict");
  const model = readClassifier(settings.model);
  const device = await openGpu(settings.adapter);
  const batch = Math.min(settings.batch, files.length);
  const network = openClassifier(model, device, batch);
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
          return { file, image: prepareImage(await decodeFile(file), model).data };
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
    for (const { file, error } of group) {
      if (error !== undefined) {
        failed += 1;
        emit({ file, error }, `${oneLine(file)}  error: ${oneLine(error.message)}`);
        continue;
      }
      const result = describePrediction(logits.subarray(3 * row, 3 * row + 3));
      row += 1;
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
  await network.destroy();
  device.destroy();
  return failureCode("predict", failed, files.length, output.say);
}

/** Probabilities, logits and the predicted class of one image. */
export function describePrediction(logits: Float32Array) {
  const shares = softmaxRows(logits);
  const [best = 0] = predictions(logits);
  return {
    probabilities: Object.fromEntries(
      CLASSES.map((name, index) => [name, shares[index] as number]),
    ) as Record<(typeof CLASSES)[number], number>,
    logits: [...logits],
    predicted: CLASSES[best] ?? "",
  };
}

/** @throws {CliError} tag `usage` without files */
export function requireFiles(files: readonly string[], command: string): void {
  if (files.length > 0) return;
  throw new CliError(
    "usage",
    `${command}: at least one image file must be named, but none is. Add file names (after -- when they begin with a dash).`,
  );
}

/** Says how many files failed and gives the exit code. */
export function failureCode(
  command: string,
  failed: number,
  total: number,
  say: (line: string) => void,
): number {
  if (failed === 0) return EXIT.ok;
  say(
    `pleura: ${command}: every file must be readable, but ${failed} of ${total} are not. See the error of each.`,
  );
  return EXIT.data;
}
