// The buffers that a launch binds, by the names that kernel and model give them.
import type { PlannedLaunch, Storage } from "@pleura/engine";

/** A buffer of a launch. */
export interface LaunchBinding {
  /** Name in the kernel's text. */
  readonly name: string;
  /** WGSL type of an element, such as `vec4f`. */
  readonly element: string;
  readonly kind: Storage["kind"];
  /** Name in the model: of the tensor, the variable or the input. */
  readonly label: string;
  readonly bytes: number;
  /** Place among the program's temporaries, for one of them. */
  readonly temporary?: number;
}

/** The buffers of a launch in the order in which the kernel binds them. */
export function launchBindings(
  { kernel, storages }: PlannedLaunch,
  temporaries: ReadonlyMap<Storage, number>,
): readonly LaunchBinding[] {
  return storages.map((storage, slot) => {
    const { name = `binding ${slot}`, element = "" } = kernel.bindings[slot] ?? {};
    const place = temporaries.get(storage);
    return {
      ...{ name, element, kind: storage.kind, label: labelOf(storage), bytes: storage.sizeBytes },
      ...(place !== undefined && { temporary: place }),
    };
  });
}

function labelOf(storage: Storage): string {
  if (storage.kind === "temporary") return storage.label;
  if (storage.kind === "variable") return storage.variable.name;
  const { source } = storage.tensor;
  return source.kind === "input" ? source.name : "constant";
}
