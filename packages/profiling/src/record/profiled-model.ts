// Which network a profile runs, and which of its steps.
import type { Fit } from "@pleura/data";
import type { HeadConfig, Preset, UnetConfig } from "@pleura/models";

/** The steps that can be profiled. */
export const STEP_KINDS = ["pretext", "finetune", "inference", "score-cam"] as const;
/** One of {@link STEP_KINDS}. */
export type StepKind = (typeof STEP_KINDS)[number];

/** A network with what its steps need. */
export interface ProfiledModel {
  /** Such as `preset demo` or `model runs/a`. */
  readonly name: string;
  readonly unet: UnetConfig;
  /** Absent for a restoration model. */
  readonly head: HeadConfig | undefined;
  readonly size: number;
  readonly fit: Fit;
  /** Whose training defaults count. */
  readonly preset: Preset;
  /** The checkpoint's bytes; absent for a preset, whose weights are drawn. */
  readonly bytes: Uint8Array | undefined;
}
