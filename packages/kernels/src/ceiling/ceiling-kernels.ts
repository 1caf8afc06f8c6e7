// Kernels that do nothing but multiply-add or nothing but move: the ceilings other kernels are held against.
import type { Kernel } from "@pleura/engine";

/** A way to spend multiply-adds; the fastest one found on an adapter is its ceiling. */
export interface FmaVariant {
  readonly kernel: Kernel;
  /** Floating-point operations of one invocation in one turn of the loop. */
  readonly flopsPerTurn: number;
}

/** A way to move bytes; each invocation moves `vectorsPerLane` vec4f of each array it touches. */
export interface MoveVariant {
  readonly kind: "copy" | "sum";
  readonly kernel: Kernel;
  readonly vectorsPerLane: number;
  /** Arrays it touches, each once: two for a copy, one for a sum. */
  readonly arrays: number;
}

/**
 * A loop of independent multiply-adds a ← a·p + q.
 *
 * A core with two FMA units of latency 4 to 5 needs 8 to 10 independent chains; 12 and more also cover
 * those of GPUs. p and q come from the uniform block, so nothing can be folded.
 *
 * @param unroll multiply-adds per accumulator in one turn, so that the loop's own work is small beside them
 */
function fmaKernel(
  type: "f32" | "vec4f",
  chains: number,
  unroll: number,
  workgroup: number,
): FmaVariant {
  const names = Array.from({ length: chains }, (_, index) => `a${index}`);
  const turn = names.map((a) => `${a} = fma(${a}, p, q);`).join(" ");
  const lanes = type === "f32" ? 1 : 4;
  const sum = names.join(" + ");
  const kernel: Kernel = {
    name: `ceiling.fma ${chains} × ${type}, unrolled ${unroll}, workgroup ${workgroup}`,
    bindings: [{ name: "y", element: "f32" }],
    params: [
      { name: "turns", type: "u32" },
      { name: "p", type: "f32" },
      { name: "q", type: "f32" },
    ],
    workgroup: [workgroup, 1, 1],
    body: `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = group.x * WORKGROUP_SIZE + lane;
  let p = ${type}(params.p);
  let q = ${type}(params.q);
${names.map((a, index) => `  var ${a} = ${type}(f32(lane) + ${index}.0);`).join("\n")}
  for (var turn = 0u; turn < params.turns; turn++) {
${Array.from({ length: unroll }, () => `    ${turn}`).join("\n")}
  }
  let total = ${sum};
  y[i] = ${type === "f32" ? "total" : "total.x + total.y + total.z + total.w"};
}`,
  };
  return { kernel, flopsPerTurn: 2 * chains * lanes * unroll };
}

/** How a kernel moves bytes: from x to y, or from x into a sum. */
type Move = MoveVariant["kind"];

/** A kernel around statements that move `vectorsPerLane` vec4f per invocation. */
function moveVariant(
  kind: Move,
  way: string,
  { vectorsPerLane, workgroup }: { vectorsPerLane: number; workgroup: number },
  statements: string,
): MoveVariant {
  const sum = `var sum = vec4f();
  ${statements}
  // Never true for the zeros it reads, which the compiler cannot know.
  if (sum.x == 1.0) { y[lane] = sum; }`;
  const kernel: Kernel = {
    name: `ceiling.${kind}${way} ${vectorsPerLane} × vec4f, workgroup ${workgroup}`,
    bindings: [
      { name: "x", element: "vec4f" },
      { name: "y", element: "vec4f" },
    ],
    params: [],
    workgroup: [workgroup, 1, 1],
    body: `fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let group_index = group.y * groups.x + group.x;
  ${kind === "copy" ? statements : sum}
}`,
  };
  return { kind, kernel, vectorsPerLane, arrays: kind === "copy" ? 2 : 1 };
}

/** What moves the vec4f at an index. */
const moveAt = (kind: Move, index: string) =>
  kind === "copy" ? `y[${index}] = x[${index}];` : `sum += x[${index}];`;

/** A copy, or a sum of which nothing is kept; the lanes of a workgroup read neighbouring vectors. */
function blockKernel(kind: Move, vectorsPerLane: number, workgroup: number): MoveVariant {
  const moves = Array.from({ length: vectorsPerLane }, (_, k) =>
    moveAt(kind, `start + ${k}u * WORKGROUP_SIZE`),
  );
  const start = `let start = group_index * ${vectorsPerLane}u * WORKGROUP_SIZE + lane;`;
  return moveVariant(kind, "", { vectorsPerLane, workgroup }, [start, ...moves].join("\n  "));
}

/**
 * A copy or a sum whose invocations walk through the array with the stride of all of them: where starting an
 * invocation is dear, as on a CPU adapter, few long ones move more than many short ones.
 */
function walkKernel(kind: Move, vectorsPerLane: number, workgroup: number): MoveVariant {
  const walk = `let stride = groups.x * groups.y * WORKGROUP_SIZE;
  for (var i = group_index * WORKGROUP_SIZE + lane; i < stride * ${vectorsPerLane}u; i += stride) { ${moveAt(kind, "i")} }`;
  return moveVariant(kind, " walk", { vectorsPerLane, workgroup }, walk);
}

/**
 * All ways to multiply-add that are tried: scalars suit software adapters, vec4 some GPUs.
 *
 * Measured 2026-11-26 on llvmpipe: which of the first three is fastest changes from hour to hour,
 * 126 to 174 GFLOP/s; 16 chains spill there.
 */
export const fmaVariants: readonly FmaVariant[] = [
  fmaKernel("f32", 12, 4, 64),
  fmaKernel("f32", 12, 16, 64),
  fmaKernel("f32", 10, 16, 64),
  fmaKernel("f32", 12, 4, 256),
  fmaKernel("vec4f", 4, 4, 64),
];

/**
 * All ways to move bytes that are tried. Sums are among them because an adapter may read faster than it
 * copies, and a reduction must not exceed the ceiling.
 */
export const moveVariants: readonly MoveVariant[] = [
  blockKernel("copy", 1, 64),
  blockKernel("copy", 1, 256),
  blockKernel("copy", 4, 64),
  blockKernel("copy", 16, 256),
  blockKernel("sum", 4, 64),
  blockKernel("sum", 16, 256),
  walkKernel("copy", 32, 64),
  walkKernel("sum", 32, 64),
  walkKernel("sum", 128, 64),
];
