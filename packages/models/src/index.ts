// The public names of the models package: models, training, inference, explanation, checkpoints.
export {
  type Checkpoint,
  type CheckpointTensor,
  type ModelDescription,
  type ModelKind,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint/checkpoint.ts";
export { weightsOnly } from "./checkpoint/weights-only.ts";
export { averagedCheckpoint, withAverages } from "./checkpoint/with-averages.ts";
export { classCount, classifier } from "./classifier/classifier.ts";
export type { HeadConfig } from "./classifier/config.ts";
export { weightsPage } from "./docs/weights-page.ts";
export { type Classify, classifyWith, scoresOf } from "./explain/ask-pictures.ts";
export { centreGaussian, edgeMap, randomMap } from "./explain/baseline-maps.ts";
export { minMax, scaleToUnit, softmaxOf } from "./explain/combine-maps.ts";
export { type Blur, gaussianBlur } from "./explain/gaussian-blur.ts";
export { type GradCamMap, gradCam } from "./explain/grad-cam.ts";
export { defaultLayer } from "./explain/layer-maps.ts";
export {
  averageDrop,
  type EnergyInside,
  energyInside,
  increaseInConfidence,
} from "./explain/map-measures.ts";
export {
  insertionBlur,
  leastSteps,
  type MapMeasures,
  type MapsOfFilm,
  measureMaps,
} from "./explain/measure-maps.ts";
export {
  type PerturbationCurve,
  perturbationCurve,
  rankPixels,
  replacementPictures,
} from "./explain/perturbation.ts";
export {
  cascadeRandomWeights,
  type MapSimilarity,
  mapSimilarities,
  type RandomisationStage,
  randomisationStages,
} from "./explain/randomised-weights.ts";
export {
  type Cancellation,
  type ClassExplanation,
  defaultScore,
  type Explanation,
  mostPartialMaps,
  type PartialMap,
  type ScoreCamOptions,
  type ScoreCamProgress,
  scoreCam,
} from "./explain/score-cam.ts";
export { type LoadedNetwork, loadNetwork } from "./inference/load-network.ts";
export { Network, type RestorationResult } from "./inference/network.ts";
export { isModelError, ModelError, type ModelErrorTag } from "./model-error.ts";
export { type Preset, type PresetName, presets, type TrainingDefaults } from "./presets.ts";
export { fitMemory, type MemoryChoice, memoryOf } from "./training/fit-memory.ts";
export {
  authorsDrops,
  type LearningRateSchedule,
  learningRateAt,
} from "./training/learning-rate.ts";
export { type RestorationLoss, restorationLoss } from "./training/loss.ts";
export {
  defaultLossScaling,
  type LossScaleReport,
  type LossScaling,
} from "./training/loss-scale.ts";
export { hyperAt, kerasAdam, type OptimiserConfig } from "./training/optimiser.ts";
export {
  planStep,
  planTraining,
  type TrainingPlanOptions,
  trainingBlocks,
} from "./training/plan-training.ts";
export {
  type StepResult,
  Trainer,
  type TrainerOptions,
  type TrainFeed,
} from "./training/trainer.ts";
export {
  type StepPlans,
  summarisePlans,
  type TrainerPlan,
  totalBytes,
} from "./training/trainer-plan.ts";
export type { TrainingGraphOptions } from "./training/training-graph.ts";
export { checkUnetConfig } from "./unet/check-unet-config.ts";
export {
  type Attention,
  attentionPlaces,
  blockNames,
  channelsAt,
  type Norm,
  type Places,
  type UnetConfig,
} from "./unet/config.ts";
export { type Encoded, encode, unet } from "./unet/unet.ts";
export { BuildContext, type Mode } from "./weights/build-context.ts";
export { countParameters, describeWeights } from "./weights/describe-weights.ts";
export type { Initialiser, WeightSpec } from "./weights/weight-spec.ts";
export { WeightStore } from "./weights/weight-store.ts";
