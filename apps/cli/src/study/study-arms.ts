// The arms of a study: what each network looks like and what its encoder starts from.
import type { SettingsTree } from "../config/load-settings.ts";

/** Names of the arms. */
export const ARM_NAMES = ["scratch", "scratch-long", "ssl", "ssl-gate", "ssl-cbam"] as const;

/** Name of an arm. */
export type ArmName = (typeof ARM_NAMES)[number];

/** Pretext losses that a study compares. */
export const PRETEXT_LOSSES = ["mse", "ssim"] as const;

/** A pretext loss: mean squared error, or 1 − SSIM. */
export type PretextLoss = (typeof PRETEXT_LOSSES)[number];

/** One arm. */
export interface Arm {
  readonly name: ArmName;
  /** As tables call it. */
  readonly title: string;
  /** True when the encoder starts from a restoration model. */
  readonly isPretrained: boolean;
  /** True when the fine-tuning also gets the steps that pretrained arms spend on the pretext. */
  readonly getsPretextSteps: boolean;
  /** What differs from the preset's network. */
  readonly unet: SettingsTree;
}

/**
 * The arms. `ssl-gate` is the attention that the authors' code computes: one scalar per image and stage, reduction 3
 * (docs/paper-map.md); `ssl-cbam` is CBAM as Woo et al. 2018 define it, with the preset's reduction and places.
 */
export const ARMS: Readonly<Record<ArmName, Arm>> = {
  scratch: {
    name: "scratch",
    title: "from scratch, U-Net encoder",
    isPretrained: false,
    getsPretextSteps: false,
    unet: { attention: "none" },
  },
  "scratch-long": {
    name: "scratch-long",
    title: "from scratch, with the pretext's steps too",
    isPretrained: false,
    getsPretextSteps: true,
    unet: { attention: "none" },
  },
  ssl: {
    name: "ssl",
    title: "pretext, U-Net",
    isPretrained: true,
    getsPretextSteps: false,
    unet: { attention: "none" },
  },
  "ssl-gate": {
    name: "ssl-gate",
    title: "pretext, U-Net + scalar gate",
    isPretrained: true,
    getsPretextSteps: false,
    unet: { attention: "scalar_gate", reduction: 3 },
  },
  "ssl-cbam": {
    name: "ssl-cbam",
    title: "pretext, U-Net + CBAM",
    isPretrained: true,
    getsPretextSteps: false,
    unet: { attention: "cbam" },
  },
};
