// The contract of an op (shape rule, launches, gradient as graph ops, cost) and the nodes it makes.
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import type { Variable } from "../runtime/variable.ts";
import type { BufferRef, Launch } from "./kernel.ts";
import type { TensorType } from "./tensor-type.ts";

/** Where a tensor's numbers come from when a program runs. */
export type TensorSource =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "constant"; readonly data: Float32Array | Uint32Array }
  | { readonly kind: "op"; readonly node: OpNode; readonly output: number };

/** A value of the graph: a type and where it comes from. */
export interface Tensor extends TensorType {
  readonly source: TensorSource;
}

/** One application of an op in a graph. */
export interface OpNode {
  readonly op: Op<unknown>;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attrs: unknown;
  label: string | undefined;
}

/** What an op sees when it is asked for its variants. */
export interface VariantContext<A> {
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly attrs: A;
  readonly adapter: AdapterFacts;
}

/** What an op sees when it is turned into launches. */
export interface LowerContext<A> {
  readonly inputs: readonly BufferRef[];
  readonly outputs: readonly BufferRef[];
  readonly attrs: A;
  readonly adapter: AdapterFacts;
  /** One of the names that `variants` gave for these types; undefined for an op without variants. */
  readonly variant?: string | undefined;
  /** Space that lives only during this node's launches, in half precision if asked. Its contents are undefined at first. */
  scratch(type: TensorType, isHalf?: boolean): BufferRef;
}

/** What an op sees when it is differentiated. */
export interface GradientContext<A> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attrs: A;
  /** ∂loss/∂output for each output; undefined where the loss does not depend on it. */
  readonly outputGradients: readonly (Tensor | undefined)[];
  /** Which inputs need a gradient; the others may be left undefined. */
  readonly needs: readonly boolean[];
}

/** Floating-point operations and the fewest bytes that must move: each input read, each output written once. */
export interface Cost {
  readonly flops: number;
  readonly bytes: number;
}

/**
 * How an elementwise op computes one element.
 *
 * `expression` is WGSL over the variables `a`, `b`, `c`, `d`, `e`, `f` (its inputs in order) and the type `T`, which
 * is a scalar or a vec4 of the dtype: write literals as `T(0.5)`.
 */
export interface ElementwiseRule<A> {
  expression(attrs: A): string;
  /** Floating-point operations per element. */
  flops: number;
}

/** The question of how an op runs on some images of a batch: images `first` … `first + count − 1` of `images`. */
export interface ImageRange<A> {
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly attrs: A;
  readonly images: number;
  readonly first: number;
  readonly count: number;
}

/**
 * How an op runs on some images of a batch at a time. Axis 0 of the tensors that go along with the images is the
 * batch, or a whole number of rows for each image.
 */
export interface ImageSplit<A> {
  /** Inputs that are read image by image; the others are read whole for every part. */
  readonly inputs: readonly number[];
  /** What the outputs are: the same images, or sums over images that are added up. */
  readonly outputs: "images" | "sum";
  /** Attributes for these images, where they depend on them. */
  readonly attrs?: A;
}

/** Which of an op's inputs or outputs: all, those with four axes (feature maps and filters), or by position. */
export type HalfPlaces = "all" | "maps" | readonly number[];

/** An operation of the graph. The engine never asks for its name to decide anything. */
export interface Op<A> {
  readonly name: string;
  /** Shape rule: types of the outputs. Throws EngineError `shape` in the house wording. */
  infer(inputs: readonly TensorType[], attrs: A): readonly TensorType[];
  /** Forward as launches. Absent for elementwise ops and views. */
  readonly lower?: (context: LowerContext<A>) => readonly Launch[];
  /**
   * Names of the ways to lower the op for these types on this adapter, all with equal results up to rounding.
   * The first is what the op's built-in table chooses. Absent or empty: there is one way only.
   */
  readonly variants?: (context: VariantContext<A>) => readonly string[];
  /** For elementwise ops (inputs broadcast to the output): the engine writes and fuses their kernels. */
  readonly elementwise?: ElementwiseRule<A>;
  /** True for ops whose single output is input 0 with another shape: no launch, no memory. */
  readonly isView?: true;
  /** Gradient with respect to each input as graph ops. Absent: the op cannot be differentiated. */
  readonly gradient?: (context: GradientContext<A>) => readonly (Tensor | undefined)[];
  /**
   * How the op runs on some images only, so that batches too large for one binding can be split; undefined: not
   * at all. Elementwise ops without this rule derive it.
   */
  readonly byImages?: (range: ImageRange<A>) => ImageSplit<A> | undefined;
  /** Tensors with the batch first that the op's launches may need in scratch space: they count when batches are split. */
  readonly batchScratch?: (inputs: readonly TensorType[], attrs: A) => readonly TensorType[];
  /**
   * Inputs and outputs that mixed precision may store in f16, arithmetic staying f32: feature maps and filters,
   * not statistics, losses or anything summed over. Elementwise ops and views pass on what their output has.
   */
  readonly half?: { readonly inputs: HalfPlaces; readonly outputs: HalfPlaces };
  /** Outputs that overwrite an input in place; that input must be a variable. `[output, input]` pairs. */
  readonly overwrites?: readonly (readonly [output: number, input: number])[];
  /** Cost of one application; elementwise ops and views derive it. */
  readonly cost?: (inputs: readonly TensorType[], outputs: readonly TensorType[], attrs: A) => Cost;
}
