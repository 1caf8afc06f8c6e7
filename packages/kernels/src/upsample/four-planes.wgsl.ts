// WGSL that the upsampling kernels share: four planes at once, so that index arithmetic is paid once.
import type { KernelParam } from "@pleura/engine";

/** h, w are the sizes of the small map x, ho, wo those of y. */
export const upsampleParams: readonly KernelParam[] = ["planes", "h", "w", "ho", "wo"].map(
  (name) => ({ name, type: "u32" }),
);

/**
 * The four planes that begin at `first`. Beyond the last plane the last one is repeated: it is then
 * computed and stored again with the same value, which needs no branch.
 */
export const fourPlanes = `fn four_planes(first: u32) -> vec4u {
  return min(vec4u(0u, 1u, 2u, 3u) + first, vec4u(params.planes - 1u));
}`;

/** Reads `source` at four indices. */
export const readFour = (source: string) => `fn read_four(at: vec4u) -> vec4f {
  return vec4f(${source}[at.x], ${source}[at.y], ${source}[at.z], ${source}[at.w]);
}`;

/** Writes `target` at four indices. */
export const writeFour = (target: string) => `fn write_four(at: vec4u, value: vec4f) {
  ${target}[at.x] = value.x;
  ${target}[at.y] = value.y;
  ${target}[at.z] = value.z;
  ${target}[at.w] = value.w;
}`;
