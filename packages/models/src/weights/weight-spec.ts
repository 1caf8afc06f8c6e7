// What a model says about each of its weights: name, shape, first value, meaning.
import type { Shape } from "@pleura/engine";

/** How a weight gets its first value. Fans count connections per output or input unit. */
export type Initialiser =
  /** Normal with variance 2 / fanIn (He et al. 2015, eq. 10). */
  | { readonly kind: "he_normal"; readonly fanIn: number }
  /** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, eq. 16). */
  | { readonly kind: "glorot_uniform"; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "constant"; readonly value: number };

/** One named tensor of a model, in PyTorch's layout. */
export interface WeightSpec {
  /** Dotted name, as in a PyTorch state dict. */
  readonly name: string;
  readonly shape: Shape;
  /** Parameters are trained; statistics are running means and variances. */
  readonly kind: "parameter" | "statistic";
  readonly init: Initialiser;
  /** One phrase for docs/weights.md. */
  readonly meaning: string;
}
