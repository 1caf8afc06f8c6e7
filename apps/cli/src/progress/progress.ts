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
/** Time over which the rate is taken, so that compiling at the start does not slow it for long. */
const WINDOW_MS = 30_000;
/** Least time that a rate is taken over, once the start is left out of it. */
const LEAST_MS = 1000;
const BAR_WIDTH = 10;
/** Terminals narrower than this have no room for a bar. */
const BAR_COLUMNS = 60;

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
  const speedOf = createSpeed({ ms: surface.now(), done: rate.from ?? 0 });
  let lastShown = surface.now();
  let hasLine = false;

  const line = (done: number, perSecond: number, facts: string, room: number): string => {
    const count = `${label} ${done}/${total} ${unit}`;
    const speed = `${threeDigits(perSecond * rate.perItem)} ${rate.unit}/s`;
    const left = perSecond > 0 ? `${duration((total - done) / perSecond)} left` : "";
    const lines = [[count, speed, left, facts], [count, left, facts], [count, facts], [count]].map(
      (parts) => parts.filter((part) => part !== "").join(", "),
    );
    return lines.find((text) => text.length <= room) ?? count.slice(0, Math.max(0, room));
  };
  const clear = (): void => {
    if (hasLine) surface.write("\r\u001b[2K");
    hasLine = false;
  };
  return {
    update(done, facts = "") {
      const now = surface.now();
      const perSecond = speedOf({ ms: now, done });
      if (now - lastShown < (surface.isTerminal ? TERMINAL_MS : PLAIN_MS)) return;
      lastShown = now;
      if (!surface.isTerminal) {
        surface.write(`${line(done, perSecond, facts, Number.POSITIVE_INFINITY)}\n`);
        return;
      }
      const { columns } = surface;
      const bar = columns < BAR_COLUMNS ? "" : `${drawBar(done / total)} `;
      // The last column stays free: some terminals wrap when it is written.
      const room = columns - 1 - (bar === "" ? 0 : BAR_WIDTH + 1);
      surface.write(`\r\u001b[2K${bar}${line(done, perSecond, facts, room)}`);
      hasLine = true;
    },
    note(text) {
      clear();
      surface.write(`${text}\n`);
    },
    end: clear,
  };
}

interface Moment {
  readonly ms: number;
  readonly done: number;
}

/** Items per second over the last {@link WINDOW_MS}; before two updates, since the start. */
function createSpeed(start: Moment): (now: Moment) => number {
  const moments = [start];
  let hasStart = true;
  return (now) => {
    const second = moments[1];
    if (hasStart && second !== undefined && now.ms - second.ms >= LEAST_MS) {
      moments.shift();
      hasStart = false;
    }
    while (moments.length > 1 && now.ms - (moments[1] as Moment).ms >= WINDOW_MS) moments.shift();
    const { ms, done } = moments[0] as Moment;
    const last = moments.at(-1) as Moment;
    if (now.ms - last.ms >= TERMINAL_MS) moments.push(now);
    return now.ms > ms ? (1000 * (now.done - done)) / (now.ms - ms) : 0;
  };
}

/** A time to go, such as `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Three digits, or more for thousands: toPrecision would write 1.61e+3. */
function threeDigits(value: number): string {
  return value >= 999.5 ? value.toFixed(0) : value.toPrecision(3);
}

function drawBar(share: number): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, share)));
  return pc
    .createColors(pc.isColorSupported)
    .cyan(`${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`);
}

function stderrSurface(output: Output): ProgressSurface {
  const { stderr } = process;
  return {
    isTerminal: stderr.isTTY === true && process.env["TERM"] !== "dumb",
    get columns() {
      return stderr.columns ?? 80;
    },
    now: () => performance.now(),
    write: (text) => {
      if (text.endsWith("\n")) output.say(text.slice(0, -1));
      else output.draw(text);
    },
  };
}
