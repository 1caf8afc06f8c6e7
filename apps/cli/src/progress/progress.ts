// Tells how far a long command is: one moving line on a terminal, a plain line every 10 s elsewhere.
import pc from "picocolors";
import type { Output } from "../output.ts";

/** A progress display on stderr. */
export interface Progress {
  /** @param done items done so far; `facts` such as `loss 0.12` stand at the end of the line */
  update(done: number, facts?: string): void;
  /** Writes a line of its own without tearing the moving one. */
  note(line: string): void;
  /** Ends the display. */
  end(): void;
}

/** Least time between plain lines, so that a log of hours stays small. */
const PLAIN_MS = 10_000;
const TERMINAL_MS = 100;

/** Where a progress display writes and what time it is; tests replace them. */
export interface ProgressSurface {
  readonly isTerminal: boolean;
  readonly columns: number;
  now(): number;
  write(text: string): void;
}

/**
 * Makes a display for `total` items.
 *
 * @param unit plural of what is counted, such as "images"
 * @param perItem how many of `rateUnit` one item holds, for the rate: a step of 8 images
 */
export function createProgress(
  output: Output,
  label: string,
  total: number,
  unit: string,
  rate: { readonly perItem: number; readonly unit: string; readonly from?: number } = {
    perItem: 1,
    unit,
  },
  surface: ProgressSurface = stderrSurface(output),
): Progress {
  const start = surface.now();
  const from = rate.from ?? 0;
  let lastShown = start;
  let hasLine = false;

  const line = (done: number, facts: string): string => {
    const seconds = (surface.now() - start) / 1000;
    const made = done - from;
    const perSecond = seconds > 0 ? made / seconds : 0;
    const left = perSecond > 0 ? (total - done) / perSecond : Number.NaN;
    const speed = `${(perSecond * rate.perItem).toPrecision(3)} ${rate.unit}/s`;
    const eta = Number.isNaN(left) ? "" : `, ${duration(left)} left`;
    return `${label} ${done}/${total} ${unit}, ${speed}${eta}${facts === "" ? "" : `, ${facts}`}`;
  };
  const clear = (): void => {
    if (hasLine) surface.write("\r\u001b[2K");
    hasLine = false;
  };
  return {
    update(done, facts = "") {
      const now = surface.now();
      if (now - lastShown < (surface.isTerminal ? TERMINAL_MS : PLAIN_MS)) return;
      lastShown = now;
      const text = line(done, facts);
      if (!surface.isTerminal) {
        surface.write(`${text}\n`);
        return;
      }
      const bar = drawBar(done / total);
      surface.write(`\r\u001b[2K${bar} ${text.slice(0, Math.max(20, surface.columns - 24))}`);
      hasLine = true;
    },
    note(text) {
      clear();
      surface.write(`${text}\n`);
    },
    end: clear,
  };
}

/** A time to go, such as `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function drawBar(share: number): string {
  const width = 20;
  const filled = Math.round(width * Math.min(1, Math.max(0, share)));
  return pc
    .createColors(pc.isColorSupported)
    .cyan(`${"█".repeat(filled)}${"░".repeat(width - filled)}`);
}

function stderrSurface(output: Output): ProgressSurface {
  const { stderr } = process;
  return {
    isTerminal: stderr.isTTY === true && process.env["TERM"] !== "dumb",
    columns: stderr.columns ?? 80,
    now: () => performance.now(),
    write: (text) => {
      if (text.endsWith("\n")) output.say(text.slice(0, -1));
      else stderr.write(text);
    },
  };
}
