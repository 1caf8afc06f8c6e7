// Storages: the memory behind tensors, and which tensors share one.
import { EngineError } from "../error.ts";
import type { OpNode, Tensor } from "../graph/op.ts";
import type { Shape } from "../graph/shape.ts";
import type { Variable } from "../runtime/variable.ts";

/** Memory that lives from its first launch to its last, both inclusive. */
export interface TemporaryStorage {
  readonly kind: "temporary";
  readonly sizeBytes: number;
  /** Of the tensor that it was made for. */
  readonly shape: Shape;
  readonly label: string;
  /** True when its numbers are stored in half precision. */
  readonly isHalf: boolean;
  first: number;
  last: number;
  arena: number;
  offset: number;
}

/** Memory of one tensor (or of several that share it as views). */
export type Storage =
  | { readonly kind: "variable"; readonly variable: Variable; readonly sizeBytes: number }
  | { readonly kind: "input"; readonly tensor: Tensor; readonly sizeBytes: number }
  | { readonly kind: "constant"; readonly tensor: Tensor; readonly sizeBytes: number }
  | TemporaryStorage;

/** True for memory that holds numbers in half precision. */
export const isHalf = (storage: Storage) => storage.kind === "temporary" && storage.isHalf;

/** Whose memory a tensor lies in. */
export interface MemoryOwner {
  readonly owner: Tensor;
  /** True when an op on the way overwrites that memory: the tensor is its new value. */
  readonly isOverwritten: boolean;
}

/** The tensor that `tensor` shares memory with: views and overwriting outputs have none of their own. */
export function memoryOwner(tensor: Tensor): MemoryOwner {
  let owner = tensor;
  let isOverwritten = false;
  while (owner.source.kind === "op") {
    const { node, output } = owner.source;
    const overwritten = node.op.overwrites?.find(([of]) => of === output);
    const shared = node.op.isView ? 0 : overwritten?.[1];
    if (shared === undefined) break;
    if (overwritten) isOverwritten = true;
    owner = inputOf(node, shared);
  }
  return { owner, isOverwritten };
}

/** Input `index` of a node; an op that names one it does not have is wrong. */
export function inputOf(node: OpNode, index: number): Tensor {
  const tensor = node.inputs[index];
  if (tensor) return tensor;
  throw new EngineError(
    "internal",
    `${node.op.name}: an op must name inputs that it has, but it names number ${index} of ` +
      `${node.inputs.length}. Report this.`,
  );
}
