// study-run.json: what a study ran on, from its beginning and at every later call that went on with it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChosenVariant, Device } from "@pleura/engine";
import { CliError } from "../cli-error.ts";
import { toJson } from "../output.ts";
import { gitHash, type RunSurroundings, versions } from "../run-folder/run-record.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import type { StudySettings } from "./study-settings.ts";

/** Contents of study-run.json. */
export interface StudyRecord {
  readonly command: "study";
  /** The first call and each that went on, where anything differed from the call before. */
  readonly calls: readonly RunSurroundings[];
  readonly config: StudySettings;
  /** Kernel variants that every cell uses. */
  readonly variants: readonly ChosenVariant[];
}

const NAME = "study-run.json";

/** The record of a study folder; undefined when none was begun there. */
export function readStudyRecord(out: string): StudyRecord | undefined {
  const path = join(out, NAME);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as StudyRecord;
  } catch (cause) {
    throw new CliError(
      "checkpoint",
      `study "${out}": its ${NAME} must be readable, but it is damaged. Restore it, or give another --out.`,
      cause,
    );
  }
}

/** Records a call of a study. */
export function recordStudy(
  settings: StudySettings,
  device: Device,
  variants: readonly ChosenVariant[],
): StudyRecord {
  const before = readStudyRecord(settings.out);
  const now: RunSurroundings = {
    versions: versions(),
    gitHash: gitHash(),
    adapter: device.adapter,
  };
  const calls = before?.calls ?? [];
  const isNew = toJson(calls.at(-1)) !== toJson(now);
  const record: StudyRecord = {
    command: "study",
    calls: isNew ? [...calls, now] : calls,
    config: settings,
    variants: before?.variants ?? variants,
  };
  writeAtomic(join(settings.out, NAME), `${toJson(record, 2)}\n`, "output");
  return record;
}
