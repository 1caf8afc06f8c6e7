// Affine maps between two planes: fitted to pairs of points, and composed.

/** x' = a·x + b·y + c, y' = d·x + e·y + f, as [a, b, c, d, e, f]. */
export type Affine = readonly [number, number, number, number, number, number];

/** A point and where it should be mapped. */
export interface PointPair {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Where the map takes a point. */
export function mapPoint([a, b, c, d, e, f]: Affine, x: number, y: number): [number, number] {
  return [a * x + b * y + c, d * x + e * y + f];
}

/** The map with its ends in other units: from x to fromScale·x, and to y to toScale·y. */
export function inUnits(
  [a, b, c, d, e, f]: Affine,
  from: readonly [number, number],
  to: readonly [number, number],
): Affine {
  const [fx, fy] = from;
  const [tx, ty] = to;
  return [(a * tx) / fx, (b * tx) / fy, c * tx, (d * ty) / fx, (e * ty) / fy, f * ty];
}

/** Weight of the pull towards a plain enlargement, in shares of the points' spread. */
const PULL = 0.02;

/**
 * The affine map of least squares, with a weak pull towards an enlargement without turn or squashing,
 * so that points on one line suffice.
 *
 * @param pairs at least 2, not all from one point
 */
export function fitAffine(pairs: readonly PointPair[]): Affine {
  const mean = (of: (pair: PointPair) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [mx, my] = [mean(({ from }) => from[0]), mean(({ from }) => from[1])];
  const [mu, mv] = [mean(({ to }) => to[0]), mean(({ to }) => to[1])];
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (const { from, to } of pairs) {
    const [x, y, u, v] = [from[0] - mx, from[1] - my, to[0] - mu, to[1] - mv];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    yu += y * u;
    xv += x * v;
    yv += y * v;
  }
  const enlargement = (xu + yv) / (xx + yy);
  const pull = PULL * (xx + yy);
  const determinant = (xx + pull) * (yy + pull) - xy * xy;
  const solve = (p: number, q: number): [number, number] => [
    (p * (yy + pull) - q * xy) / determinant,
    (q * (xx + pull) - p * xy) / determinant,
  ];
  const [a, b] = solve(xu + pull * enlargement, yu);
  const [d, e] = solve(xv, yv + pull * enlargement);
  return [a, b, mu - a * mx - b * my, d, e, mv - d * mx - e * my];
}
