// Copies several tensors into slots of one, with zeros up to the next slot.
import { type Kernel, linearMain } from "@pleura/engine";

const f32 = (name: string) => ({ name, element: "f32" });

/**
 * y[first + i] = x_t[i − start_t] in the slot of tensor t, 0 behind its `count_t` numbers.
 *
 * Slots are whole workgroups, so that all lanes of one take the same branch.
 */
export function packKernel(tensors: number): Kernel {
  const indices = Array.from({ length: tensors }, (_, t) => t);
  return {
    name: `pack ${tensors}`,
    bindings: [...indices.map((t) => f32(`x${t}`)), f32("y")],
    params: ["first", ...indices.flatMap((t) => [`end${t}`, `count${t}`])].map(
      (name) => ({ name, type: "u32" }) as const,
    ),
    workgroup: [64, 1, 1],
    body: `${linearMain}
  var value = 0.0;
  ${indices
    .map((t) => {
      const start = t === 0 ? "0u" : `params.end${t - 1}`;
      return `if (i < params.end${t}) {
    if (i - ${start} < params.count${t}) { value = x${t}[i - ${start}]; }
  }`;
    })
    .join(" else ")} else {
    return;
  }
  y[params.first + i] = value;
}`,
  };
}
