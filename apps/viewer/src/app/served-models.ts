// Which models of a served run the page opens with, and what their run says they were trained on.
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import { oneLine } from "./page-text.ts";

/** A checkpoint among the files of a run. */
export interface ServedModel {
  /** Path of the file in the run's list. */
  readonly path: string;
  /** Path of the run.json beside it; undefined when there is none. */
  readonly record: string | undefined;
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);
const depthOf = (path: string) => path.split("/").length;

/**
 * One checkpoint per folder, the best one else the last one else the first by name; folders near the top come first.
 *
 * @param paths all files of the run
 */
export function servedModels(paths: readonly string[]): readonly ServedModel[] {
  const known = new Set(paths);
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    if (!path.endsWith(".safetensors")) continue;
    const folder = folderOf(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return [...folders]
    .map(([folder, files]): ServedModel => {
      const chosen = ["best", "last"].map((name) => `${folder}${name}.safetensors`);
      const path = chosen.find((file) => files.includes(file)) ?? (files.sort()[0] as string);
      const record = `${folder}run.json`;
      return { path, record: known.has(record) ? record : undefined };
    })
    .sort((a, b) => depthOf(a.path) - depthOf(b.path) || (a.path < b.path ? -1 : 1));
}

/** What a page needs of run.json to name a model's training; everything in it may be missing. */
interface TrainingRecord {
  readonly command?: unknown;
  readonly config?: { readonly data?: unknown };
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The kind of model that a run wrote, by its command; undefined for other commands. */
export function modelKindOf(record: unknown): "classifier" | "pretext" | undefined {
  const { command } = (record ?? {}) as TrainingRecord;
  if (command === "finetune") return "classifier";
  return command === "pretrain" ? "pretext" : undefined;
}

/** A model's training data in words, such as "data: 540 films"; undefined when the run does not say. */
export function trainedOnWords(record: unknown): string | undefined {
  const { config, data } = (record ?? {}) as TrainingRecord;
  const folder = typeof config?.data === "string" ? config.data : "";
  const name = oneLine(folder.split(/[/\\]/).filter(Boolean).at(-1) ?? "");
  const films = typeof data?.["train"] === "number" ? `${data["train"]} films` : "";
  return [name, films].filter(Boolean).join(": ") || undefined;
}

/** What a model's own file says of its training data; files of before it was kept say nothing. */
export function trainedOnOf({ extra }: Pick<ModelFacts, "extra">): string | undefined {
  return oneLine(extra["trainedOn"] ?? "") || undefined;
}

/**
 * A model's name as people know it: the folder of a run's best or last checkpoint, else the file.
 *
 * A file that came without its folder is told apart by its preset and kind, such as "best.safetensors (demo classifier)".
 */
export function modelTitle({ name, kind, extra }: ModelFacts): string {
  const parts = oneLine(name).split("/").filter(Boolean);
  const file = parts.at(-1) ?? "";
  if (!/^(best|last)\.safetensors$/.test(file)) return file;
  const folder = parts.at(-2);
  const preset = oneLine(extra["preset"] ?? "");
  const sort = kind === "classifier" ? "classifier" : "restoration model";
  return folder ?? `${file} (${[preset, sort].filter(Boolean).join(" ")})`;
}
