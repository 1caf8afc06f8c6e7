// WebGPU's buffer usage flags by value, since Node has no GPUBufferUsage global.

/** Flags of a buffer's usage (WebGPU spec, "buffer usages"); join them with `|`. */
export const bufferUsage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyDestination: 0x8,
  uniform: 0x40,
  storage: 0x80,
  queryResolve: 0x200,
} as const;
