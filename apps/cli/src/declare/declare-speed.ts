// Declares the commands that measure speed.
import { type Command, Option } from "commander";
import type { Declarer } from "./declare-command.ts";

/** Declares `bench`, `compare` and `profile`. */
export function declareSpeed(program: Command, declarer: Declarer): void {
  declarer
    .tuned(
      program,
      "bench",
      "time every op and whole steps against the ceilings",
      () => import("../commands/bench.ts"),
    )
    .option("--filter <text>", "only benches whose title contains this")
    .option("--preset <name>", "whose whole steps to time")
    .option("--repeats <n>", "rounds over all benches in a session")
    .option("--sessions <n>", "times to measure anew on a fresh device")
    .option("--least-ms <n>", "least time of one sample")
    .option("--soak <steps>", "train the smallest network this long; exit 7 when memory grows")
    .addOption(new Option("--paced", "wait for a line on stdin before each sample").hideHelp());

  declarer
    .tuned(
      program,
      "compare",
      "tell whether one benchmark is slower than another; exit 7 when it is",
      () => import("../commands/compare.ts"),
    )
    .argument("[results...]", "two bench.json files or folders with one, the older first")
    .option("--against <build>", "measure this build against another one, by turns")
    .option("--filter <text>", "only rows whose title contains this")
    .option("--preset <name>", "with --against: whose whole steps to time")
    .option("--pairs <n>", "with --against: pairs of processes")
    .option("--repeats <n>", "with --against: rounds per process")
    .option("--least-ms <n>", "with --against: least time of one sample")
    .option("--threshold <x>", "least change worth telling, such as 0.05")
    .option("--confidence <x>", "chance that all intervals hold at once");

  declarer
    .tuned(
      program,
      "profile",
      "where a step's time and memory go, kernel by kernel and layer by layer",
      () => import("../commands/profile.ts"),
      "folder for profile.json, .csv, .html and trace.json",
    )
    .option("--step <kind>", "pretext, finetune, inference or score-cam")
    .option("--preset <name>", "demo, small, medium, paper or authors")
    .option("--model <run>", "the network of a run folder or .safetensors file")
    .option("--size <n>", "side of the square input, pixels")
    .option("--batch <n>", "images per step")
    .option("--precision <kind>", "f32, or mixed: f16 in memory, in a training step")
    .option("--steps <n>", "steps to time")
    .option("--warmup <n>", "steps before, which are not timed")
    .option("--top <n>", "rows of each table")
    .option("--filter <text>", "only kernels and layers whose name contains this")
    .option("--sort <by>", "total, calls, median, share or name")
    .option("--timed-share <x>", "share of the launches that each step times alone, 0 to 1")
    .option("--wall-clock", "wait for each launch instead of using timestamps");
}
