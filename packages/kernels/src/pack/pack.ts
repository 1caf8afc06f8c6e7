// Several tensors in one flat tensor, so that one launch can work on all of them.
import {
  applyOp1,
  bytesOf,
  EngineError,
  elementCount,
  type Launch,
  linearGrid,
  type Op,
  partLength,
  type Tensor,
} from "@pleura/engine";
import { packKernel } from "./pack.wgsl.ts";

const slotOf = ({ shape }: { readonly shape: readonly number[] }) =>
  partLength(elementCount(shape));

/** The op behind `pack`. */
export const packOp: Op<null> = {
  name: "pack",
  infer(inputs) {
    const other = inputs.find(({ dtype }) => dtype !== "f32");
    if (other || inputs.length === 0) {
      throw new EngineError(
        other ? "dtype" : "shape",
        `pack: tensors must be f32 and at least one, but ${other ? `one is ${other.dtype}` : "none was given"}. ` +
          "Give f32 tensors.",
      );
    }
    const length = inputs.reduce((sum, type) => sum + slotOf(type), 0);
    return [{ shape: [length], dtype: "f32" }];
  },
  lower({ inputs, outputs: [y], adapter }) {
    if (!y) return [];
    const most = adapter.maxStorageBuffersPerShaderStage - 1;
    const launches: Launch[] = [];
    let first = 0;
    for (let from = 0; from < inputs.length; from += most) {
      const group = inputs.slice(from, from + most);
      const params: Record<string, number> = { first };
      let end = 0;
      group.forEach(({ type }, t) => {
        end += slotOf(type);
        params[`end${t}`] = end;
        params[`count${t}`] = elementCount(type.shape);
      });
      launches.push({
        kernel: packKernel(group.length),
        buffers: [...group, y],
        params,
        grid: linearGrid(end / 64),
        cost: { flops: 0, bytes: bytesOf(...group.map(({ type }) => type)) + 4 * end },
      });
      first += end;
    }
    return launches;
  },
  cost: (inputs, outputs) => ({ flops: 0, bytes: bytesOf(...inputs, ...outputs) }),
};

/**
 * Tensors one after the other, each in a slot that ends at a multiple of 64 elements; zeros fill the slots.
 *
 * The slots are those of variables that `partOf` cuts out of one in the same order.
 *
 * @param tensors f32, any shapes, at least one
 * @returns `[Σ slots]`
 * @throws {EngineError} tag `dtype` when one is not f32, `shape` when there is none
 */
export function pack(tensors: readonly Tensor[]): Tensor {
  return applyOp1(packOp, tensors, null);
}
