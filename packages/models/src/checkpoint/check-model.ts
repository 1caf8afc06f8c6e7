// What a checkpoint says of its model, checked before anything is built or allocated for it.
import type { HeadConfig } from "../classifier/config.ts";
import { ModelError } from "../model-error.ts";
import { checkUnetConfig } from "../unet/check-unet-config.ts";
import type { ModelDescription } from "./checkpoint.ts";

/** Largest side of a model's images: eight times the paper's. A foreign file must not make us allocate more. */
const largestSize = 4096;

const heads: readonly HeadConfig["kind"][] = ["gap", "linear", "authors"];

function refuse(what: string, mustBe: string, given: unknown, whatToDo: string): never {
  throw new ModelError(
    "config",
    `model: ${what} must be ${mustBe}, but it is ${JSON.stringify(given) ?? "missing"}. ${whatToDo}`,
  );
}

/**
 * Refuses a description of which no model can be made.
 *
 * @throws {ModelError} tag `config`, with the field's name
 */
export function checkModel({ kind, unet, head, size }: ModelDescription): void {
  checkUnetConfig(unet);
  const step = 2 ** (unet.levels - 1);
  if (!Number.isInteger(size) || size < step || size > largestSize || size % step !== 0) {
    const mustBe = `a multiple of ${step} up to ${largestSize}`;
    refuse('"size"', mustBe, size, "Use a checkpoint that pleura wrote.");
  }
  if (kind === "pretext") return;
  if (!heads.includes(head?.kind as HeadConfig["kind"])) {
    refuse(
      '"head.kind"',
      `one of ${heads.join(", ")}`,
      head?.kind,
      "A classifier needs a head: use one that pleura finetune wrote.",
    );
  }
  const { hidden, dropout } = head as HeadConfig;
  if (!Number.isInteger(hidden) || hidden < 1) {
    refuse('"head.hidden"', "a whole number ≥ 1", hidden, "Use a checkpoint that pleura wrote.");
  }
  if (!(dropout >= 0 && dropout < 1)) {
    refuse('"head.dropout"', "at least 0 and below 1", dropout, "Use one that pleura wrote.");
  }
}
