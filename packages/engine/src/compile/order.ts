// The order of work: among orders that respect what needs what, one whose largest sum of bytes alive at once is small.

/** A unit of work and the values it touches, by number. */
export interface WorkUnit {
  /** Values read, each once. */
  readonly reads: readonly number[];
  /** Values made by this unit. */
  readonly makes: readonly number[];
  /** Units that must have run for another reason than their values: they read what this one overwrites. */
  readonly after: readonly number[];
  /** Bytes that live only while the unit runs. */
  readonly scratchBytes: number;
}

/** Units of work in a valid order, and the values that they pass on. */
export interface Workload {
  /** As traced: producers before consumers. */
  readonly units: readonly WorkUnit[];
  /** Bytes of each value; 0 for what lives elsewhere (variables, inputs). */
  readonly bytes: readonly number[];
  /** Values that must live to the end. */
  readonly kept: ReadonlySet<number>;
}

/** Indices of units in the order they run. */
export type WorkOrder = readonly number[];

/** Size of an order: most bytes alive at once, and bytes alive summed over units, which settles ties. */
export interface OrderSize {
  readonly peak: number;
  readonly area: number;
}

/** Above it the improvement by single moves, whose time grows with the square, is left out. */
const mostImproved = 4000;

/** Rounds of single moves; a fourth changes nothing any more on the presets. */
const improvingRounds = 3;

/** Units whose move saves less than this share of the peak stay: they are most of the units and cost most time. */
const leastShareMoved = 1 / 256;

/** Links between units, made once per workload. */
class Links {
  readonly makerOf: Int32Array;
  readonly readersOf: readonly number[][];
  /** Units that must come before, and after, each unit. */
  readonly before: readonly (readonly number[])[];
  readonly behind: readonly (readonly number[])[];
  readonly work: Workload;

  constructor(work: Workload) {
    const { units, bytes } = work;
    this.work = work;
    this.makerOf = new Int32Array(bytes.length).fill(-1);
    this.readersOf = bytes.map(() => []);
    units.forEach(({ reads, makes }, unit) => {
      for (const value of makes) this.makerOf[value] = unit;
      for (const value of reads) this.readersOf[value]?.push(unit);
    });
    const behind: Set<number>[] = units.map(() => new Set());
    this.before = units.map(({ reads, after }, unit) => {
      const makers = reads.map((value) => this.makerOf[value] as number);
      const all = [...new Set([...makers, ...after])].filter((other) => other >= 0);
      for (const other of all) behind[other]?.add(unit);
      return all;
    });
    this.behind = behind.map((set) => [...set]);
  }

  /** Most bytes alive at once, and the sum over units, of an order. */
  sizeOf(order: WorkOrder): OrderSize {
    const { units, bytes, kept } = this.work;
    const at = positionsOf(order);
    const change = new Float64Array(order.length + 1);
    bytes.forEach((size, value) => {
      const maker = this.makerOf[value] as number;
      if (size === 0 || maker < 0) return;
      let last = at[maker] as number;
      for (const reader of this.readersOf[value] as number[]) {
        last = Math.max(last, at[reader] as number);
      }
      if (kept.has(value)) last = order.length - 1;
      change[at[maker] as number] = (change[at[maker] as number] as number) + size;
      change[last + 1] = (change[last + 1] as number) - size;
    });
    let alive = 0;
    let peak = 0;
    let area = 0;
    order.forEach((unit, position) => {
      alive += change[position] as number;
      area += alive;
      peak = Math.max(peak, alive + (units[unit] as WorkUnit).scratchBytes);
    });
    return { peak, area };
  }
}

function positionsOf(order: WorkOrder): Int32Array {
  const at = new Int32Array(order.length);
  order.forEach((unit, position) => {
    at[unit] = position;
  });
  return at;
}

const isSmaller = (a: OrderSize, b: OrderSize) =>
  a.peak < b.peak || (a.peak === b.peak && a.area < b.area);

/**
 * List scheduling from the start or from the end: of all units that may come next, the one after which
 * the fewest more bytes are alive; ties go to the traced order.
 */
