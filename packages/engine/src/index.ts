// The engine's public names: graph, gradients, compile, device. It knows no op by name.
export type { Work } from "./compile/fewest.ts";
export { allowsHalf, type Precision } from "./compile/half-storage.ts";
export {
  type Lifetime,
  lowerBound,
  type Place,
  type Placement,
  placeLifetimes,
} from "./compile/place.ts";
export { type Plan, type PlanOptions, plan, type Readable } from "./compile/plan.ts";
export type { StateBytes } from "./compile/plan-memory.ts";
export type { PlannedLaunch } from "./compile/planned-launch.ts";
export type { ProgramSpec, Update } from "./compile/program-spec.ts";
export type { Storage } from "./compile/storage.ts";
export type { ChooseVariant, VariantQuestion } from "./compile/variants.ts";
export { EngineError, type EngineErrorTag, isEngineError } from "./error.ts";
export { gradients, tensorKey, topologicalOrder } from "./graph/gradients.ts";
export { graphFlops } from "./graph/graph-flops.ts";
export {
  type BufferRef,
  type Kernel,
  type KernelBinding,
  type KernelParam,
  kernelSource,
  type Launch,
  linearGrid,
  linearMain,
} from "./graph/kernel.ts";
export type {
  Cost,
  ElementwiseRule,
  GradientContext,
  HalfPlaces,
  ImageRange,
  ImageSplit,
  LowerContext,
  Op,
  OpNode,
  Tensor,
  TensorSource,
  VariantContext,
} from "./graph/op.ts";
export type { Block } from "./graph/recompute.ts";
export {
  broadcastShapes,
  elementCount,
  formatShape,
  type Shape,
  sameShape,
} from "./graph/shape.ts";
export { applyOp, applyOp1, constant, input, named, readVariable } from "./graph/tensor.ts";
export { bytesOf, type Dtype, type TensorType } from "./graph/tensor-type.ts";
export { type AdapterFacts, baselineAdapter } from "./runtime/adapter-facts.ts";
export { bufferUsage } from "./runtime/buffer-usage.ts";
export { checkBindingSize } from "./runtime/check-binding-size.ts";
export { type BufferRange, type CompiledKernel, Device } from "./runtime/device.ts";
export { findNonFinite, findStrayWrite } from "./runtime/inspect.ts";
export { type DeviceOptions, openDevice } from "./runtime/open-device.ts";
export type {
  GroupTime,
  HostEvent,
  HostWork,
  LaunchTime,
  PassTime,
  Profile,
  ProfileClock,
  ProfileCounts,
  ProfiledRun,
} from "./runtime/profile-types.ts";
export { Profiler, type ProfilerOptions } from "./runtime/profiler.ts";
export { compile, type Feeds, Program, type Results, type Submitted } from "./runtime/program.ts";
export {
  createVariable,
  destroyVariable,
  type Numbers,
  placeholderVariable,
  readVariables,
  type Variable,
  writeVariable,
} from "./runtime/variable.ts";
export {
  offsetOf,
  ownerOf,
  partLength,
  partOf,
} from "./runtime/variable-part.ts";
export { type TuneOptions, tune } from "./tune/tune.ts";
export {
  answerTo,
  type ChosenVariant,
  chooseByTable,
  collectQuestions,
  type MeasuredVariant,
  type RejectedVariant,
  type TableOptions,
  type TuningEntry,
  type TuningTable,
} from "./tune/tuning-table.ts";
