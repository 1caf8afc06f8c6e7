// The Gaussian window of SSIM, and WGSL text for unrolled sums over it.

/** Taps along one axis. Wang, Bovik, Sheikh & Simoncelli 2004, sec. III-B: 11×11, σ = 1.5. */
export const WINDOW = 11;

/** Outputs that one invocation computes side by side: 14 loads serve 4 windows of 11. */
export const BLOCK = 4;

/** Values that the windows of one block cover. */
export const REACH = WINDOW + BLOCK - 1;

const SIGMA = 1.5;
const MIDDLE = (WINDOW - 1) / 2;

/** Normalised taps e^(−d² / 2σ²) for d = −5 … 5; mirrored, and the 2-D window is their outer product. */
export const gaussianTaps: readonly number[] = (() => {
  const raw = Array.from({ length: WINDOW }, (_, k) =>
    Math.exp(-((k - MIDDLE) ** 2) / (2 * SIGMA ** 2)),
  );
  const sum = raw.reduce((total, tap) => total + tap, 0);
  return raw.map((tap) => tap / sum);
})();

/** WGSL constants `tap0` … `tap5`; tap 10 − k equals tap k. */
export const tapConstants = gaussianTaps
  .slice(0, MIDDLE + 1)
  .map((tap, k) => `const tap${k}: f32 = ${tap.toPrecision(10)};`)
  .join("\n");

/** WGSL for Σ tap_k · term(k), equal taps added before they are multiplied. */
export function weighted(term: (k: number) => string): string {
  const pairs = Array.from(
    { length: MIDDLE },
    (_, k) => `tap${k} * (${term(k)} + ${term(WINDOW - 1 - k)})`,
  );
  return [...pairs, `tap${MIDDLE} * ${term(MIDDLE)}`].join(" + ");
}

/** `count` lines of WGSL, one for each index. */
export function unrolled(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n  ");
}