function greedyOrder(links: Links, isFromEnd: boolean): WorkOrder {
  const { units, bytes, kept } = links.work;
  const waitsFor = (isFromEnd ? links.behind : links.before).map((list) => list.length);
  const releases = isFromEnd ? links.before : links.behind;
  const unread = links.readersOf.map((readers) => readers.length);
  const isAlive = bytes.map((_, value) => isFromEnd && kept.has(value));
  const growth = (unit: number) => {
    const { reads, makes } = units[unit] as WorkUnit;
    let sum = 0;
    for (const value of makes) sum += (isFromEnd ? -1 : 1) * (bytes[value] as number);
    for (const value of reads) {
      if (links.makerOf[value] === -1) continue;
      if (isFromEnd) sum += isAlive[value] ? 0 : (bytes[value] as number);
      else if (unread[value] === 1 && !kept.has(value)) sum -= bytes[value] as number;
    }
    return sum;
  };
  const ready = units.map((_, unit) => unit).filter((unit) => waitsFor[unit] === 0);
  const order: number[] = [];
  while (ready.length > 0) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    ready.forEach((unit, index) => {
      const more = growth(unit);
      const isTieWon = isFromEnd ? unit > (ready[best] as number) : unit < (ready[best] as number);
      if (more > least || (more === least && !isTieWon)) return;
      best = index;
      least = more;
    });
    const unit = ready[best] as number;
    ready.splice(best, 1);
    order.push(unit);
    for (const value of (units[unit] as WorkUnit).reads) {
      isAlive[value] = true;
      unread[value] = (unread[value] as number) - 1;
    }
    for (const other of releases[unit] as readonly number[]) {
      waitsFor[other] = (waitsFor[other] as number) - 1;
      if (waitsFor[other] === 0) ready.push(other);
    }
  }
  return isFromEnd ? order.reverse() : order;
}

/** Bytes that die when a unit reads them last, less those that it makes: what an earlier place saves. */
function savingOf(links: Links, unit: number, at: Int32Array): number {
  const { units, bytes, kept } = links.work;
  const { reads, makes } = units[unit] as WorkUnit;
  let saving = 0;
  for (const value of makes) saving -= bytes[value] as number;
  for (const value of reads) {
    if (links.makerOf[value] === -1 || kept.has(value)) continue;
    const readers = links.readersOf[value] as readonly number[];
    const isLast = readers.every((other) => (at[other] as number) <= (at[unit] as number));
    if (isLast) saving += bytes[value] as number;
  }
  return saving;
}

/** Moves single units to the earliest or latest place they may have, where that makes the order smaller. */
function improve(links: Links, start: WorkOrder): WorkOrder {
  let order = [...start];
  let size = links.sizeOf(order);
  if (order.length > mostImproved) return order;
  for (let round = 0; round < improvingRounds; round++) {
    const before = size;
    let at = positionsOf(order);
    for (const unit of [...order]) {
      const saving = savingOf(links, unit, at);
      if (Math.abs(saving) < leastShareMoved * size.peak) continue;
      const from = at[unit] as number;
      const to =
        saving > 0
          ? 1 + Math.max(-1, ...places(links.before, unit, at))
          : Math.min(order.length, ...places(links.behind, unit, at)) - 1;
      if (to === from) continue;
      const moved = order.toSpliced(from, 1).toSpliced(to, 0, unit);
      const found = links.sizeOf(moved);
      if (!isSmaller(found, size)) continue;
      order = moved;
      size = found;
      at = positionsOf(order);
    }
    if (!isSmaller(size, before)) break;
  }
  return order;
}

const places = (links: readonly (readonly number[])[], unit: number, at: Int32Array) =>
  (links[unit] ?? []).map((other) => at[other] as number);

/** The size of an order of a workload. */
export const sizeOfOrder = (work: Workload, order: WorkOrder) => new Links(work).sizeOf(order);

/**
 * A small order: the traced one and two list schedules, each improved by single moves; the first of the smallest.
 *
 * The problem is NP-hard (Sethi 1975, "Complete register allocation problems"), so this is a choice among candidates.
 * Equal workloads give equal orders.
 */
export function orderWork(work: Workload): WorkOrder {
  const links = new Links(work);
  const traced: WorkOrder = work.units.map((_, unit) => unit);
  const candidates = [traced, greedyOrder(links, true), greedyOrder(links, false)];
  const [best] = candidates
    .map((candidate) => improve(links, candidate))
    .map((order) => ({ order, size: links.sizeOf(order) }))
    .sort((a, b) => a.size.peak - b.size.peak || a.size.area - b.size.area);
  return best?.order ?? traced;
}
