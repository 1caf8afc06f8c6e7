// Which network a profile runs: a preset's, or that of a trained run.
import type { Fit } from "@pleura/data";
import { type HeadConfig, type Preset, presets, type UnetConfig } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import { describeCheckpoint } from "../node/classifier-file.ts";
import { readModelFile } from "../node/load-model.ts";

/** The steps that can be profiled. */
export const STEP_KINDS = ["pretext", "finetune", "inference", "score-cam"] as const;
/** One of {@link STEP_KINDS}. */
export type StepKind = (typeof STEP_KINDS)[number];

/** A network with what its steps need. */
export interface ProfiledModel {
  /** Such as `preset demo` or `model runs/a`. */
  readonly name: string;
  readonly unet: UnetConfig;
  /** Absent for a restoration model. */
  readonly head: HeadConfig | undefined;
  readonly size: number;
  readonly fit: Fit;
  /** Whose training defaults count. */
  readonly preset: Preset;
  /** The checkpoint's bytes; absent for a preset, whose weights are drawn. */
  readonly bytes: Uint8Array | undefined;
}

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
