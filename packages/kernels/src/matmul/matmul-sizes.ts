// What the kernels of the matrix product know of their operands: sizes, strides and where four numbers lie side by side.

/** Rows, columns and summed length of y = op(a) · op(b), and which operands are stored transposed. */
export interface MatmulSizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Which buffers a kernel reads and writes as vec4f: those whose rows are whole vectors. */
export interface MatmulVectors {
  readonly a: boolean;
  readonly b: boolean;
  readonly y: boolean;
}

/** A row of a buffer starts at a multiple of its length, so vectors never cross rows when 4 divides it. */
export function matmulVectors({ m, n, k, transposeA, transposeB }: MatmulSizes): MatmulVectors {
  return {
    a: (transposeA ? m : k) % 4 === 0,
    b: (transposeB ? k : n) % 4 === 0,
    y: n % 4 === 0,
  };
}

/** Bindings of a matmul kernel. */
export const matmulBindings = ({ a, b, y }: MatmulVectors) =>
  [
    ["a", a],
    ["b", b],
    ["y", y],
  ].map(([name, isVector]) => ({ name: String(name), element: isVector ? "vec4f" : "f32" }));

/** WGSL of `count` lines, one for each index. */
export const lines = (count: number, line: (index: number) => string, gap = "\n    ") =>
  Array.from({ length: count }, (_, index) => line(index)).join(gap);

/** WGSL name of component `index` of a vec4f. */
export const component = (index: number) => "xyzw"[index] as string;
