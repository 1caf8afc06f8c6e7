// The roofline picture: operations per second against operations per byte, both logarithmic.
import { escapeHtml } from "@pleura/pictures";
import type { ProfileReport, ProfileRow } from "@pleura/profiling";
import { bytesText } from "@pleura/profiling";

const WIDTH = 1000;
const HEIGHT = 520;
const [LEFT, RIGHT, TOP, BOTTOM] = [62, 18, 18, 46];
/** Height of a line of labels and width of a letter, pixels of the drawing. */
const [LINE, LETTER] = [13, 5.7];
const mostLabels = 16;
/** Share of the time from which a kernel's name is written beside it. */
const leastShare = 0.008;
const mostDecades = 6;
const longestLabel = 38;

/** One point per kernel, as large as its share of the time, under the measured ceilings. */
export function rooflineChart(report: ProfileReport, anchorOf: (kernel: string) => string): string {
  const { ceilings, byKernel } = report;
  const points = byKernel.filter(({ intensity, gflops }) => intensity > 0 && gflops > 0);
  const fastest = ceilings.memory[0]?.gbs ?? ceilings.copyGBs;
  const slowest = ceilings.copyGBs;
  const [x0, x1] = decades([
    ...points.map(({ intensity }) => intensity),
    ceilings.fmaGflops / slowest,
    (4 * ceilings.fmaGflops) / slowest,
  ]);
  const [yLeast, y1] = decades([...points.map(({ gflops }) => gflops), 1.3 * ceilings.fmaGflops]);
  // Kernels of next to no operations must not squeeze the others into a corner: they lie on the edge.
  const y0 = Math.max(yLeast, y1 / 10 ** mostDecades);
  const px = (x: number) =>
    LEFT + (Math.log10(x / x0) / Math.log10(x1 / x0)) * (WIDTH - LEFT - RIGHT);
  const py = (y: number) =>
    HEIGHT -
    BOTTOM -
    (Math.log10(Math.max(y, y0) / y0) / Math.log10(y1 / y0)) * (HEIGHT - TOP - BOTTOM);
  const grid = [
    ...powers(x0, x1).map(
      (x) =>
        `<line class="grid" x1="${fix(px(x))}" x2="${fix(px(x))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text class="axis" x="${fix(px(x))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(x)}</text>`,
    ),
    ...powers(y0, y1).map(
      (y) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fix(py(y))}" y2="${fix(py(y))}"/><text class="axis" x="${LEFT - 6}" y="${fix(py(y) + 4)}" text-anchor="end">${short(y)}</text>`,
    ),
  ];
  const roof = (gbs: number, label: string, isCache: boolean): string => {
    const ridge = ceilings.fmaGflops / gbs;
    // Where the slope enters the picture: at its left edge or at its bottom.
    const from = Math.max(x0, y0 / gbs);
    const corner = [px(ridge), py(ceilings.fmaGflops)];
    const [fx, fy] = [px(from), py(from * gbs)];
    const angle =
      (Math.atan2((corner[1] as number) - fy, (corner[0] as number) - fx) * 180) / Math.PI;
    // Near the left edge, where few kernels are.
    const at = from * 10 ** 0.55;
    return `<polyline class="roof" stroke="var(--memory)"${isCache ? ' stroke-dasharray="6 4"' : ""} points="${fix(fx)},${fix(fy)} ${fix(corner[0] as number)},${fix(corner[1] as number)}"/><text class="memory" fill="currentColor" transform="translate(${fix(px(at))} ${fix(py(at * gbs) + (isCache ? -7 : 16))}) rotate(${fix(angle)})" text-anchor="middle">${escapeHtml(label)}</text>`;
  };
  const flat = `<line class="roof" stroke="var(--arith)" x1="${fix(px(ceilings.fmaGflops / fastest))}" x2="${WIDTH - RIGHT}" y1="${fix(py(ceilings.fmaGflops))}" y2="${fix(py(ceilings.fmaGflops))}"/><text class="arithmetic" fill="currentColor" x="${WIDTH - RIGHT - 4}" y="${fix(py(ceilings.fmaGflops) - 6)}" text-anchor="end">multiply-add ${ceilings.fmaGflops.toFixed(0)} GFLOP/s</text>`;
  const roofs = [
    roof(slowest, `copy, main memory ${slowest.toFixed(1)} GB/s`, false),
    ...(fastest > 1.15 * slowest
      ? [
          roof(
            fastest,
            `caches, ${bytesText(ceilings.memory[0]?.workingSetBytes ?? 0)}: ${fastest.toFixed(1)} GB/s`,
            true,
          ),
        ]
      : []),
  ];
  const dots = points.map((row) => {
    const radius = 3.5 + 26 * Math.sqrt(row.timeShare);
    const [x, y] = [px(row.intensity), py(row.gflops)];
    const circle = `<circle class="dot" cx="${fix(x)}" cy="${fix(y)}" r="${fix(radius)}" fill="var(--${row.bound === "memory" ? "memory" : "arith"})"/>`;
    return `<a href="#${anchorOf(row.name)}"><title>${escapeHtml(hint(row))}</title>${circle}</a>`;
  });
  const none = byKernel.length - points.length;
  const note =
    none === 0
      ? ""
      : `<p class="muted">${none} kernels that only move data have no place on this axis: see GB/s in the table.</p>`;
  return `<div class="card"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" role="img" aria-label="Roofline: kernels under the measured ceilings">
${grid.join("")}${flat}${roofs.join("")}${dots.join("\n")}${labels(points, px, py)}
<text class="axis" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">operations per byte</text>
<text class="axis" transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">GFLOP/s</text>
</svg><p class="muted">A point is a kernel, as large as its share of the time; <span class="memory">blue is held by memory</span>, <span class="arithmetic">orange by arithmetic</span>. Bytes are those that must move at least, each once. Click a point for its text.</p>${note}</div>`;
}

