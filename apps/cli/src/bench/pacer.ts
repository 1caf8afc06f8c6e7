// Lets another process say when this one may measure, so that two builds can take turns sample by sample.
import { createInterface } from "node:readline";
import { CliError } from "../cli-error.ts";
import type { Output } from "../output.ts";

/** Who says when it is this process's turn. */
export interface Pacer {
  turn(): Promise<void>;
  close(): void;
}

/** Nobody else measures: it is always this process's turn. */
export const freePacer: Pacer = { turn: async () => undefined, close: () => undefined };

/** Line on stdout that asks for a turn. */
export const TURN_WANTED = { waiting: true } as const;

/**
 * Asks for each turn with a JSON line on stdout and takes it when a line comes on stdin.
 *
 * @throws {CliError} tag `usage` from `turn` when stdin has ended
 */
export function stdinPacer(output: Output): Pacer {
  const reader = createInterface({ input: process.stdin });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async turn() {
      output.json(TURN_WANTED);
      const { done } = await lines.next();
      if (done !== true) return;
      throw new CliError(
        "usage",
        "--paced: a line must come on stdin for each turn, but stdin has ended. Leave --paced to pleura compare.",
      );
    },
    close: () => reader.close(),
  };
}
