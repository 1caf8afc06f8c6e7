// Setup of the gpu test project: gives every test file Dawn as `navigator.gpu`, as a browser would.
import { create, globals } from "webgpu";

declare global {
  var navigator: { readonly gpu: GPU };
}

// Timestamps are rounded to 65.5 µs unless this feature is off.
const gpu = create(["disable-dawn-features=timestamp_quantization"]);

// Rooted in the global object: Node crashes when it is collected while a device is alive.
Object.assign(globalThis, globals, { pleuraTestGpu: gpu });
Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
