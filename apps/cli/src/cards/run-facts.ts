// Facts for a model card out of a run folder: how a model was made, without the paths of the machine that made it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ModelDescription } from "@pleura/models";
import { RUN_RECORD, type RunRecord, readRunRecord } from "../run-folder/run-record.ts";
import type { ModelCardFacts } from "./card-facts.ts";

/** Settings that name places or devices, or say nothing about the model. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "data",
  "manifest",
  "out",
  "cache",
  "adapter",
  "tune",
  "everySteps",
]);

/** The record of a run folder; undefined when the model has none beside it. */
export function runRecordOf(folder: string): RunRecord | undefined {
  return existsSync(join(folder, RUN_RECORD)) ? readRunRecord(folder) : undefined;
}

/** What a run record tells. */
export function runFacts(
  record: RunRecord | undefined,
): Pick<ModelCardFacts, "version" | "gitHash" | "parameters" | "training"> {
  if (record === undefined) return {};
  const { versions, gitHash, model, config, command, seed, adapter, data } = record;
  return {
    version: versions["pleura"] === undefined ? undefined : `pleura ${versions["pleura"]}`,
    gitHash,
    parameters: model["parameters"],
    training: {
      command,
      seed: `${seed}`,
      adapter: adapter.description,
      ...Object.fromEntries(Object.entries(data).map(([name, n]) => [`${name} images`, `${n}`])),
      ...flatten(config),
    },
  };
}

/** The data of the pretext that a classifier began from, as far as its run folder still tells. */
export function pretextFacts(record: RunRecord | undefined): ModelCardFacts["pretextData"] {
  const init = record?.config["init"];
  if (init === "scratch") return "none";
  if (typeof init !== "string") return undefined;
  const pretext = runRecordOf(init);
  if (pretext === undefined) return undefined;
  return {
    name: "films of the pretext run, labels unused",
    images: pretext.data["train"] ?? 0,
    fingerprint: pretext.dataFingerprint,
  };
}

/** Settings as "a.b" → text; the file that weights came from is told as what it is, not where it lies. */
function flatten(tree: Readonly<Record<string, unknown>>, prefix = ""): Record<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const name = `${prefix}${key}`;
    if (value === undefined || LEFT_OUT.has(name)) return [];
    if (name === "init") return [[name, value === "scratch" ? "scratch" : "an earlier run"]];
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return [[name, Array.isArray(value) ? value.join(", ") : `${value}`]];
    }
    return Object.entries(flatten(value as Record<string, unknown>, `${name}.`));
  });
  return Object.fromEntries(entries);
}

/** The network in a sentence. */
export function architectureText({ unet, head }: ModelDescription): string {
  const { levels, width, attention, norm, dropout } = unet;
  const widths = Array.from({ length: levels }, (_, level) => width * 2 ** level).join("-");
  const end =
    head === undefined
      ? "with a decoder that restores the image"
      : `with a ${head.kind === "gap" ? "pooled" : "published"} head of ${head.hidden} hidden units`;
  return `Encoder of a U-Net, ${levels} levels of ${widths} channels, attention ${attention}, normalisation ${norm}, dropout ${dropout}, ${end}.`;
}
