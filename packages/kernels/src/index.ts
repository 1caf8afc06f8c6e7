// The public names of the kernels package: functions that add ops to a graph.
export type { OpBench } from "./contract/bench.ts";
export {
  abs,
  add,
  affine,
  divide,
  exp,
  log,
  maximum,
  multiply,
  negate,
  relu,
  reshape,
  sigmoid,
  sqrt,
  square,
  subtract,
  tanh,
} from "./elementwise/elementwise.ts";
export { reduceMax, reduceMean, reduceSum } from "./reduce/reduce.ts";
