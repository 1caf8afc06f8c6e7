// Manifests, splits and sampling.

export {
  CLASSES,
  type ClassName,
  classIndex,
  isClassName,
  isSplitName,
  SPLITS,
  type SplitName,
} from "./classes.ts";
export { type CountsLine, countsTable } from "./counts-table.ts";
export { DatasetError, type DatasetErrorTag, isDatasetError } from "./dataset-error.ts";
export { findLeaks, type PatientLeak } from "./leaks.ts";
export {
  MANIFEST_COLUMNS,
  type ManifestProblem,
  type ManifestRow,
  manifestRecord,
  parseManifest,
  patientKey,
  requireManifest,
} from "./manifest.ts";
export { patientSplit, type SplitOptions } from "./patient-split.ts";
export { batchSamples, epochOrder, type SamplerOptions, stepsPerEpoch } from "./sampler.ts";
