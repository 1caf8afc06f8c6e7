// Points of a curve that grows without end in bounded memory: neighbours are joined when there are too many.

/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/** Points that are kept at most: more than a chart's pixels across. */
export const MOST_POINTS = 1024;

interface Bucket {
  sumX: number;
  sumY: number;
  count: number;
}

/** A curve of at most {@link MOST_POINTS} points, each the mean of equally many neighbours (the last one of fewer). */
export class ThinnedPoints {
  #buckets: Bucket[] = [];
  /** Points of a full bucket. */
  #width = 1;

  /** Adds the next point. */
  add(x: number, y: number): void {
    const last = this.#buckets.at(-1);
    if (last !== undefined && last.count < this.#width) {
      last.sumX += x;
      last.sumY += y;
      last.count += 1;
      return;
    }
    if (this.#buckets.length === MOST_POINTS) this.#halve();
    this.#buckets.push({ sumX: x, sumY: y, count: 1 });
  }

  #halve(): void {
    const joined: Bucket[] = [];
    for (let index = 0; index < this.#buckets.length; index += 2) {
      const [a, b] = this.#buckets.slice(index, index + 2) as [Bucket, Bucket];
      joined.push({ sumX: a.sumX + b.sumX, sumY: a.sumY + b.sumY, count: a.count + b.count });
    }
    this.#buckets = joined;
    this.#width *= 2;
  }

  /** The points in the order in which they came. */
  points(): Point[] {
    return this.#buckets.map(({ sumX, sumY, count }) => [sumX / count, sumY / count]);
  }
}
