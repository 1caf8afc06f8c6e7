// Declares the commands, loads the chosen one, and maps its end to an exit code.
import { Command, CommanderError } from "commander";
import { createDeclarer } from "./declare/declare-command.ts";
import { declareData } from "./declare/declare-data.ts";
import { declareDevice } from "./declare/declare-device.ts";
import { declareResults } from "./declare/declare-results.ts";
import { declareSpeed } from "./declare/declare-speed.ts";
import { declareTraining } from "./declare/declare-training.ts";
import { declareWhole } from "./declare/declare-whole.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import { createOutput, oneLine } from "./output.ts";
import { StoppedError } from "./signals/stop-request.ts";
import { VERSION } from "./version.ts";

const program = new Command("pleura")
  .description("Self-supervised chest X-ray models on WebGPU. Research use. Not for diagnosis.")
  .version(VERSION)
  .enablePositionalOptions();

let exitCode: number = EXIT.ok;

const declarer = createDeclarer((code) => {
  exitCode = code;
});
for (const declareFamily of [
  declareDevice,
  declareData,
  declareTraining,
  declareResults,
  declareWhole,
  declareSpeed,
]) {
  declareFamily(program, declarer);
}

/** Runs the program and sets the exit code. */
async function main(): Promise<void> {
  try {
    for (const command of allCommands(program)) {
      command.exitOverride().configureOutput({
        outputError: () => undefined,
        writeOut: (text) => createOutput(false).text(text.replace(/\n$/, "")),
      });
    }
    await program.parseAsync(process.argv);
  } catch (error) {
    exitCode = report(error);
  }
  process.exitCode = exitCode;
}

function allCommands(root: Command): Command[] {
  return [root, ...root.commands.flatMap(allCommands)];
}

/** Tells the error in one line (a bug with its stack) and returns its exit code. */
function report(error: unknown): number {
  const output = createOutput(false);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code !== "commander.help") output.say(wrongUse(error));
    return EXIT.usage;
  }
  // The words were said when the signal came.
  if (error instanceof StoppedError) return error.exitCode;
  const code = exitCodeOf(error);
  if (code === EXIT.bug) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    output.say(`pleura: this is a bug, please report it with these lines.\n${text}`);
    return code;
  }
  output.say(`pleura: ${oneLine((error as Error).message)}`);
  return code;
}

function wrongUse(error: CommanderError): string {
  const message = oneLine(error.message.replace(/^error: /, ""));
  return `pleura: ${message}${/[.?)]$/.test(message) ? "" : "."} See pleura --help.`;
}

await main();
