// Which network a profile runs: a preset's, or that of a trained run.
import { presets } from "@pleura/models";
import type { ProfiledModel, StepKind } from "@pleura/profiling";
import { CliError } from "../cli-error.ts";
import { describeCheckpoint } from "../node/classifier-file.ts";
import { readModelFile } from "../node/load-model.ts";

/** What names a network. */
export interface ModelChoice {
  readonly preset: string;
  readonly model?: string | undefined;
  readonly size?: number | undefined;
  readonly step: StepKind;
}

/**
 * Finds the network, before a GPU is asked for.
 *
 * @throws {CliError} tag `checkpoint` for a file that cannot be read or does not fit the step, `usage`
 * for a size that the network cannot have
 */
export function profiledModel({ preset: name, model, size, step }: ModelChoice): ProfiledModel {
  const named = presets[name as keyof typeof presets];
  if (model === undefined) {
    const found = {
      name: `preset ${name}`,
      unet: named.unet,
      head: named.head,
      size: size ?? named.size,
      fit: named.fit,
      preset: named,
      bytes: undefined,
    };
    requireSize(found);
    return found;
  }
  if (size !== undefined) {
    throw new CliError(
      "usage",
      `--size: it must be left out with --model, which has a size of its own, but it is ${size}. Leave it out.`,
    );
  }
  const file = readModelFile(model, "--model");
  const { model: description, extra } = describeCheckpoint(file);
  const known = presets[extra["preset"] as keyof typeof presets] ?? named;
  if (step === "score-cam" && description.kind !== "classifier") {
    throw new CliError(
      "checkpoint",
      `--model "${model}": it must be a classifier for --step score-cam, but it is a ${description.kind} model. Give a run of pleura finetune.`,
    );
  }
  return {
    name: `model ${model}`,
    unet: description.unet,
    head: description.head,
    size: description.size,
    fit: extra["fit"] === "squash" ? "squash" : "pad",
    preset: known,
    bytes: file.bytes,
  };
}

function requireSize({ size, unet: { levels } }: ProfiledModel): void {
  const step = 2 ** (levels - 1);
  if (size % step === 0) return;
  throw new CliError(
    "usage",
    `--size: it must be a multiple of ${step}, because the network halves it ${levels - 1} times, but it is ${size}. Give another.`,
  );
}
