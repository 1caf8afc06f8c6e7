// Declares the commands that do everything from films to reports.
import type { Command } from "commander";
import { type Declarer, withCache } from "./declare-command.ts";

/** Declares `demo` and `study`. */
export function declareWhole(program: Command, declarer: Declarer): void {
  withCache(
    declarer.tuned(
      program,
      "demo",
      "the whole path on phantoms, ending with report.html",
      () => import("../commands/demo.ts"),
    ),
  )
    .option("--data <dir>", "a data set folder instead of phantoms")
    .option("--count <n>", "number of phantom films")
    .option("--preset <name>", "demo, small, medium, paper or authors")
    .option("--size <n>", "side of the square input, pixels");

  declarer
    .tuned(
      program,
      "study",
      "the paper's comparison as one table: arms, losses, seeds and shares of the labels",
      () => import("../commands/study.ts"),
    )
    .option("--data <dir>", "data set folder with manifest.csv")
    .option("--manifest <file>", "another manifest than manifest.csv")
    .option("--preset <name>", "demo, small, medium, paper or authors")
    .option("--size <n>", "side of the square input, pixels")
    .option("--no-train", "write tables and pages of what is done, and train nothing");
}
