// Declares the commands that train, and the one that plans a training.
import type { Command } from "commander";
import { type Declarer, withCache } from "./declare-command.ts";

/** Declares `pretrain`, `finetune` and `plan`. */
export function declareTraining(program: Command, declarer: Declarer): void {
  withTrainingFlags(
    declarer.tuned(
      program,
      "pretrain",
      "learn to restore distorted films (1 − SSIM), without labels",
      () => import("../commands/pretrain.ts"),
    ),
  );
  withTrainingFlags(
    declarer.tuned(
      program,
      "finetune",
      "learn the three classes, from a pretext run or from scratch",
      () => import("../commands/finetune.ts"),
    ),
  )
    .option("--init <file>", "a pretext run or .safetensors file, or scratch")
    .option("--probe", "a linear probe: frozen encoder, one dense layer on its features")
    .option("--augment <name>", "none, gentle or authors")
    .option("--label-fraction <x>", "share of each class's training labels to use, such as 0.1")
    .option(
      "--input-view <name>",
      "train on a part of the films: lungs-out, centre-out, lungs-only, ring or thumbnail",
    );

  declarer
    .plain(
      program,
      "plan",
      "the memory that a preset's training step needs, without running it",
      () => import("../commands/plan.ts"),
      "file for the plan, as JSON",
    )
    .option("--preset <name>", "demo, small, medium, paper or authors")
    .option("--task <name>", "restore or classify")
    .option("--size <n>", "side of the square input, pixels")
    .option("--batch <n>", "images per step")
    .option("--micro-batch <n>", "images in memory at once")
    .option("--memory-budget <size>", "most memory of a step, such as 2GiB")
    .option("--ema <decay>", "with a moving average of the weights")
    .option("--precision <kind>", "f32, or mixed: f16 in memory");
}

/** Adds the flags that pretrain and finetune share. */
function withTrainingFlags(command: Command): Command {
  return withCache(command)
    .option("--data <dir>", "data set folder with manifest.csv")
    .option("--manifest <file>", "another manifest than manifest.csv, such as a frozen split")
    .option("--preset <name>", "demo, small, medium, paper or authors")
    .option("--size <n>", "side of the square input, pixels")
    .option("--batch <n>", "images per step")
    .option("--micro-batch <n>", "images in memory at once; their gradients add up to the batch's")
    .option("--accumulate <n>", "parts of a batch whose gradients add up, instead of --micro-batch")
    .option(
      "--memory-budget <size>",
      "most memory of a step, such as 2GiB: recomputes, then splits",
    )
    .option("--epochs <n>", "passes over the training images")
    .option("--steps <n>", "stop after this many steps in all")
    .option("--minutes <n>", "stop, saved, after this much time")
    .option("--patience <n>", "stop after this many validations without a better one")
    .option("--learning-rate <x>", "peak learning rate")
    .option("--ema <decay>", "validate and keep the moving average of the weights, such as 0.999")
    .option("--every-steps <n>", "steps between checkpoints")
    .option("--validate-every-steps <n>", "steps between validations, instead of every epoch")
    .option("--precision <kind>", "f32, or mixed: f16 in memory, half of it, where the GPU can")
    .option("--dry-run", "one step, one validation batch, a checkpoint that is thrown away")
    .option("--overfit <n>", "learn n images by heart, a check of the wiring; exit 7 when it fails")
    .option("--resume [dir]", "continue the run in DIR (or --out) bit by bit");
}
