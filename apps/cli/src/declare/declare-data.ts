// Declares the commands that make, check and split data sets.
import type { Command } from "commander";
import type { Declarer } from "./declare-command.ts";

/** Declares `data synth`, `import`, `check`, `split` and `stats`. */
export function declareData(program: Command, declarer: Declarer): void {
  const data = program
    .command("data")
    .description("make, import, check, split and count data sets");
  declarer
    .plain(
      data,
      "synth",
      "write phantoms: made-up films with a known truth",
      () => import("../commands/data-synth.ts"),
    )
    .option("--count <n>", "number of films")
    .option("--size <n>", "side in pixels");
  declarer
    .plain(
      data,
      "import",
      "bring a downloaded source into a data set folder",
      () => import("../commands/data-import.ts"),
      "data set folder; several imports add up in it",
    )
    .argument("<source>", "nih, cohen, figure1, actualmed, radiography, folder or manifest")
    .option("--root <dir>", "folder of the downloaded source, which is only read")
    .option("--as <name>", "name of this import: its source column and its folder below images/")
    .option("--images <how>", "auto, link, copy or symlink: how image files get into the data set")
    .option("--views <list>", "views to keep, such as PA,AP; all for every one")
    .option("--only <list>", "labels to keep, such as covid19,unlabelled; all for every one")
    .option("--pneumonia <rule>", "nih: exact, or contains, for findings beside others")
    .option("--drop-origins <list>", "radiography: origins whose repeats are dropped, or imported")
    .option("--patient-pattern <regex>", "folder: the patient in a file name, its first group")
    .option("--join <file>", "table with a column file whose other columns are added")
    .option("--decode", "decode every image instead of looking at its first and last bytes")
    .option("--replace", "take the place of an import of this name from another folder");
  declarer
    .plain(
      data,
      "check",
      "find unreadable files, copies, leaks, odd images, and what sources give away",
      () => import("../commands/data-check.ts"),
      "folder for check.json, check.html and unreadable.csv",
    )
    .option("--data <dir>", "data set folder")
    .option("--manifest <file>", "another manifest than manifest.csv")
    .option("--allow <names>", "no fault: unreadable, duplicates, near-duplicates, leaks")
    .option("--forbid <names>", "a fault too: suspects, confounding");
  declarer
    .plain(
      data,
      "split",
      "freeze a split: clean (by patient), published (by image, as the paper), or by source",
      () => import("../commands/data-split.ts"),
      "file for the manifest with splits, instead of the manifest itself; a folder for leave-one-source-out",
    )
    .option("--data <dir>", "data set folder")
    .option("--manifest <file>", "another manifest than manifest.csv")
    .option("--protocol <name>", "clean, published or leave-one-source-out")
    .option("--groups <file>", "check.json whose near duplicates stay in one split")
    .option(
      "--pretext <whose>",
      "patients of the pretext: others than the classifier's, or train too",
    )
    .option("--images <n>", "labelled images to use, for the published protocol (1813)")
    .option("--force", "replace splits that are frozen already");
  declarer
    .plain(
      data,
      "stats",
      "count images and patients by source, class and split",
      () => import("../commands/data-stats.ts"),
      "file for the counts, as JSON",
    )
    .option("--data <dir>", "data set folder")
    .option("--manifest <file>", "another manifest than manifest.csv");
}
