// How a command is declared: the flags that all have, and the module that is loaded when it is called.
import type { Command } from "commander";
import type { CommandModule } from "../invocation.ts";
import { createOutput } from "../output.ts";

/** Loads a command's module. */
export type Load = () => Promise<CommandModule>;

/** Declares a command below a parent; `out` says what `--out` names. */
type Declare = (
  parent: Command,
  name: string,
  summary: string,
  load: Load,
  out?: string,
) => Command;

/** Two ways to declare a command. */
export interface Declarer {
  readonly plain: Declare;
  /** For commands whose programs choose kernel variants. */
  readonly tuned: Declare;
}

/** Flags with a `--no-` form only. Commander gives them as true, which would outvote the settings file. */
const ONLY_NEGATED = ["tune", "train", "open"] as const;

/**
 * Makes the ways to declare commands.
 *
 * @param onEnd gets the exit code of the command that ran
 */
export function createDeclarer(onEnd: (exitCode: number) => void): Declarer {
  const plain: Declare = (parent, name, summary, load, out = "folder for the results") => {
    const command = parent
      .command(name)
      .description(summary)
      .option("--json", "data on stdout, one JSON object per line")
      .option("--config <file>", "settings from a YAML file")
      .option("--set <key=value>", "one setting, such as unet.width=16 (repeatable)", collect, [])
      .option("--seed <n>", "seed of all randomness")
      .option("--adapter <name>", "use the GPU whose name contains this")
      .option("--out <path>", out);
    command.action(async () => {
      const { json, ...flags } = command.opts();
      for (const name of ONLY_NEGATED) {
        if (command.getOptionValueSource(name) === "default") delete flags[name];
      }
      if (flags["cache"] === false) flags["cache"] = "none";
      const output = createOutput(json === true);
      const { run } = await load();
      onEnd(await run({ files: command.args, flags, output }));
    });
    return command;
  };
  return {
    plain,
    tuned: (...declared) =>
      plain(...declared).option(
        "--no-tune",
        "kernel variants by the built-in tables, not by what doctor --tune measured",
      ),
  };
}

/** Adds a value of a repeatable flag to the earlier ones. */
export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

/** Adds the flags of commands that read a data set's images. */
export function withCache(command: Command): Command {
  return command
    .option("--cache <dir>", "folder of the prepared images, instead of the user's cache folder")
    .option("--no-cache", "decode the images anew and keep none on disk")
    .option("--workers <n>", "threads that decode and change images; 0 for none");
}
