// The memory plan over a step: every temporary as a rectangle of launches × bytes.
import { escapeHtml } from "@pleura/pictures";
import type { PlanMemory } from "@pleura/profiling";
import { bytesText } from "@pleura/profiling";
import { colourOf, layerOf } from "./colours.ts";
import { stretchable } from "./timeline-chart.ts";

const WIDTH = 1200;
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 10, 8, 24];
const HEIGHT = 360;

/** The plan of one program: places over launches, bytes alive, and the lower bound. */
export function memoryChart(name: string, memory: PlanMemory, id: string): string {
  const { launches, arenaBytes, temporaries, liveBytes, lowerBoundBytes, peakBytes } = memory;
  const total = Math.max(1, peakBytes);
  const starts = arenaBytes.map((_, arena) =>
    arenaBytes.slice(0, arena).reduce((sum, bytes) => sum + bytes, 0),
  );
  const px = (launch: number) => LEFT + (launch / Math.max(1, launches)) * (WIDTH - LEFT - RIGHT);
  const py = (bytes: number) => HEIGHT - BOTTOM - (bytes / total) * (HEIGHT - TOP - BOTTOM);
  const pieces = temporaries.map(({ label, bytes, first, last, arena, offset }) => {
    const from = (starts[arena] ?? 0) + offset;
    const [x, y] = [px(first), py(from + bytes)];
    const width = Math.max(0.4, px(last + 1) - x);
    const height = Math.max(0.3, py(from) - y);
    const text = `${label}\n${bytesText(bytes)} at ${bytesText(offset)}, launches ${first} to ${last}`;
    return `<rect class="piece" x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${width.toFixed(2)}" height="${height.toFixed(2)}" fill="${colourOf(layerOf(label))}"><title>${escapeHtml(text)}</title></rect>`;
  });
  const line = liveBytes
    .flatMap((bytes, launch) => [
      `${px(launch).toFixed(1)},${py(bytes).toFixed(1)}`,
      `${px(launch + 1).toFixed(1)},${py(bytes).toFixed(1)}`,
    ])
    .join(" ");
  const marks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${py(share * total).toFixed(1)}" y2="${py(share * total).toFixed(1)}"/><text class="axis" x="${LEFT - 6}" y="${(py(share * total) + 4).toFixed(1)}" text-anchor="end">${escapeHtml(bytesText(Math.round(share * total)))}</text>`,
  );
  const bound = py(lowerBoundBytes).toFixed(1);
  return stretchable(
    id,
    `${name}: ${bytesText(peakBytes)} of temporaries, lower bound ${bytesText(lowerBoundBytes)} (dashed), alive at each launch (line); variables ${bytesText(memory.variableBytes)}, inputs ${bytesText(memory.inputBytes)}, constants ${bytesText(memory.constantBytes)}`,
    `<svg id="${id}" viewBox="0 0 ${WIDTH} ${HEIGHT}" style="height:${HEIGHT}px" preserveAspectRatio="none" role="img" aria-label="Memory plan of ${escapeHtml(name)}">${marks.join("")}${pieces.join("\n")}<polyline fill="none" stroke="var(--ink)" stroke-width="1.2" points="${line}"/><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bound}" y2="${bound}" stroke="var(--arith)" stroke-dasharray="6 4"/><text class="axis" x="${LEFT}" y="${HEIGHT - 8}">launch 0</text><text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">launch ${launches - 1}</text></svg>`,
  );
}
