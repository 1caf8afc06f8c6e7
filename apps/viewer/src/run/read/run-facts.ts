// The facts of run.json that a page shows at once, and all of its values as lines.
import { trainedOnWords } from "../../app/served-models.ts";
import { ownValue, readJson, valueAt } from "./read-json.ts";
import { shownValue } from "./shown-value.ts";
import { type ValueLine, valueLines } from "./value-tree.ts";

/** What run.json says. */
export interface RunFacts {
  /** Name and text of each fact, in the order in which they are shown. */
  readonly headline: readonly (readonly [name: string, text: string])[];
  /** `pretrain`, `finetune` or what else wrote it; empty when it does not say. */
  readonly command: string;
  /** Step from which each resume went on. */
  readonly resumes: readonly number[];
  /** In words, for the model of this run; undefined when the record does not say. */
  readonly trainedOn: string | undefined;
  readonly lines: readonly ValueLine[];
}

/**
 * Reads run.json.
 *
 * @throws {JsonFileError} with the line of the damage
 */
export function runFacts(text: string, name: string): RunFacts {
  const record = readJson(text, name);
  const resumed = ownValue(record, "resumed");
  const resumes = (Array.isArray(resumed) ? resumed : [])
    .map((one) => ownValue(one, "step"))
    .filter((step) => typeof step === "number");
  const facts: readonly (readonly [string, unknown])[] = [
    ["command", ownValue(record, "command")],
    ["seed", ownValue(record, "seed")],
    ["adapter", valueAt(record, "adapter", "description")],
    ["pleura", valueAt(record, "versions", "pleura")],
    ["node", valueAt(record, "versions", "node")],
    ["commit", ownValue(record, "gitHash")],
    ["preset", valueAt(record, "config", "preset")],
    ["training films", valueAt(record, "data", "train")],
    ["validation films", valueAt(record, "data", "validation")],
    ["weights", valueAt(record, "model", "parameters")],
    ["resumed at step", resumes.length === 0 ? undefined : resumes.join(", ")],
  ];
  const command = ownValue(record, "command");
  return {
    headline: facts.flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [[key, shownValue(value)] as const],
    ),
    command: typeof command === "string" ? command : "",
    resumes,
    trainedOn: trainedOnWords(record),
    lines: valueLines(record),
  };
}
