// Reads metrics.jsonl piece by piece, as it grows, into columns by name.

/** A line that is no JSON object. */
export interface LineProblem {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** A named column of new points: the value at each step; NaN where the file says so. */
export interface CurvePoints {
  readonly name: string;
  readonly steps: Float64Array;
  /** NaN where the line has no epoch. */
  readonly epochs: Float64Array;
  readonly values: Float64Array;
}

/** What a piece of the file added. */
export interface MetricsPiece {
  readonly curves: readonly CurvePoints[];
  /** Whole lines so far. */
  readonly lines: number;
  /** Lines so far that could not be read, and the first of them. */
  readonly badLines: number;
  readonly problems: readonly LineProblem[];
  /** Values so far that are no finite number. */
  readonly gaps: number;
  /** Steps at which the file goes back: it was continued from there. */
  readonly restarts: readonly number[];
}

/** Takes the bytes of a file one after another. */
export interface MetricsReader {
  /**
   * Takes at most so many lines of what was given; false when nothing is left.
   *
   * @param mostLines so that the caller can do something else meanwhile
   */
  read(mostLines: number): boolean;
  /** Adds bytes behind those of before. A last line without its end waits for the next bytes. */
  give(bytes: Uint8Array): void;
  /** What came since the last call. */
  take(): MetricsPiece;
}

/** A run has about ten numbers; a file with more names is none of ours. */
const MOST_NAMES = 64;

/** Longest line; ours have about 200 characters. */
const MOST_LINE_CHARACTERS = 1 << 20;

/** Problems that are shown. */
const MOST_PROBLEMS = 5;

/** Numbers that say where a line is and are no curve. */
const PLACES = new Set(["step", "epoch"]);

/** Starts to read a file. */
export function createMetricsReader(): MetricsReader {
  const decoder = new TextDecoder();
  let [rest, at, lines, badLines, gaps, lastStep] = ["", 0, 0, 0, 0, 0];
  const problems: LineProblem[] = [];
  const names = new Set<string>();
  let restarts: number[] = [];
  let points = new Map<string, [steps: number[], epochs: number[], values: number[]]>();

  const addPoint = (name: string, step: number, epoch: number, value: unknown): void => {
    const number = numberOf(value);
    if (number === undefined) return;
    if (!names.has(name) && names.size >= MOST_NAMES) return;
    names.add(name);
    if (!Number.isFinite(number)) gaps += 1;
    const known = points.get(name) ?? [[], [], []];
    known[0].push(step);
    known[1].push(epoch);
    known[2].push(Number.isFinite(number) ? number : Number.NaN);
    points.set(name, known);
  };
  const refuse = (text: string): void => {
    badLines += 1;
    if (problems.length < MOST_PROBLEMS) problems.push({ line: lines, text: text.slice(0, 200) });
  };
  const readLine = (text: string): void => {
    lines += 1;
    if (text.trim() === "") return;
    const line = parseLine(text);
    const step = numberOf(own(line, "step"));
    if (line === undefined || step === undefined || !Number.isFinite(step)) {
      refuse(text);
      return;
    }
    const epoch = numberOf(own(line, "epoch")) ?? Number.NaN;
    if (step < lastStep) restarts.push(step);
    lastStep = step;
    for (const [name, value] of Object.entries(line)) {
      if (!PLACES.has(name)) addPoint(name, step, epoch, value);
    }
    const validation = own(line, "validation");
    if (typeof validation !== "object" || validation === null) return;
    for (const [name, value] of Object.entries(validation)) {
      addPoint(`validation.${name}`, step, epoch, value);
    }
  };

  return {
    give(bytes) {
      rest = rest.slice(at) + decoder.decode(bytes, { stream: true });
      at = 0;
    },
    read(mostLines) {
      for (let count = 0; count < mostLines; count += 1) {
        const end = rest.indexOf("\n", at);
        if (end < 0) {
          // A line without an end that is longer than any of ours is dropped, or it would grow for ever.
          if (rest.length - at <= MOST_LINE_CHARACTERS) return false;
          lines += 1;
          refuse(rest.slice(at, at + 200));
          at = rest.length;
          return false;
        }
        readLine(rest.slice(at, end));
        at = end + 1;
      }
      return true;
    },
    take() {
      const curves = [...points].map(([name, [steps, epochs, values]]) => ({
        name,
        steps: Float64Array.from(steps),
        epochs: Float64Array.from(epochs),
        values: Float64Array.from(values),
      }));
      const piece = { curves, lines, badLines, problems: [...problems], gaps, restarts };
      points = new Map();
      restarts = [];
      return piece;
    },
  };
}

/** `NaN` and `Infinity` are words of Python's JSON; ours writes null for them. */
function parseLine(text: string): object | undefined {
  for (const attempt of [text, text.replace(/-?\b(?:NaN|Infinity)\b/g, "null")]) {
    try {
      const value: unknown = JSON.parse(attempt);
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? value
        : undefined;
    } catch {
      // The second attempt decides.
    }
  }
  return undefined;
}

function own(line: object | undefined, key: string): unknown {
  return line !== undefined && Object.hasOwn(line, key)
    ? (line as Record<string, unknown>)[key]
    : undefined;
}

/** null stands for a number that was none; everything else that is no number has no place in a curve. */
function numberOf(value: unknown): number | undefined {
  if (value === null) return Number.NaN;
  return typeof value === "number" ? value : undefined;
}
