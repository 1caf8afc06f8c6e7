// What a training command adds to the common run: which rows, which trainer, which task.
import type { ManifestRow } from "@pleura/data";
import type { Device } from "@pleura/engine";
import type { Trainer } from "@pleura/models";
import type { FinetuneSettings, PretrainSettings } from "../config/training-settings.ts";
import type { ImageWorkers } from "../image-workers/image-workers.ts";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import type { TrainingTask } from "./train-loop.ts";

/** Settings of either training. */
export type TrainingSettings = PretrainSettings | FinetuneSettings;

/** What a command adds: which rows, which trainer, which task. */
export interface TrainingRecipe<S extends TrainingSettings> {
  readonly command: "pretrain" | "finetune";
  readonly settings: S;
  readonly isResumed: boolean;
  /** True for rows the run needs. */
  isUsed(row: ManifestRow): boolean;
  /** True for used rows that the weights are fitted to; the others of split `val` validate. */
  isTrained(row: ManifestRow): boolean;
  /** Those of the rows to train on that the run may use; all when absent. */
  chooseTrained?(rows: readonly ManifestRow[]): readonly ManifestRow[];
  /**
   * @param hasCheckpoint true when the run's own checkpoint is loaded right after
   * @param labels of the images that are trained on
   */
  createTrainer(
    device: Device,
    hasCheckpoint: boolean,
    labels: readonly ManifestRow["label"][],
  ): Promise<Trainer>;
  createTask(context: TaskContext): TrainingTask | Promise<TrainingTask>;
  /** Facts of the finished run's best weights, for its checkpoint; nothing to add when absent. */
  describeBest?(context: BestContext): Promise<Readonly<Record<string, string>>>;
}

/** The best weights of a finished run, and the films to measure them on. */
export interface BestContext {
  readonly device: Device;
  /** The best checkpoint. */
  readonly bytes: Uint8Array;
  /** Images in memory at once. */
  readonly batch: number;
  readonly images: PreparedImages;
  readonly validation: readonly number[];
  readonly stop: StopRequest;
}

/** What a task is made of. */
export interface TaskContext {
  readonly images: PreparedImages;
  /** Where images are changed. */
  readonly threads: ImageWorkers;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Labels of all images that could be trained on, before a share of them was chosen. */
  readonly epochLabels: readonly ManifestRow["label"][];
  readonly trainer: Trainer;
}
