// Declares the commands that judge and explain a model.
import type { Command } from "commander";
import { collect, type Declarer, withCache } from "./declare-command.ts";

/** Declares `evaluate`, `audit`, `explain`, `card` and `predict`. */
export function declareResults(program: Command, declarer: Declarer): void {
  withCache(
    declarer.tuned(
      program,
      "evaluate",
      "a classifier's numbers with intervals, as a report",
      () => import("../commands/evaluate.ts"),
    ),
  )
    .option("--model <run>", "run folder or .safetensors file")
    .option("--data <dir>", "data set folder")
    .option("--manifest <file>", "another manifest than manifest.csv")
    .option("--split <name>", "train, val, test or all")
    .option("--batch <n>", "images per call")
    .option("--gallery <n>", "right and wrong images to explain")
    .option("--draws <n>", "bootstrap resamplings");
  withCache(
    declarer.tuned(
      program,
      "audit",
      "what else than lungs tells a classifier the class",
      () => import("../commands/audit.ts"),
    ),
  )
    .option("--model <run>", "run folder or .safetensors file")
    .option("--data <dir>", "data set folder")
    .option("--manifest <file>", "another manifest than manifest.csv")
    .option("--pretext <run>", "a restoration model, which scores foreign images")
    .option(
      "--foreign <name=path>",
      "images that are no chest films: a folder, manifest or file (repeatable)",
      collect,
    )
    .option("--trained <run>", "a classifier trained with --input-view (repeatable)", collect)
    .option("--retrain <view>", "train the model's recipe on this view first (repeatable)", collect)
    .option("--published <run>", "the same recipe trained on the published split")
    .option("--batch <n>", "images per call")
    .option("--draws <n>", "bootstrap resamplings");
  withCache(
    declarer.tuned(
      program,
      "explain",
      "Score-CAM heatmaps of image files, and how good they are",
      () => import("../commands/explain.ts"),
    ),
  )
    .argument("[files...]", "image files")
    .option("--model <run>", "run folder or .safetensors file")
    .option("--score <kind>", "logit or probability")
    .option("--layer <name>", "block whose activations are the masks")
    .option("--batch <n>", "masked images per call")
    .option("--measures", "measure the heatmaps against other methods, on the files or on --data")
    .option("--data <dir>", "with --measures: data set folder; its column mask tells the truth")
    .option("--manifest <file>", "with --data: another manifest than manifest.csv")
    .option("--split <name>", "with --data: train, val, test or all")
    .option("--films <n>", "with --data: films to measure")
    .option("--steps <n>", "with --measures: steps of deletion and insertion, from 50")
    .option("--draws <n>", "with --measures: bootstrap resamplings")
    .option("--gallery <n>", "with --measures: films to show in explain.html");
  withCache(
    declarer.tuned(
      program,
      "card",
      "a classifier's model card and its data set's data sheet",
      () => import("../commands/card.ts"),
      "folder for the cards; the run's own by default",
    ),
  )
    .option("--model <run>", "run folder or .safetensors file")
    .option("--data <dir>", "data set folder")
    .option("--manifest <file>", "another manifest than manifest.csv")
    .option("--split <name>", "split of the numbers: train, val, test or all")
    .option("--name <text>", "what the card calls the model")
    .option("--check <file>", "check.json of the data set, for the data sheet")
    .option("--audit <file>", "audit.json of the model, for the model card")
    .option("--measures", "measure the heatmaps too")
    .option("--films <n>", "with --measures: films to measure")
    .option("--pictures <rule>", "wrong predictions in pictures: none, page, or everywhere")
    .option("--failures <n>", "wrong predictions to show")
    .option("--batch <n>", "images per call")
    .option("--draws <n>", "bootstrap resamplings");
  declarer
    .tuned(
      program,
      "predict",
      "class probabilities for image files",
      () => import("../commands/predict.ts"),
    )
    .argument("[files...]", "image files")
    .option("--model <run>", "run folder or .safetensors file")
    .option("--batch <n>", "images per call");
}
