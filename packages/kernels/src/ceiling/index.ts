// The ceilings of an adapter.

export { type CeilingOptions, type Ceilings, measureCeilings } from "./measure-ceilings.ts";
