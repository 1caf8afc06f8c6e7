// The parent's half of a side: starts its process and asks it questions, one at a time.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** How much of a dead side's last words the report shows, in characters. */
const lastWordsLength = 300;

/** A running side. */
export class SideHost {
  #child;
  #waiting;
  #words = "";
  #end;
  /** When the process was started, in ms of this process's clock. */
  startedAt = performance.now();

  /**
   * @param {readonly string[]} command program and arguments
   * @param {Record<string, string>} env
   * @param {string} cwd
   */
  constructor([program, ...args], env, cwd) {
    this.#child = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (chunk) => {
      this.#words = (this.#words + chunk).slice(-lastWordsLength);
    });
    this.#child.stdin.on("error", () => {});
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      if (line.startsWith("@")) this.#settle(JSON.parse(line.slice(1)));
    });
    const died = (how) => {
      this.#end ??= `the process ended (${how}): ${this.#words.trim().split("\n").at(-1) ?? ""}`;
      this.#settle({ error: this.#end });
    };
    this.#child.on("error", (error) => died(error.message));
    this.#child.on("exit", (code, signal) => died(signal ?? `exit ${code}`));
  }

  #settle(reply) {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }

  /**
   * Asks and waits for the answer.
   *
   * @param {string} command
   * @param {object} [rest]
   * @param {number} [timeoutMs] the slowest first step seen took 40 s
   * @throws {Error} with the side's own message, or the reason its process ended
   */
  async ask(command, rest = {}, timeoutMs = 300_000) {
    if (this.#end) throw new Error(this.#end);
    let timer;
    const reply = await new Promise((resolve) => {
      this.#waiting = resolve;
      timer = setTimeout(() => {
        this.#end = `no answer to "${command}" within ${timeoutMs / 1000} s`;
        this.#child.kill("SIGKILL");
        resolve({ error: this.#end });
      }, timeoutMs);
      this.#child.stdin.write(`${JSON.stringify({ command, ...rest })}\n`);
    });
    clearTimeout(timer);
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }

  /** Ends the process and waits until it is gone, so that its memory and threads are free. */
  async end() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end();
    // A side that hangs in its tear-down has answered everything already.
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 3000);
    await gone;
    clearTimeout(timer);
  }
}
