// What a command gets and gives: the contract between the program and its commands.
import type { Output } from "./output.ts";

/** What a command gets. */
export interface Invocation {
  /** File arguments. */
  readonly files: readonly string[];
  /** Flags by camel-case name; absent flags are absent. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly output: Output;
}

/** A command: ends with its exit code. */
export interface CommandModule {
  run(invocation: Invocation): Promise<number>;
}
