// Kernels and launches: what the GPU runs, and the WGSL around a hand-written body.
import type { Cost } from "./op.ts";
import type { TensorType } from "./tensor-type.ts";

/** A storage buffer of a kernel, in binding order. `element` is a WGSL type such as `f32` or `vec4f`. */
export interface KernelBinding {
  readonly name: string;
  readonly element: string;
}

/** A scalar of the uniform block, read in WGSL as `params.<name>`. */
export interface KernelParam {
  readonly name: string;
  readonly type: "u32" | "i32" | "f32";
}

/**
 * A GPU program: bindings, scalar parameters, workgroup size and a hand-written WGSL body.
 *
 * The body holds `fn main(…)` and its helper functions; the engine writes the declarations, the
 * `@compute @workgroup_size(…)` attribute before `fn main`, and `const WORKGROUP_SIZE: u32`.
 */
export interface Kernel {
  readonly name: string;
  readonly bindings: readonly KernelBinding[];
  readonly params: readonly KernelParam[];
  readonly workgroup: readonly [number, number, number];
  readonly body: string;
  /** WGSL extensions the body needs, such as `subgroups` or `f16`. */
  readonly enables?: readonly string[];
  /**
   * Invocations per subgroup for which the body is written. The engine refuses the kernel on an adapter with
   * another size, where it would run and give wrong numbers. Absent: any size is right.
   */
  readonly subgroupSize?: number;
  /**
   * Bindings that the body writes only through `store_<name>(index, value)`, every element exactly once and
   * never reads: the engine writes that function, and may compute an elementwise chain in it.
   */
  readonly stores?: readonly string[];
}

/** WGSL of the function that stores one element, or one vector, of a binding; `i` is the index. */
export function storeFunction(name: string, element: string, statements: string): string {
  return `fn store_${name}(i: u32, value: ${element}) {\n${statements}\n}`;
}

/** A buffer of a launch before memory is planned: a tensor of the node or scratch space. */
export interface BufferRef {
  readonly type: TensorType;
  /** True when the planner stores it in half precision; kernels written for f32 are adapted to it. */
  readonly isHalf?: boolean;
}

/** One dispatch of a kernel on buffers, with parameter values and a grid of workgroups. */
export interface Launch {
  readonly kernel: Kernel;
  readonly buffers: readonly BufferRef[];
  /** Values by parameter name. */
  readonly params: Readonly<Record<string, number>>;
  readonly grid: readonly [number, number, number];
  /**
   * What this launch does itself, for an op with several: operations really done, bytes really needed.
   * Without it the engine counts the buffers it binds and divides the op's operations.
   */
  readonly cost?: Cost;
}

/**
 * The complete WGSL text of a kernel.
 *
 * All buffers are bound read_write: tensors share one arena, and WebGPU forbids binding one buffer
 * both read-only and writable in a dispatch (WebGPU spec, "usage scope validation").
 */
export function kernelSource(kernel: Kernel): string {
  const [x, y, z] = kernel.workgroup;
  const enables = (kernel.enables ?? []).map((name) => `enable ${name};`);
  const buffers = kernel.bindings.map(
    ({ name, element }, slot) =>
      `@group(0) @binding(${slot}) var<storage, read_write> ${name}: array<${element}>;`,
  );
  const params =
    kernel.params.length === 0
      ? []
      : [
          `struct Params { ${kernel.params.map((p) => `${p.name}: ${p.type}`).join(", ")} }`,
          `@group(0) @binding(${kernel.bindings.length}) var<uniform> params: Params;`,
        ];
  const stores = (kernel.stores ?? []).map((name) => {
    const element = kernel.bindings.find((binding) => binding.name === name)?.element ?? "f32";
    return storeFunction(name, element, `  ${name}[i] = value;`);
  });
  return [
    ...enables,
    `// ${kernel.name}`,
    ...buffers,
    ...params,
    ...stores,
    `const WORKGROUP_SIZE: u32 = ${x * y * z}u;`,
    kernel.body.replace("fn main(", `@compute @workgroup_size(${x}, ${y}, ${z})\nfn main(`),
  ].join("\n");
}

/**
 * A grid with at least `count` workgroups that stays within 65,535 along each axis.
 *
 * In WGSL the flat workgroup index is `group.y * groups.x + group.x`; indices ≥ count return early.
 */
export function linearGrid(count: number): readonly [number, number, number] {
  const limit = 65535;
  if (count <= limit) return [Math.max(1, count), 1, 1];
  const rows = Math.ceil(count / limit);
  return [Math.ceil(count / rows), rows, 1];
}

/** WGSL parameters of `main` that kernels on a linear grid take, and the flat invocation index `i`. */
export const linearMain = `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = (group.y * groups.x + group.x) * WORKGROUP_SIZE + lane;`;
