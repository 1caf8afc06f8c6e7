// The charts of an evaluation, with the areas and the temperature that it measured.
import { type Calibration, CLASSES } from "@pleura/data";
import {
  type Area,
  type LineChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
} from "@pleura/pictures";
import type { Predictions } from "../inference/predictions.ts";
import type { Evaluation } from "./evaluation.ts";

/** ROC of each class; the intervals of the areas stand in the table beside it. */
export function evaluationRoc(predictions: Predictions, found: Evaluation): LineChart {
  return rocChart(predictions, areas(found, "auroc"));
}

/** Precision against recall of each class. */
export function evaluationPrecisionRecall(predictions: Predictions, found: Evaluation): LineChart {
  return precisionRecallChart(predictions, areas(found, "auprc"));
}

/** Reliability before and after the temperature that validation images gave. */
export function evaluationReliability(
  predictions: Predictions,
  { calibration, validated }: Evaluation,
): LineChart {
  const compared: Record<string, Calibration> = { "as given": calibration };
  if (validated !== undefined)
    compared[`temperature ${validated.temperature.temperature.toPrecision(3)}`] =
      validated.calibration;
  return reliabilityChart(predictions, compared);
}

function areas({ perClass }: Evaluation, name: "auroc" | "auprc"): Area[] {
  return CLASSES.map((label) => ({ value: perClass[label][name].value }));
}
