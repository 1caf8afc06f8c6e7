// The public names of the data package: formats, preparation, random numbers, transforms, phantoms, datasets, statistics.

export {
  type ClassBySource,
  classBySource,
  cramersV,
  type SourceClasses,
} from "./check/class-by-source.ts";
export { LAYOUT_SIDE, type LayoutScore, layoutOf, scoreLayouts } from "./check/film-layout.ts";
export {
  FILM_QUANTILES,
  type FilmStatistics,
  filmStatistics,
  isConstant,
} from "./check/film-statistics.ts";
export {
  fingerprintSources,
  type SourceFingerprint,
  type SourceSpread,
} from "./check/fingerprint.ts";
export {
  LEAST_LAYOUTS,
  layoutFence,
  type SuspectFacts,
  suspectReasons,
} from "./check/suspects.ts";
export { balancedClassWeights } from "./dataset/class-weights.ts";
export {
  CLASSES,
  type ClassName,
  classIndex,
  isClassName,
  isSplitName,
  SPLITS,
  type SplitName,
} from "./dataset/classes.ts";
export {
  ageGroup,
  type CompositionColumn,
  type CompositionLine,
  compositionTable,
  compositionValue,
  sexOf,
} from "./dataset/composition.ts";
export { type CountsLine, countsTable } from "./dataset/counts-table.ts";
export { DatasetError, type DatasetErrorTag, isDatasetError } from "./dataset/dataset-error.ts";
export { type LabelShare, type LabelShareOptions, labelShare } from "./dataset/label-share.ts";
export {
  findLeaks,
  findSharedPatients,
  isLeak,
  type LeakCounts,
  leakCounts,
  type PatientLeak,
  type SharedPatient,
  servedSplits,
} from "./dataset/leaks.ts";
export {
  type LeaveOneSourceOut,
  type LeaveOneSourceOutOptions,
  type LeftOutSource,
  leaveOneSourceOut,
} from "./dataset/leave-one-source-out.ts";
export {
  MANIFEST_COLUMNS,
  type ManifestProblem,
  type ManifestRow,
  manifestRecord,
  parseManifest,
  patientKey,
  requireManifest,
} from "./dataset/manifest.ts";
export { PRETEXT_PATIENTS, patientSplit, type SplitOptions } from "./dataset/patient-split.ts";
export { isPersonalId, patientUnits } from "./dataset/patient-units.ts";
export {
  isPublishedSplit,
  PROTOCOL_COLUMNS,
  PROTOCOLS,
  type PretextRole,
  type Protocol,
  pretextPart,
  pretextRole,
  protocolOf,
  splitColumns,
} from "./dataset/protocol.ts";
export {
  type PublishedCounts,
  type PublishedSplitOptions,
  publishedCounts,
  publishedSplit,
} from "./dataset/published-split.ts";
export {
  batchSamples,
  epochOrder,
  epochVisits,
  type SamplerOptions,
  stepsPerEpoch,
} from "./dataset/sampler.ts";
export type { Plane } from "./duplicates/blur.ts";
export { type ComparedFilm, compareFilms, type FilmMatch } from "./duplicates/compare-films.ts";
export { type FilmFeatures, filmFeatures, POSES } from "./duplicates/film-features.ts";
export { type Candidate, FilmIndex, VARIANTS, type Variant } from "./duplicates/film-index.ts";
export { type Box, contentBox, filmPlane, wholeBox } from "./duplicates/film-plane.ts";
export { describeMatch, isCertainCopy, isNearDuplicate } from "./duplicates/near-duplicate.ts";
export type { Pose } from "./duplicates/patch-hash.ts";
export {
  type FileMetadata,
  learnMetadata,
  type MetadataEncoder,
} from "./features/file-metadata.ts";
export { greyHistogram, HISTOGRAM_BINS } from "./features/grey-histogram.ts";
export { crc32 } from "./formats/crc32.ts";
export {
  CsvError,
  type CsvRow,
  type CsvTable,
  type CsvTag,
  type ReadCsvOptions,
  readCsv,
  type WriteCsvOptions,
  writeCsv,
  writeCsvLine,
} from "./formats/csv.ts";
export {
  type DecodeImageOptions,
  decodeImage,
  type RasterDecoder,
  type RasterImage,
} from "./formats/decode-image.ts";
export { decodeDicom } from "./formats/dicom.ts";
export { type DicomFact, dicomFacts } from "./formats/dicom-facts.ts";
export {
  DEFAULT_MAX_PIXELS,
  type DecodeOptions,
  type GreyImage,
  type ImageFormat,
  type ImageSource,
  type StoredValues,
  type VoiSource,
} from "./formats/image.ts";
export {
  ImageDecodeError,
  type ImageDecodeFacts,
  type ImageDecodeTag,
  isImageDecodeError,
} from "./formats/image-decode-error.ts";
export { type ImageHeader, readImageHeader } from "./formats/image-header.ts";
export { decodeJpegRaster } from "./formats/jpeg-raster.ts";
export { type NpyArray, NpyError, type NpyTag, readNpy, writeNpy } from "./formats/npy.ts";
export { decodePng } from "./formats/png.ts";
export { type RasterHeader, readJpegHeader, readWebpHeader } from "./formats/raster-header.ts";
export {
  isSafetensorsError,
  SafetensorsError,
  type SafetensorsTag,
} from "./formats/safetensors-error.ts";
export { parseSafetensors } from "./formats/safetensors-read.ts";
export type {
  SafetensorsFile,
  StoredTensor,
  TensorData,
  TensorDtype,
} from "./formats/safetensors-tensor.ts";
export { writeSafetensors } from "./formats/safetensors-write.ts";
export { shownText } from "./formats/shown-text.ts";
export { type FileFormat, sniffFormat } from "./formats/sniff.ts";
export { encodeTensorBoardEvent, type TensorBoardEvent } from "./formats/tensorboard-events.ts";
export { turnUpright } from "./formats/turn-upright.ts";
export { decodeUtf8, encodeUtf8 } from "./formats/utf8.ts";
export {
  ALTERED_FILMS,
  type AlteredFilm,
  alterFilm,
  makeForeignImage,
  SYNTHETIC_IMAGES,
  type SyntheticImage,
} from "./phantom/foreign-image.ts";
export { makePhantom, type Phantom, type PhantomOptions } from "./phantom/make-phantom.ts";
export {
  PHANTOM_SOURCES,
  type PhantomFilm,
  type PhantomPatient,
  type PhantomSource,
  phantomPatient,
  planPhantoms,
} from "./phantom/phantom-plan.ts";
export { levelOfValue, valuesOfLevels } from "./prepare/grey-levels.ts";
export { type ModelInputOptions, modelInput } from "./prepare/model-input.ts";
export {
  type Fit,
  fitSquare,
  type Geometry,
  PREPARE_RULES,
  type PreparedImage,
  type PreparedLevels,
  type PrepareOptions,
  prepareImage,
  prepareLevels,
  toSourceGrid,
} from "./prepare/prepare.ts";
export { type ResizeFilter, resize } from "./prepare/resize.ts";
export { philox4x32 } from "./random/philox.ts";
export { shuffledOrder } from "./random/shuffled-order.ts";
export {
  RANDOM_OPS,
  type RandomStream,
  randomStream,
  type StreamAddress,
} from "./random/stream.ts";
export { COHEN_COLUMNS, COHEN_REQUIRED, readCohenRow } from "./sources/cohen.ts";
export {
  ACTUALMED_REQUIRED,
  FIGURE1_COLUMNS,
  FIGURE1_REQUIRED,
  readActualmedRow,
  readFigure1Row,
} from "./sources/figure1.ts";
export { FOLDER_COLUMNS, type FolderRules, readFolderFile } from "./sources/folder.ts";
export { type FolderLabels, labelOfFolder } from "./sources/folder-label.ts";
export { guessSource } from "./sources/guess-source.ts";
export { NIH_COLUMNS, NIH_REQUIRED, type PneumoniaRule, readNihRow } from "./sources/nih.ts";
export { plainAddress } from "./sources/origin.ts";
export { readOwnRow } from "./sources/own-manifest.ts";
export {
  RADIOGRAPHY_COLUMNS,
  RADIOGRAPHY_REQUIRED,
  type RepeatRules,
  readRadiographyFile,
} from "./sources/radiography.ts";
export { isSafePath } from "./sources/safe-path.ts";
export {
  isSkipped,
  normalColumn,
  SKIP_REASONS,
  type SkippedImage,
  type SkipReason,
  type SourceCells,
  type SourceImage,
} from "./sources/source-image.ts";
export {
  auroc,
  type OneVsRest,
  oneVsRestAuroc,
  type RocPoint,
  rankedAuroc,
  rocCurve,
} from "./statistics/auroc.ts";
export {
  averagePrecision,
  oneVsRestAveragePrecision,
  type PrecisionRecallPoint,
  precisionRecallCurve,
  rankedAveragePrecision,
} from "./statistics/average-precision.ts";
export {
  type Calibration,
  calibration,
  probabilityLosses,
  type TopLabels,
  topLabels,
} from "./statistics/calibration.ts";
export {
  type ClassMetrics,
  type ConfusionMetrics,
  confusionMatrix,
  confusionMetrics,
  meanOfDefined,
} from "./statistics/confusion.ts";
export {
  atCoverage,
  type CoveragePoint,
  type SelectiveAccuracy,
  selectiveAccuracy,
} from "./statistics/coverage.ts";
export {
  type DelongArea,
  type DelongComparison,
  delongArea,
  delongTest,
} from "./statistics/delong.ts";
export {
  type CalibrationBin,
  calibrationError,
  equalMassBins,
} from "./statistics/equal-mass-bins.ts";
export { holmAdjusted } from "./statistics/holm.ts";
export { type Interval, quantile, wilsonInterval } from "./statistics/intervals.ts";
export { exactMcNemar, type McNemar, mcNemarTest } from "./statistics/mcnemar.ts";
export { twoSidedTail } from "./statistics/normal-law.ts";
export {
  type ChosenThreshold,
  chooseThreshold,
  type OperatingGoal,
  ratesAt,
  type ThresholdRates,
} from "./statistics/operating-point.ts";
export {
  type OutlierResult,
  type OutlierScores,
  outlierResult,
} from "./statistics/outlier-score.ts";
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapMany,
  patientBootstrap,
} from "./statistics/patient-bootstrap.ts";
export {
  type FeatureClassifier,
  fitWithChosenPenalty,
  type LabelledRows,
  PENALTIES,
  type PenaltyChoiceOptions,
  USUAL_PENALTY,
} from "./statistics/penalty-choice.ts";
export { midRanks, spearman } from "./statistics/rank-correlation.ts";
export {
  type ClassColumn,
  classColumn,
  type RankedScores,
  rankScores,
  type SampleWeights,
} from "./statistics/ranked-scores.ts";
export {
  independentRatio,
  meanHalfWidth,
  medianOf,
  type RatioInterval,
} from "./statistics/ratio-interval.ts";
export { type ClassifierMeasures, classifierMeasures } from "./statistics/resampled-measures.ts";
export {
  fitSoftmaxRegression,
  predictSoftmax,
  type SoftmaxRegression,
  type SoftmaxRegressionOptions,
} from "./statistics/softmax-regression.ts";
export { type Spread, spreadOf } from "./statistics/spread.ts";
export {
  type FeatureRows,
  measureColumns,
  type Standardiser,
  standardise,
} from "./statistics/standardise.ts";
export {
  type SubgroupResult,
  type SubgroupSamples,
  subgroupResults,
  UNKNOWN_GROUP,
} from "./statistics/subgroups.ts";
export {
  fitTemperature,
  type TemperatureFit,
  temperedProbabilities,
} from "./statistics/temperature.ts";
export {
  AUGMENT_PRESETS,
  type AugmentOptions,
  type AugmentPresetName,
  augment,
} from "./transforms/augment.ts";
export { applyBezierMap, type BezierCurve, randomBezierCurve } from "./transforms/bezier-map.ts";
export { type AppliedDistortions, type DistortedSample, distort } from "./transforms/distort.ts";
export { type FlipAxis, type FlipOptions, flip } from "./transforms/flip.ts";
export {
  CENTRE_SHARE,
  INPUT_VIEWS,
  type InputViewName,
  MASK_MARGIN_SHARE,
  needsLungMask,
  RING_SHARE,
  THUMBNAIL_SIDE,
  thumbnailOf,
  viewImage,
} from "./transforms/input-view.ts";
export { type LocalShuffleOptions, shuffleLocally } from "./transforms/local-shuffle.ts";
export {
  type Fill,
  type InPaintOptions,
  type OutPaintOptions,
  paintIn,
  paintOut,
} from "./transforms/painting.ts";
export type { PlaneSize } from "./transforms/plane.ts";
export {
  DISTORT_RECIPES,
  type DistortRecipe,
  type DistortRecipeName,
} from "./transforms/recipe.ts";
