// Testing's public names: seeded numbers, comparisons, the tolerance table and a reader of event files.
export { firstDifference, type NumberArray, relativeError, type Tolerance } from "./all-close.ts";
export { randomNumbers } from "./random-numbers.ts";
export { type ReadTensorBoardEvent, readTensorBoardEvents } from "./read-tensorboard-events.ts";
export { roundToHalf } from "./round-to-half.ts";
export { forwardTolerance, gradientTolerance, halfTolerance } from "./tolerance.ts";
