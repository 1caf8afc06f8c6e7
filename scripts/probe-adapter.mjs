// Asks Dawn for an adapter and a device in a process of its own, because a driver may crash it.
import { createRequire } from "node:module";

const load = createRequire(new URL("../packages/dawn/package.json", import.meta.url));
const { create, globals } = load("webgpu");
Object.assign(globalThis, globals);

// Node crashes when this object is collected while an adapter is alive.
globalThis.pleuraProbe = create([]);
const adapter = await globalThis.pleuraProbe.requestAdapter();
if (adapter === null) process.exit(4);
const device = await adapter.requestDevice().catch((error) => {
  process.stderr.write(`Warning: ${error.message}\n`, () => process.exit(4));
  return new Promise(() => {});
});
const { vendor, architecture, description } = adapter.info;
device.destroy();
process.stdout.write(`${JSON.stringify({ vendor, architecture, description })}\n`, () =>
  process.exit(0),
);
