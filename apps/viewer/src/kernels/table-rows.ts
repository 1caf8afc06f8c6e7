// The rows of the kernels' table: by kernel, by layer or launch by launch, sorted and filtered.
import type { LaunchEntry, ProfileReport, ProfileRow } from "@pleura/profiling";

/** What a row puts together. */
export type Grouping = "kernel" | "layer" | "launch";

/** A launch of a program, by their places. */
export interface LaunchPlace {
  readonly program: number;
  /** Place in the plan. */
  readonly launch: number;
}

/** A row with what selecting it selects. */
export interface TableRow extends ProfileRow {
  /** Place among the rows as they are in the profile: what names it, since names may repeat. */
  readonly key: number;
  readonly kernel: string;
  readonly layer: string | undefined;
  readonly place: LaunchPlace | undefined;
}

/** All rows of a report by grouping, longest first. */
export function tableRows(report: ProfileReport): Readonly<Record<Grouping, readonly TableRow[]>> {
  const kernels = report.byKernel.map((row, key) => ({
    ...row,
    ...{ key, kernel: row.name, layer: undefined, place: undefined },
  }));
  const layers = report.byLayer.map((row, key) => ({
    ...row,
    ...{ key, kernel: row.kernels[0] ?? "", layer: row.name, place: undefined },
  }));
  const all = report.programs.flatMap(({ launches }) => launches);
  const totalNs = all.reduce((sum, { calls, medianNs }) => sum + calls * medianNs, 0);
  const launches = report.programs
    .flatMap(({ launches: own }, program) => own.map((entry) => ({ entry, program })))
    .map(({ entry, program }, key) => launchRow(entry, program, key, totalNs))
    .toSorted((a, b) => b.totalMs - a.totalMs);
  return { kernel: kernels, layer: layers, launch: launches };
}

function launchRow(entry: LaunchEntry, program: number, key: number, totalNs: number): TableRow {
  const { label, kernel, variant, calls, medianNs, minNs, flops, bytes, idealNs } = entry;
  return {
    ...{ key, name: label, kernel, layer: label, place: { program, launch: entry.launch } },
    calls,
    totalMs: (calls * medianNs) / 1e6,
    timeShare: totalNs > 0 ? (calls * medianNs) / totalNs : 0,
    medianUs: medianNs / 1e3,
    minUs: minNs / 1e3,
    spread: entry.spread,
    gflops: flops / medianNs,
    gbs: bytes / medianNs,
    intensity: bytes > 0 ? flops / bytes : 0,
    share: idealNs / medianNs,
    bound: entry.bound,
    variants: variant === "" ? [] : [variant],
    workgroups: [entry.workgroup.join("×")],
    grids: [entry.grid.join("×")],
    kernels: [kernel],
    layers: [label],
  };
}

/** A column: how a row is sorted and shown in it. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** What it means, for those who ask. */
  readonly hint: string;
  readonly isText: boolean;
  read(row: ProfileRow): number | string;
  show(row: ProfileRow): string;
}

/** A number with a fixed count of digits, or a dash where it is not known. */
export function digits(value: number, count: number): string {
  return Number.isFinite(value) ? value.toFixed(count) : "–";
}

type NumberOf = (row: ProfileRow) => number;

function number(id: string, title: string, count: number, hint: string, read: NumberOf): Column {
  return { id, title, hint, isText: false, read, show: (row) => digits(read(row), count) };
}

function words(
  id: string,
  title: string,
  hint: string,
  read: (row: ProfileRow) => readonly string[],
): Column {
  const show = (row: ProfileRow) => {
    const [first = "–", ...rest] = read(row);
    return rest.length === 0 ? first : `${first} +${rest.length}`;
  };
  return { id, title, hint, isText: true, read: show, show };
}

/** The columns after the name. */
export const COLUMNS: readonly Column[] = [
  number(
    "total",
    "total ms",
    3,
    "per step: each call at its launch's median",
    (row) => row.totalMs,
  ),
  number("time", "%", 1, "share of the time of all launches", (row) => 100 * row.timeShare),
  number(
    "share",
    "roof %",
    0,
    "the time that the ceilings allow over the time taken",
    (row) => 100 * row.share,
  ),
  {
    ...number("calls", "calls", 1, "per step", (row) => row.calls),
    show: ({ calls }) => String(Number(calls.toFixed(1))),
  },
  number("median", "median µs", 1, "of all timings of one call", (row) => row.medianUs),
  number("min", "min µs", 1, "the shortest of all timings", (row) => row.minUs),
  number(
    "spread",
    "± %",
    0,
    "distance of the quartiles over the median",
    (row) => 100 * row.spread,
  ),
  number("gflops", "GFLOP/s", 2, "operations over the medians", (row) => row.gflops),
  number("gbs", "GB/s", 2, "bytes that must move over the medians", (row) => row.gbs),
  number("intensity", "FLOP/B", 2, "operations per byte", (row) => row.intensity),
  {
    ...words("bound", "bound", "the ceiling that holds it back", ({ bound }) => [bound]),
    show: ({ bound }) => (bound === "arithmetic" ? "arith" : "mem"),
  },
  words("variant", "variant", "which form or tile of the kernel was chosen", (row) => row.variants),
  words("workgroup", "workgroup", "invocations of a workgroup", (row) => row.workgroups),
  words("grid", "grid", "workgroups", (row) => row.grids),
];

/** How a table is sorted: by a column's id, or by `name`. */
export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The rows that contain a text in their name, kernel or layer, in the order of a sorting. */
export function shownRows(
  rows: readonly TableRow[],
  filter: string,
  { column, isDescending }: Sorting,
): readonly TableRow[] {
  const wanted = filter.trim().toLowerCase();
  const passes = ({ name, kernels }: TableRow) =>
    wanted === "" || [name, ...kernels].some((text) => text.toLowerCase().includes(wanted));
  const read = COLUMNS.find(({ id }) => id === column)?.read ?? (({ name }: ProfileRow) => name);
  const sign = isDescending ? -1 : 1;
  return rows.filter(passes).toSorted((a, b) => sign * compare(read(a), read(b)));
}

/** Numbers by size, with those that are not known below all; texts from A to Z. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === "string" || typeof b === "string") {
    return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  }
  const [x, y] = [a, b].map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  return x === y ? 0 : (x as number) - (y as number);
}
