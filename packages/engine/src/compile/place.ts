// Placement: gives every temporary tensor an offset in the arena so that tensors alive together never overlap.

/** A temporary that needs space from its first use to its last, both inclusive, in launch order. */
export interface Lifetime {
  readonly sizeBytes: number;
  readonly first: number;
  readonly last: number;
}

/** Where a temporary lies: arena number and byte offset. */
export interface Place {
  readonly arena: number;
  readonly offset: number;
}

/** The result of placement, with the bytes that any placement would need at least. */
export interface Placement {
  readonly places: readonly Place[];
  readonly arenaBytes: readonly number[];
  readonly lowerBoundBytes: number;
}

/** WebGPU's largest default for minStorageBufferOffsetAlignment. */
export const offsetAlignment = 256;

const align = (bytes: number) => Math.ceil(bytes / offsetAlignment) * offsetAlignment;

/** The largest sum of bytes alive at once: no placement can need less. */
export function lowerBound(lifetimes: readonly Lifetime[]): number {
  const change = new Map<number, number>();
  for (const { sizeBytes, first, last } of lifetimes) {
    change.set(first, (change.get(first) ?? 0) + align(sizeBytes));
    change.set(last + 1, (change.get(last + 1) ?? 0) - align(sizeBytes));
  }
  let alive = 0;
  let most = 0;
  for (const time of [...change.keys()].sort((a, b) => a - b)) {
    alive += change.get(time) ?? 0;
    most = Math.max(most, alive);
  }
  return most;
}

/** An order in which tensors are given their places. */
type Precedence = (a: Lifetime, b: Lifetime) => number;

const duration = ({ first, last }: Lifetime) => last - first + 1;

/**
 * Orders that greedy placement is tried in: the largest first (Pisarchyk and Lee 2020, "Efficient memory management for
 * deep neural net inference", greedy-by-size offsets), the longest alive first, the largest product of both first,
 * the earliest first.
 */
const precedences: readonly Precedence[] = [
  (a, b) => b.sizeBytes - a.sizeBytes,
  (a, b) => duration(b) - duration(a) || b.sizeBytes - a.sizeBytes,
  (a, b) => b.sizeBytes * duration(b) - a.sizeBytes * duration(a),
  (a, b) => a.first - b.first || b.sizeBytes - a.sizeBytes,
];

/** Stops the search: a placement this close to the lower bound cannot be made much better. */
const closeEnough = 1.01;

interface Placed {
  readonly offset: number;
  readonly end: number;
  readonly life: Lifetime;
}

/** The lowest offset of an arena that is free during a whole life. */
function freeOffset(placed: readonly Placed[], life: Lifetime, size: number): number {
  let offset = 0;
  for (const other of placed) {
    if (other.life.last < life.first || life.last < other.life.first) continue;
    if (other.offset - offset >= size) break;
    offset = Math.max(offset, other.end);
  }
  return offset;
}

/**
 * Gives tensors their places in an order, each at the lowest offset free during its whole life, in the first arena
 * with room or in the one that grows least.
 */
function placeGreedily(
  lifetimes: readonly Lifetime[],
  limitBytes: number,
  precedence: Precedence,
  growsLeast: boolean,
): Omit<Placement, "lowerBoundBytes"> {
  const order = lifetimes
    .map((_, index) => index)
    .sort((i, j) => {
      const a = lifetimes[i] as Lifetime;
      const b = lifetimes[j] as Lifetime;
      return precedence(a, b) || a.first - b.first || i - j;
    });
  const places: Place[] = new Array(lifetimes.length);
  const arenas: Placed[][] = [];
  const arenaBytes: number[] = [];
  for (const index of order) {
    const life = lifetimes[index] as Lifetime;
    const size = align(life.sizeBytes);
    // A new arena is always possible: a tensor larger than the limit is refused elsewhere.
    let best: Place = { arena: arenas.length, offset: 0 };
    let growth = size;
    for (const [arena, placed] of arenas.entries()) {
      const offset = freeOffset(placed, life, size);
      if (offset > 0 && offset + size > limitBytes) continue;
      const grows = Math.max(0, offset + size - (arenaBytes[arena] as number));
      const isNew = best.arena === arenas.length;
      if (growsLeast && (grows > growth || (grows === growth && !isNew))) continue;
      best = { arena, offset };
      growth = grows;
      if (!growsLeast || grows === 0) break;
    }
    const { arena, offset } = best;
    const placed = arenas[arena] ?? [];
    arenas[arena] = placed;
    placed.push({ offset, end: offset + size, life });
    placed.sort((a, b) => a.offset - b.offset);
    places[index] = best;
    arenaBytes[arena] = Math.max(arenaBytes[arena] ?? 0, offset + size);
  }
  return { places, arenaBytes };
}

/**
 * The smallest of several greedy placements; the first that comes close to the lower bound is taken at once.
 *
 * @param limitBytes most bytes of one arena; what does not fit opens the next one
 */
export function placeLifetimes(lifetimes: readonly Lifetime[], limitBytes: number): Placement {
  const lowerBoundBytes = lowerBound(lifetimes);
  let best: Placement | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const precedence of precedences) {
    for (const growsLeast of [false, true]) {
      const placement = placeGreedily(lifetimes, limitBytes, precedence, growsLeast);
      const total = placement.arenaBytes.reduce((sum, bytes) => sum + bytes, 0);
      if (total < least) {
        best = { ...placement, lowerBoundBytes };
        least = total;
      }
      if (least <= closeEnough * lowerBoundBytes) break;
      // With one arena there is no choice between arenas.
      if (placement.arenaBytes.length <= 1) break;
    }
    if (least <= closeEnough * lowerBoundBytes) break;
  }
  return best ?? { places: [], arenaBytes: [], lowerBoundBytes };
}
