// Declares the commands that do everything from films to reports, and the one that shows it all.
import type { Command } from "commander";
import { type Declarer, withCache } from "./declare-command.ts";

/** Declares `demo`, `study` and `view`. */
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

  declarer
    .plain(
      program,
      "view",
      "the page that runs a model on this machine's GPU, with a run, study or demo opened in it",
      () => import("../commands/view.ts"),
    )
    .argument("[runs...]", "run, study or demo folders, a .safetensors file or a profile.json")
    .option("--port <n>", "port of 127.0.0.1, instead of any free one")
    .option("--no-open", "print the address only, and open no browser")
    .option("--data <dir>", "where the films are, when the runs' data set moved")
    .option("--manifest <file>", "with --data: another manifest than manifest.csv")
    .option("--follow-links", "serve films that are symbolic links out of their data set")
    .option("--page <dir>", "another build of the page");
}
