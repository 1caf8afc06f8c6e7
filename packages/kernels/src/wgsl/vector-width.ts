// How many neighbouring elements a kernel moves at once, and WGSL text that fits either width.

/** 4 when a vec4f never crosses a plane's end, else 1. A vec4f costs a CPU adapter little more than an f32. */
export type VectorWidth = 1 | 4;

/** The widest vector that divides `length` neighbouring elements. */
export const widthFor = (length: number): VectorWidth => (length % 4 === 0 ? 4 : 1);

/** WGSL element type of a width. */
export const elementOf = (width: VectorWidth) => (width === 4 ? "vec4f" : "f32");

/** WGSL type of as many unsigned integers. */
export const unsignedOf = (width: VectorWidth) => (width === 4 ? "vec4u" : "u32");

/** WGSL `total`, the sum of a vector's components. */
export const totalText = (width: VectorWidth) =>
  width === 4
    ? "fn total(v: vec4f) -> f32 { return (v.x + v.y) + (v.z + v.w); }"
    : "fn total(v: f32) -> f32 { return v; }";
