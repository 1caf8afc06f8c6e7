// The refusal of a global scope without WebGPU: the page may have it although its workers have not.

/** Tag of the refusal, by which the page knows it. */
export const NO_WEBGPU = "no-webgpu";

/** Thrown where `navigator.gpu` is missing. */
export class NoWebgpuError extends Error {
  override readonly name = "NoWebgpuError";
  readonly tag = NO_WEBGPU;

  constructor() {
    super(
      "open device: WebGPU must be there, but this browser has none here. See the page's advice.",
    );
  }
}
