// Configuration of the UNet-CBAM: plain data that is stored in checkpoints.

/** Which attention follows a block's convolutions. `scalar_gate` is what the authors' code does. */
export type Attention = "none" | "scalar_gate" | "cbam";

/** Normalisation after each 3×3 convolution of a block. */
export type Norm = "none" | "batch" | "group";

/** Where attention modules stand: every block, the authors' six, the encoder only, or blocks by name. */
export type Places = "all" | "authors" | "encoder" | readonly string[];

/** A UNet-CBAM. Widths double per level from `width`; `levels` counts the bottleneck. */
export interface UnetConfig {
  readonly inChannels: number;
  readonly levels: number;
  readonly width: number;
  readonly norm: Norm;
  readonly attention: Attention;
  /** Channels over hidden units of the channel gate. */
  readonly reduction: number;
  /** Side of the spatial gate's filter in pixels, odd. */
  readonly spatialKernel: number;
  readonly places: Places;
  readonly output: "sigmoid" | "relu";
  /** Dropout rate after the deepest encoder block and after the bottleneck. */
  readonly dropout: number;
}

/** Names of a config's blocks from the input to the output: encoder.0 …, bottleneck, … decoder.0. */
export function blockNames({ levels }: Pick<UnetConfig, "levels">): readonly string[] {
  const depth = levels - 1;
  return [
    ...Array.from({ length: depth }, (_, level) => `encoder.${level}`),
    "bottleneck",
    ...Array.from({ length: depth }, (_, index) => `decoder.${depth - 1 - index}`),
  ];
}

/** Blocks that are followed by attention. */
export function attentionPlaces(config: UnetConfig): ReadonlySet<string> {
  const names = blockNames(config);
  if (config.attention === "none") return new Set();
  if (config.places === "all") return new Set(names);
  if (config.places === "encoder") return new Set(names.filter((n) => n.startsWith("encoder.")));
  if (config.places === "authors") {
    // The authors' code: the whole encoder and the two deepest decoder stages, no bottleneck.
    const decoder = names.filter((name) => name.startsWith("decoder."));
    return new Set([...names.filter((n) => n.startsWith("encoder.")), ...decoder.slice(0, 2)]);
  }
  return new Set(config.places);
}

/** Channels at a level; the bottleneck is level `levels − 1`. */
export function channelsAt({ width }: Pick<UnetConfig, "width">, level: number): number {
  return width * 2 ** level;
}
