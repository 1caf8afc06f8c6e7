// Variables: state that lives on the device between runs, such as parameters and moments.
import { EngineError } from "../error.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Dtype } from "../graph/tensor-type.ts";
import { checkBindingSize } from "./check-binding-size.ts";
import type { Device } from "./device.ts";

/** Named state on a device. Programs read it and overwrite it in place. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly device: Device;
  readonly buffer: GPUBuffer;
}

/** Numbers of a variable, in the type of its dtype. */
export type Numbers = Float32Array | Uint32Array;

/**
 * Makes a variable and uploads its first value.
 *
 * @throws {EngineError} tag `shape` when the number of values differs, `limit` when it is too large
 */
export function createVariable(
  device: Device,
  name: string,
  shape: Shape,
  value: Numbers,
): Variable {
  const dtype = value instanceof Uint32Array ? "u32" : "f32";
  const sizeBytes = 4 * elementCount(shape);
  checkBindingSize(device.adapter, `variable "${name}"`, shape, sizeBytes);
  const buffer = device.createBuffer(
    sizeBytes,
    GPU_STORAGE | GPU_COPY_SRC | GPU_COPY_DST,
    `variable ${name}`,
  );
  const variable: Variable = { name, shape, dtype, device, buffer };
  writeVariable(variable, value);
  return variable;
}

// WebGPU spec, "buffer usages": the constants by value, since Node has no GPUBufferUsage global.
const GPU_COPY_SRC = 0x4;
const GPU_COPY_DST = 0x8;
const GPU_STORAGE = 0x80;

/** Replaces a variable's value. */
export function writeVariable(variable: Variable, value: Numbers): void {
  const expected = elementCount(variable.shape);
  if (value.length !== expected) {
    throw new EngineError(
      "shape",
      `variable "${variable.name}": the shape ${formatShape(variable.shape)} needs ${expected} ` +
        `numbers, but ${value.length} were given. Give as many numbers as the shape has elements.`,
    );
  }
  variable.device.assertAlive();
  variable.device.gpu.queue.writeBuffer(variable.buffer, 0, value as Float32Array<ArrayBuffer>);
}

/** Reads variables back in one submit, in the order given. */
export async function readVariables(variables: readonly Variable[]): Promise<Numbers[]> {
  const first = variables[0];
  if (first === undefined) return [];
  const { device } = first;
  const ranges = variables.map(({ buffer, shape }) => ({
    buffer,
    offset: 0,
    size: 4 * elementCount(shape),
  }));
  const bytes = await device.readRanges(ranges);
  return bytes.map((range, index) =>
    variables[index]?.dtype === "u32" ? new Uint32Array(range) : new Float32Array(range),
  );
}

/** Frees a variable's memory; using it afterwards is an error. */
export function destroyVariable(variable: Variable): void {
  variable.device.destroyBuffer(variable.buffer);
}
