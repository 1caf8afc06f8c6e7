// Augmentation settings: a named preset, and single ranges on top of it.
import { AUGMENT_PRESETS, type AugmentOptions, type AugmentPresetName } from "@pleura/data";
import { z } from "zod";

/** The presets' names. */
export const augmentSetting = z.enum(
  Object.keys(AUGMENT_PRESETS) as [AugmentPresetName, ...AugmentPresetName[]],
);

/** Ranges that replace the preset's. */
export const augmentationSetting = z
  .strictObject({
    /** Degrees, ±. */
    rotation: z.number().min(0).max(180),
    /** Zoom of each axis in 1 ± this. */
    zoom: z.number().min(0).lt(1),
    /** Share of the side, ±. */
    shift: z.number().min(0).max(1),
    /** Degrees, ±. */
    shear: z.number().min(0).lt(90),
    /** Chance of swapping left and right, which moves the heart. */
    flip: z.number().min(0).max(1),
    /** Gamma in 2 to the power of ± this. */
    exposure: z.number().min(0).max(4),
  })
  .partial();

/** The limits for the settings. */
export function augmentOptions({
  augment,
  augmentation = {},
}: {
  readonly augment: AugmentPresetName;
  readonly augmentation?: z.output<typeof augmentationSetting> | undefined;
}): AugmentOptions {
  const preset = AUGMENT_PRESETS[augment];
  const { rotation, zoom, shift, shear, flip, exposure } = augmentation;
  return {
    rotationDegrees: rotation ?? preset.rotationDegrees,
    zoom: zoom ?? preset.zoom,
    shift: shift ?? preset.shift,
    shearDegrees: shear ?? preset.shearDegrees,
    mirrorRate: flip ?? preset.mirrorRate,
    gamma: exposure ?? preset.gamma,
  };
}
