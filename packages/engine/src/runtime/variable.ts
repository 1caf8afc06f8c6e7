// Variables: state that lives on the device between runs, such as parameters and moments.
import { EngineError } from "../error.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Dtype } from "../graph/tensor-type.ts";
import { bufferUsage } from "./buffer-usage.ts";
import { checkBindingSize } from "./check-binding-size.ts";
import type { Device } from "./device.ts";
import { upload } from "./upload.ts";

/** Named state on a device. Programs read it and overwrite it in place. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly device: Device;
  readonly buffer: GPUBuffer;
  /** The variable in whose memory this one lies, for a part of one; see `partOf`. */
  readonly within?: Variable;
  /** First byte in `buffer`, default 0. */
  readonly offset?: number;
}

/** Numbers of a variable, in the type of its dtype. */
export type Numbers = Float32Array | Uint32Array;

/** The dtype of numbers. */
export const dtypeOf = (value: Numbers): Dtype => (value instanceof Uint32Array ? "u32" : "f32");

function requireCount(name: string, shape: Shape, value: Numbers): void {
  const expected = elementCount(shape);
  if (value.length === expected) return;
  throw new EngineError(
    "shape",
    `variable "${name}": the shape ${formatShape(shape)} needs ${expected} ` +
      `numbers, but ${value.length} were given. Give as many numbers as the shape has elements.`,
  );
}

/**
 * Checks that a variable can be used on `device`.
 *
 * @throws {EngineError} tag `freed` when it was destroyed, `internal` when it is on another device
 */
export function requireUsable(variable: Variable, device: Device): void {
  if (variable.device !== device) {
    throw new EngineError(
      "internal",
      `variable "${variable.name}": it must be on the device that uses it, but it is on another. ` +
        "Make it on this device.",
    );
  }
  if (device.holds(variable.buffer)) return;
  throw new EngineError(
    "freed",
    `variable "${variable.name}": it must not be destroyed before its last use, but it was. ` +
      "Destroy it after the programs that use it.",
  );
}

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
  requireCount(name, shape, value);
  const sizeBytes = 4 * elementCount(shape);
  checkBindingSize(device.adapter, `variable "${name}"`, shape, sizeBytes);
  const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination;
  const buffer = device.createBuffer(sizeBytes, usage, `variable ${name}`);
  upload(device, buffer, 0, value);
  return { name, shape, dtype: dtypeOf(value), device, buffer };
}

/**
 * A variable without memory, for plans that never run.
 *
 * Its device and buffer throw {EngineError} tag `internal`.
 */
export function placeholderVariable(name: string, shape: Shape, dtype: Dtype = "f32"): Variable {
  const refuse = (): never => {
    throw new EngineError(
      "internal",
      `variable "${name}": it must have memory to be used, but it is a placeholder of a plan. ` +
        "Make it with createVariable.",
    );
  };
  return {
    name,
    shape,
    dtype,
    get device() {
      return refuse();
    },
    get buffer() {
      return refuse();
    },
  };
}

/**
 * Replaces a variable's value.
 *
 * @throws {EngineError} tag `shape` or `dtype` when the numbers are of another count or type, `freed`
 */
export function writeVariable(variable: Variable, value: Numbers): void {
  const { name, shape, dtype, device, buffer } = variable;
  requireCount(name, shape, value);
  if (dtypeOf(value) !== dtype) {
    throw new EngineError(
      "dtype",
      `variable "${name}": it holds ${dtype}, but ${dtypeOf(value)} numbers were given. ` +
        `Give a ${dtype === "u32" ? "Uint32Array" : "Float32Array"}.`,
    );
  }
  device.assertAlive();
  requireUsable(variable, device);
  upload(device, buffer, variable.offset ?? 0, value);
}

/**
 * Reads variables of one device back, in the order given; submit nothing that writes them meanwhile.
 *
 * @throws {EngineError} tags `device-lost`, `freed`
 */
export async function readVariables(variables: readonly Variable[]): Promise<Numbers[]> {
  const first = variables[0];
  if (first === undefined) return [];
  const { device } = first;
  device.assertAlive();
  for (const variable of variables) requireUsable(variable, device);
  const ranges = variables.map(({ buffer, offset = 0, shape }) => ({
    buffer,
    offset,
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
