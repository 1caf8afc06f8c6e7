// Whether a checkpoint continues the run of a model.
import { ModelError } from "../model-error.ts";
import type { ModelDescription } from "./checkpoint.ts";

/** @throws {ModelError} tags `kind`, `architecture` when a field of the description differs */
export function requireSameModel(found: ModelDescription, wanted: ModelDescription): void {
  for (const key of ["kind", "size", "unet", "head"] as const) {
    const [has, wants] = [JSON.stringify(found[key]), JSON.stringify(wanted[key])];
    if (has === wants) continue;
    throw new ModelError(
      key === "kind" ? "kind" : "architecture",
      `checkpoint: "${key}" must be ${wants}, but it is ${has}. ` +
        "Continue with the configuration that the run was started with.",
    );
  }
}
