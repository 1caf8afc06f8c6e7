// Settings of a resumed run: those it began with, and the few that may change on the way.
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { CliError } from "../cli-error.ts";
import { commandSettings } from "../config/command-settings.ts";
import type { SettingsTree } from "../config/load-settings.ts";
import type { Invocation } from "../invocation.ts";
import { readRunRecord } from "../run-folder/run-record.ts";

/** What may differ from the run's beginning without changing any step. */
const FREE = new Set([
  "adapter",
  // A prepared image has the same grey levels wherever it comes from.
  "cache",
  "data",
  "epochs",
  "everySteps",
  "manifest",
  "memoryBudget",
  "minutes",
  "out",
  "patience",
  "steps",
  // A resumed run keeps the choices it began with.
  "tune",
  "validateEverySteps",
]);

/** Settings, and whether they continue a run. */
export interface TrainingInvocation<S> {
  readonly settings: S;
  readonly isResumed: boolean;
}

/**
 * Loads the settings of a training command; with `--resume [DIR]` from the run's own record.
 *
 * @throws {CliError} tag `usage` when a setting would change the steps of the run
 */
export function trainingSettings<S extends z.ZodType>(
  schema: S,
  command: string,
  invocation: Invocation,
  defaults: (given: SettingsTree) => SettingsTree,
): TrainingInvocation<z.output<S>> {
  const { resume, ...flags } = invocation.flags;
  const plain = { ...invocation, flags };
  if (resume === undefined) {
    return { settings: commandSettings(schema, plain, defaults), isResumed: false };
  }
  const folder = typeof resume === "string" ? resume : flags["out"];
  if (typeof folder !== "string") {
    throw new CliError(
      "usage",
      "--resume: the run folder must be named, but neither --resume DIR nor --out DIR is given. Name it.",
    );
  }
  const record = readRunRecord(folder);
  if (record.command !== command) {
    throw new CliError(
      "checkpoint",
      `resume "${folder}": it must be a run of ${command}, but ${record.command} wrote it. Use pleura ${record.command} --resume.`,
    );
  }
  const settings = commandSettings(
    schema,
    { ...plain, flags: { ...flags, out: folder } },
    (given) => withoutOldEnd(record.config, given),
  ) as Record<string, unknown>;
  for (const [key, value] of Object.entries(settings)) {
    const before = record.config[key];
    if (FREE.has(key) || isDeepStrictEqual(value, before)) continue;
    throw new CliError(
      "usage",
      `resume "${folder}": "${key}" must stay ${JSON.stringify(before)}, but ${JSON.stringify(value)} is given. Leave it out, or start a new run.`,
    );
  }
  return { settings: settings as z.output<S>, isResumed: true };
}

/**
 * The recorded settings without the old time limit, which has passed; an end that is given now, in steps or
 * epochs, replaces the recorded one.
 */
function withoutOldEnd(
  { minutes: _old, ...recorded }: SettingsTree,
  given: SettingsTree,
): SettingsTree {
  if (given["steps"] === undefined && given["epochs"] === undefined) return recorded;
  const { steps: _, epochs: __, ...rest } = recorded;
  return rest;
}
