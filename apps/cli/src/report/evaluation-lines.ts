// An evaluation in a few lines of text, for a terminal.

import { atCoverage, CLASSES } from "@pleura/data";
import { intervalText } from "@pleura/pictures";
import { countNoun } from "../count-noun.ts";
import type { Evaluation } from "./evaluation.ts";
import { collapsedNote } from "./result-words.ts";
import { goalWords, temperatureNote } from "./validated-words.ts";

/** Width of the words before the numbers. */
const WIDTH = 12;

/** The numbers that matter most, each with its interval; all others are in the report. */
export function evaluationLines(evaluation: Evaluation): string[] {
  const { n, patients, withoutPatient, accuracy, perClass, macro } = evaluation;
  const isByImage = withoutPatient === n;
  const unit = isByImage ? "images, because the manifest gives no patient" : "patients";
  const collapsed = collapsedNote(accuracy, n);
  return [
    line("images", `${n}${isByImage ? "" : ` of ${countNoun(patients, "patient")}`}`),
    line("accuracy", `${intervalText(accuracy)}, 95 % interval over ${unit}`),
    ...(collapsed === undefined ? [] : [line("", collapsed)]),
    ...CLASSES.map((name) =>
      line(
        name,
        `AUROC ${intervalText(perClass[name].auroc)}, AUPRC ${intervalText(perClass[name].auprc)}`,
      ),
    ),
    line(
      "macro",
      `AUROC ${intervalText(macro.auroc)}, AUPRC ${intervalText(macro.auprc)}, F1 ${intervalText(macro.f1)}`,
    ),
    ...confidenceLines(evaluation),
  ];
}

function confidenceLines({ calibration, brier, nll, selective, validated }: Evaluation): string[] {
  const surest = atCoverage(selective.curve, 0.8);
  const lines = [
    line(
      "calibration",
      `ECE ${calibration.ece.toFixed(3)}, Brier ${intervalText(brier)}, NLL ${intervalText(nll)}`,
    ),
  ];
  if (validated !== undefined) {
    const { ece, nll: after } = validated.calibration;
    lines.push(line("", temperatureNote(validated)));
    lines.push(line("", `with it ECE ${ece.toFixed(3)}, NLL ${after.toFixed(3)}`));
    for (const name of CLASSES) {
      const point = validated.operatingPoints[name].find(({ goal }) => goal.atLeast === 0.95);
      if (point === undefined) continue;
      const { goal, chosen, sensitivity, specificity } = point;
      const note = chosen.isCoarse ? ", which has too few images to resolve it" : "";
      lines.push(
        line(
          name,
          `sensitivity ${intervalText(sensitivity)}, specificity ${intervalText(specificity)} at validation's ${goalWords(goal)}${note}`,
        ),
      );
    }
  }
  if (surest !== undefined)
    lines.push(
      line(
        "abstaining",
        `accuracy ${intervalText({ ...surest, value: surest.accuracy })} on the surest ${(100 * surest.coverage).toFixed(0)} %`,
      ),
    );
  return lines;
}

function line(name: string, text: string): string {
  return `${name.padEnd(WIDTH)}${text}`;
}
