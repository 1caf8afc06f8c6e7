// Ctrl-C and SIGTERM: the first asks to stop after the step in hand, the second quits at once.
import { EXIT } from "../exit-code.ts";

/** Whether someone asked to stop. */
export interface StopRequest {
  /** The exit code that the signal asks for, or undefined while nobody asked. */
  readonly exitCode: number | undefined;
  /** @throws {StoppedError} when somebody asked to stop */
  check(): void;
  /** Stops listening. */
  dispose(): void;
}

/** Ends work that has nothing to save; `exitCode` is the one that the signal asks for. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("stopped: somebody asked for it");
    this.exitCode = exitCode;
  }
}

/** Listens for signals; `onFirst` tells the person what happens now. */
export function listenForStop(onFirst: () => void): StopRequest {
  let exitCode: number | undefined;
  const handle = (code: number) => (): void => {
    // Files are written atomically, so leaving in the middle of a save loses nothing saved before.
    if (exitCode !== undefined) process.exit(code);
    exitCode = code;
    onFirst();
  };
  const onInterrupt = handle(EXIT.sigint);
  const onTerminate = handle(EXIT.sigterm);
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return {
    get exitCode() {
      return exitCode;
    },
    check() {
      if (exitCode !== undefined) throw new StoppedError(exitCode);
    },
    dispose() {
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
    },
  };
}
