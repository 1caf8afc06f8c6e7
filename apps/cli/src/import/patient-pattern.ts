// Finds the patient in a file name by a person's regular expression, which may not take for ever.
import { createContext, Script } from "node:vm";
import { CliError } from "../cli-error.ts";

/** Far more than a sound pattern needs for a name of 255 bytes; a bad one needs years. */
const MOST_MS = 1000;

/**
 * A function from a file name to the patient: the pattern's first group, or all that it matches;
 * empty when it does not match.
 *
 * @throws {CliError} tag `usage`, at once for text that is no pattern, later for one that needs
 * more than a second for a name
 */
export function compilePattern(pattern: string): (fileName: string) => string {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "u");
  } catch (cause) {
    throw new CliError(
      "usage",
      `--patient-pattern: it must be a regular expression, but ${(cause as Error).message}. Correct it.`,
      cause,
    );
  }
  // Only a script of its own can be stopped in the middle of a match.
  const room = createContext({ expression, name: "", found: null as RegExpExecArray | null });
  const script = new Script("found = expression.exec(name)");
  return (fileName) => {
    room["name"] = fileName;
    try {
      script.runInContext(room, { timeout: MOST_MS });
    } catch (cause) {
      throw new CliError(
        "usage",
        `--patient-pattern: a file name must be matched within ${MOST_MS / 1000} s, but "${pattern}" takes longer for "${fileName}". Write it without repetitions inside repetitions.`,
        cause,
      );
    }
    const found = room["found"] as RegExpExecArray | null;
    return found === null ? "" : (found[1] ?? found[0]);
  };
}
