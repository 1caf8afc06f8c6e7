// Statistics of predictions.

export { auroc, type OneVsRestAuroc, oneVsRestAuroc, type RocPoint, rocCurve } from "./auroc.ts";
export { type Calibration, type CalibrationBin, calibration } from "./calibration.ts";
export {
  type ClassMetrics,
  type ConfusionMetrics,
  confusionMatrix,
  confusionMetrics,
  meanOfDefined,
} from "./confusion.ts";
export {
  type BootstrapInterval,
  type BootstrapOptions,
  type Interval,
  patientBootstrap,
  quantile,
  wilsonInterval,
} from "./intervals.ts";
export { perSource, type SourceResult } from "./per-source.ts";
