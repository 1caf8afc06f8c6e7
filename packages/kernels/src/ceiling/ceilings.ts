// What an adapter can do at best, as numbers: the ceilings of a roofline.

/** The best rate at which arrays of one total size were moved again and again. */
export interface MemoryLevel {
  /** Bytes touched by each pass: small ones stay in a cache. */
  readonly workingSetBytes: number;
  /** 10⁹ bytes per second, the best of this size and all larger ones. */
  readonly gbs: number;
  readonly kernel: string;
}

/** The best rates found, with the kernels that reached them. */
export interface Ceilings {
  /** 10⁹ floating-point operations per second; a multiply-add counts as two. */
  readonly fmaGflops: number;
  /** 10⁹ bytes per second of the largest copy, read and written bytes counted each: main memory. */
  readonly copyGBs: number;
  readonly fmaKernel: string;
  readonly copyKernel: string;
  /** What moves bytes fastest, by working set, smallest first; rates fall or stay. */
  readonly memory: readonly MemoryLevel[];
}

/** Levels, smallest first, of which none is below a larger one: a small set can be moved as a large one is. */
export function fallingLevels(measured: readonly MemoryLevel[]): readonly MemoryLevel[] {
  return measured.map((level, index) => {
    const best = measured.slice(index).reduce((a, b) => (b.gbs > a.gbs ? b : a));
    return { ...best, workingSetBytes: level.workingSetBytes };
  });
}

/**
 * The memory ceiling for work on so many distinct bytes, 10⁹ bytes per second.
 *
 * It is that of the largest measured set which is not larger, so that work between two sizes is held
 * against the faster one.
 */
export function memoryCeilingGBs({ memory, copyGBs }: Ceilings, workingSetBytes: number): number {
  const level = memory.findLast((one) => one.workingSetBytes <= workingSetBytes) ?? memory[0];
  return level?.gbs ?? copyGBs;
}

/** The higher of two measurements of one adapter, ceiling by ceiling. */
export function higherCeilings(a: Ceilings, b: Ceilings): Ceilings {
  const fma = a.fmaGflops >= b.fmaGflops ? a : b;
  const copy = a.copyGBs >= b.copyGBs ? a : b;
  return {
    fmaGflops: fma.fmaGflops,
    fmaKernel: fma.fmaKernel,
    copyGBs: copy.copyGBs,
    copyKernel: copy.copyKernel,
    memory: a.memory.map((level, index) => {
      const other = b.memory[index];
      return other && other.gbs > level.gbs ? other : level;
    }),
  };
}
