// ReLU as WGSL text that keeps NaN, for the elementwise op and for what follows a convolution's sum.

/**
 * max(sum, 0) of an expression that is cheap to repeat, but NaN for NaN: a swallowed NaN would let a
 * broken training go on. Measured 2026-11-23 on llvmpipe: the compiler keeps the comparison.
 */
export const reluText = (sum: string, zero = "0.0") => `select(${sum}, ${zero}, ${sum} <= ${zero})`;
