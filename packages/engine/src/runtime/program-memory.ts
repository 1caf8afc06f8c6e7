// The buffers of one program: arenas, inputs, constants and parameters, and where each storage lies.

import type { Plan } from "../compile/plan.ts";
import type { Storage } from "../compile/storage.ts";
import { EngineError } from "../error.ts";
import type { Tensor } from "../graph/op.ts";
import { formatShape } from "../graph/shape.ts";
import { bytesOf } from "../graph/tensor-type.ts";
import { bufferUsage } from "./buffer-usage.ts";
import type { BufferRange, Device } from "./device.ts";
import { upload } from "./upload.ts";
import { requireUsable, type Variable } from "./variable.ts";
import { offsetOf, overlaps } from "./variable-part.ts";

/** Memory that launches read but must not change. */
export interface ReadOnlyMemory extends BufferRange {
  readonly label: string;
  /** The input's name when it is fed. */
  readonly inputName?: string;
  /** Bytes after the range that launches can reach but must not touch. */
  readonly guardBytes: number;
}

/** An input's tensor and its buffer. */
export interface InputBuffer {
  readonly name: string;
  readonly tensor: Tensor;
  readonly buffer: GPUBuffer;
}

/** Owns a program's buffers. `allocate` makes them; `destroy` frees what was made. */
export class ProgramMemory {
  readonly #device: Device;
  readonly #plan: Plan;
  readonly #buffers: GPUBuffer[] = [];
  readonly #constants = new Map<Tensor, GPUBuffer>();
  readonly #inputs = new Map<string, InputBuffer>();
  /** The buffers that hold temporaries. */
  readonly arenas: GPUBuffer[] = [];

  constructor(device: Device, plan: Plan) {
    this.#device = device;
    this.#plan = plan;
  }

  #own(sizeBytes: number, usage: number, label: string): GPUBuffer {
    const buffer = this.#device.createBuffer(sizeBytes, usage, label);
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Makes all buffers and uploads constants and parameters. */
  allocate(params: Uint8Array): { uniform: GPUBuffer } {
    const { arenaBytes, inputs, launches, outputs, intermediates, guardBytes, variables } =
      this.#plan;
    const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination;
    for (const variable of variables) requireUsable(variable, this.#device);
    arenaBytes.forEach((bytes, index) => {
      this.arenas.push(this.#own(bytes, usage, `arena ${index}`));
    });
    for (const tensor of inputs) {
      if (tensor.source.kind !== "input") continue;
      const { name } = tensor.source;
      const buffer = this.#own(bytesOf(tensor) + guardBytes, usage, `input ${name}`);
      this.#inputs.set(name, { name, tensor, buffer });
    }
    const read = [...outputs.values(), ...intermediates].map(({ storage }) => storage);
    for (const storage of [...launches.flatMap(({ storages }) => storages), ...read]) {
      if (storage.kind !== "constant" || this.#constants.has(storage.tensor)) continue;
      const { source } = storage.tensor;
      if (source.kind !== "constant") continue;
      const buffer = this.#own(storage.sizeBytes + guardBytes, usage, "constant");
      upload(this.#device, buffer, 0, source.data);
      this.#constants.set(storage.tensor, buffer);
    }
    const uniform = this.#own(
      params.byteLength,
      bufferUsage.uniform | bufferUsage.copyDestination,
      "params",
    );
    upload(this.#device, uniform, 0, params);
    return { uniform };
  }

  /** The inputs that a run must be fed. */
  get inputs(): readonly InputBuffer[] {
    return [...this.#inputs.values()];
  }

  /** Where a storage lies, without guards. */
  rangeOf(storage: Storage): BufferRange {
    const size = storage.sizeBytes;
    if (storage.kind === "variable") return rangeOfVariable(storage.variable);
    if (storage.kind === "temporary") {
      return { buffer: found(this.arenas[storage.arena]), offset: storage.offset, size };
    }
    const { source } = storage.tensor;
    const buffer =
      source.kind === "input"
        ? this.#inputs.get(source.name)?.buffer
        : this.#constants.get(storage.tensor);
    return { buffer: found(buffer), offset: 0, size };
  }

  /** The range that launches bind for a storage: with its guard, if the plan has guards. */
  bindingOf(storage: Storage): BufferRange {
    const range = this.rangeOf(storage);
    const guard = storage.kind === "variable" ? 0 : this.#plan.guardBytes;
    return { ...range, size: range.size + guard };
  }

  /** Everything that launches must not change: inputs, constants, variables that are only read. */
  get readOnly(): readonly ReadOnlyMemory[] {
    const { guardBytes, variables, written } = this.#plan;
    const inputs = this.inputs.map(({ name, tensor, buffer }) => ({
      label: `input "${name}"`,
      inputName: name,
      buffer,
      offset: 0,
      size: bytesOf(tensor),
      guardBytes,
    }));
    const constants = [...this.#constants].map(([tensor, buffer]) => ({
      label: `constant of shape ${formatShape(tensor.shape)}`,
      buffer,
      offset: 0,
      size: bytesOf(tensor),
      guardBytes,
    }));
    const onlyRead = variables
      .filter((variable) => ![...written].some((other) => overlaps(other, variable)))
      .map((variable) => ({
        label: `variable "${variable.name}"`,
        ...rangeOfVariable(variable),
        guardBytes: 0,
      }));
    return [...inputs, ...constants, ...onlyRead];
  }

  /** Frees all buffers. */
  destroy(): void {
    for (const buffer of this.#buffers) this.#device.destroyBuffer(buffer);
  }
}

const rangeOfVariable = (variable: Variable): BufferRange => ({
  buffer: variable.buffer,
  offset: offsetOf(variable),
  size: bytesOf(variable),
});

function found(buffer: GPUBuffer | undefined): GPUBuffer {
  if (buffer) return buffer;
  throw new EngineError(
    "internal",
    "program: every storage must have a buffer, but one has none. Report this.",
  );
}
