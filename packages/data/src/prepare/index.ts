// Public names of the preparation folder.

export {
  type Fit,
  fitSquare,
  type Geometry,
  type PreparedImage,
  type PrepareOptions,
  prepareImage,
  toSourceGrid,
} from "./prepare.ts";
export { type ResizeFilter, resize } from "./resize.ts";