function hint(row: ProfileRow): string {
  return [
    row.name,
    `${row.totalMs.toFixed(2)} ms per step in ${row.calls} calls (${(100 * row.timeShare).toFixed(1)} %)`,
    `${row.gflops.toFixed(2)} GFLOP/s, ${row.gbs.toFixed(2)} GB/s, ${row.intensity.toFixed(2)} operations per byte`,
    `${(100 * row.share).toFixed(0)} % of the roofline, bound by ${row.bound}`,
  ].join("\n");
}

/** Names of the kernels that take most, where they do not cover each other. */
function labels(
  points: readonly ProfileRow[],
  px: (x: number) => number,
  py: (y: number) => number,
): string {
  const placed: { x: number; y: number; width: number }[] = [];
  const texts: string[] = [];
  for (const row of points) {
    if (texts.length >= mostLabels || row.timeShare < leastShare) break;
    const name =
      row.name.length > longestLabel ? `${row.name.slice(0, longestLabel - 1)}…` : row.name;
    const radius = 3.5 + 26 * Math.sqrt(row.timeShare);
    const width = LETTER * name.length;
    const [cx, y] = [px(row.intensity), py(row.gflops) + 4];
    const right = cx + radius + 3;
    const x = right + width < WIDTH - RIGHT ? right : cx - radius - 3 - width;
    const covers = placed.some(
      (other) => Math.abs(other.y - y) < LINE && x < other.x + other.width && other.x < x + width,
    );
    if (covers || x < LEFT) continue;
    placed.push({ x, y, width });
    texts.push(
      `<text x="${fix(x)}" y="${fix(y)}" pointer-events="none">${escapeHtml(name)}</text>`,
    );
  }
  return texts.join("\n");
}

/** Whole powers of ten around positive values. */
function decades(values: readonly number[]): [number, number] {
  return [
    10 ** Math.floor(Math.log10(Math.min(...values))),
    10 ** Math.ceil(Math.log10(Math.max(...values))),
  ];
}

function powers(low: number, high: number): number[] {
  const first = Math.round(Math.log10(low));
  return Array.from(
    { length: Math.round(Math.log10(high)) - first + 1 },
    (_, index) => 10 ** (first + index),
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function fix(value: number): string {
  return value.toFixed(1);
}
