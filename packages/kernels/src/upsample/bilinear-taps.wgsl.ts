// WGSL that both bilinear kernels share: which two pixels of x an output position reads, and how much.

/**
 * Along one axis with s = max((i + ½)·in/out − ½, 0): `low` = ⌊s⌋, `high` its neighbour inside the
 * image, `weight` = s − ⌊s⌋. s is the fraction ((2i + 1)·in − out) / (2·out), kept in integers.
 */
export const bilinearTaps = `struct Taps { low: u32, high: u32, weight: f32 }

fn taps(i: u32, length_in: u32, length_out: u32) -> Taps {
  let numerator = max((2u * i + 1u) * length_in, length_out) - length_out;
  let denominator = 2u * length_out;
  let low = numerator / denominator;
  let weight = f32(numerator - low * denominator) / f32(denominator);
  return Taps(low, min(low + 1u, length_in - 1u), weight);
}`;
