// Counter-based random numbers.

export { philox4x32 } from "./philox.ts";
export { shuffledOrder } from "./shuffled-order.ts";
export { RANDOM_OPS, type RandomStream, randomStream, type StreamAddress } from "./stream.ts";
