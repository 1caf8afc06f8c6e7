// Counts the bytes of GPU buffers that are alive, whichever library makes them.

/**
 * Wraps `createBuffer` and `destroy`; a buffer that is collected without `destroy` is freed too.
 *
 * @param {{ GPUDevice: { prototype: object }, GPUBuffer: { prototype: object } }} classes
 * @returns {() => number} the most bytes alive at once so far
 */
export function countGpuBytes({ GPUDevice, GPUBuffer }) {
  const sizes = new WeakMap();
  let alive = 0;
  let peak = 0;
  const collected = new FinalizationRegistry((buffer) => {
    alive -= buffer.bytes;
    buffer.bytes = 0;
  });
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function count(descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    const record = { bytes: descriptor.size };
    sizes.set(buffer, record);
    collected.register(buffer, record);
    alive += record.bytes;
    peak = Math.max(peak, alive);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function discount() {
    const record = sizes.get(this);
    if (record) {
      alive -= record.bytes;
      record.bytes = 0;
    }
    return destroy.call(this);
  };
  return () => peak;
}
