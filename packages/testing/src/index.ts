// Testing's public names: seeded numbers, comparisons and the tolerance table.
export { firstDifference, type NumberArray, relativeError, type Tolerance } from "./all-close.ts";
export { randomNumbers } from "./random-numbers.ts";
export { forwardTolerance, gradientTolerance } from "./tolerance.ts";
