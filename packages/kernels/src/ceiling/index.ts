// The ceilings of an adapter.

export {
  type Ceilings,
  higherCeilings,
  type MemoryLevel,
  memoryCeilingGBs,
} from "./ceilings.ts";
export { type CeilingOptions, measureCeilings } from "./measure-ceilings.ts";
export { openReferenceLoad, type ReferenceLoad } from "./reference-load.ts";
