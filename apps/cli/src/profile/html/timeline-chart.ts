// The timeline: a recorded step on the tracks of host, queue and device, and its launches at their medians.
import { escapeHtml, ticks } from "@pleura/pictures";
import type { ProfileReport, ProgramEntry, TrackEvent } from "@pleura/profiling";
import { colourOf, layerOf } from "./colours.ts";

const WIDTH = 1200;
const LEFT = 70;
const TRACK = 34;

/** The recorded step, and one picture of launches per program. */
export function timelineCharts({ timeline, programs }: ProfileReport): string {
  return [
    recorded(timeline),
    ...programs.map((program, at) => launches(program, `launches-${at}`)),
  ].join("\n");
}

function recorded({ host, queue, device }: ProfileReport["timeline"]): string {
  const tracks = [
    ["CPU", host],
    ["queue", queue],
    ["GPU", device],
  ] as const;
  const end = Math.max(1, ...tracks.flatMap(([, events]) => events.map(({ endUs }) => endUs)));
  const px = (us: number) => LEFT + (us / end) * (WIDTH - LEFT - 10);
  const height = tracks.length * TRACK + 26;
  const drawn = tracks.map(([name, events], row) => {
    const y = row * TRACK;
    const pieces = events.map((event) => piece(event, px, y + 4, TRACK - 8));
    return `<text class="axis" x="4" y="${y + TRACK / 2 + 4}">${name}</text>${pieces.join("")}`;
  });
  return stretchable(
    "timeline",
    "Recorded steps: what host, queue and device did",
    `<svg id="timeline" viewBox="0 0 ${WIDTH} ${height}" style="height:${height}px" preserveAspectRatio="none" role="img" aria-label="Timeline of a step">${drawn.join("\n")}${scale(end / 1e3, px, height - 8)}</svg>`,
  );
}

function piece(event: TrackEvent, px: (us: number) => number, y: number, height: number): string {
  const { name, kind, startUs, endUs } = event;
  const text = escapeHtml(`${name}: ${((endUs - startUs) / 1e3).toFixed(3)} ms`);
  const width = Math.max(0.3, px(endUs) - px(startUs));
  const plain = { wait: "var(--line)", group: "var(--faint)" }[kind];
  const colour = plain ?? colourOf(kind === "launch" ? layerOf(name) : kind);
  return `<rect class="piece" x="${px(startUs).toFixed(2)}" y="${y}" width="${width.toFixed(2)}" height="${height}" fill="${colour}"><title>${text}</title></rect>`;
}

/** All launches of a program one after the other, each as long as its median. */
function launches({ name, launches: entries }: ProgramEntry, id: string): string {
  let at = 0;
  const placed = entries.map((entry) => {
    const startUs = at;
    at += entry.medianNs / 1e3;
    return { entry, startUs, endUs: at };
  });
  const px = (us: number) => LEFT + (us / Math.max(1, at)) * (WIDTH - LEFT - 10);
  const drawn = placed.map(({ entry, startUs, endUs }) => {
    const share = entry.idealNs / entry.medianNs;
    const text = `${entry.launch}: ${entry.label}\n${entry.kernel}\n${(entry.medianNs / 1e3).toFixed(1)} µs, ${(100 * share).toFixed(0)} % of the roofline, bound by ${entry.bound}`;
    const width = Math.max(0.3, px(endUs) - px(startUs));
    // The filled part is what the roofline allows: the rest is room.
    const full = 58;
    const filled = Math.min(1, share) * full;
    const x = px(startUs).toFixed(2);
    const colour = colourOf(layerOf(entry.label));
    return `<g><title>${escapeHtml(text)}</title><rect class="piece" x="${x}" y="4" width="${width.toFixed(2)}" height="${full}" fill="${colour}" fill-opacity=".35"/><rect x="${x}" y="${(4 + full - filled).toFixed(1)}" width="${width.toFixed(2)}" height="${filled.toFixed(1)}" fill="${colour}" pointer-events="none"/></g>`;
  });
  return stretchable(
    id,
    `${name}: ${entries.length} launches at their medians; filled is what the roofline allows`,
    `<svg id="${id}" viewBox="0 0 ${WIDTH} 88" style="height:88px" preserveAspectRatio="none" role="img" aria-label="Launches of ${escapeHtml(name)}"><text class="axis" x="4" y="38">launches</text>${drawn.join("\n")}${scale(at / 1e3, px, 80)}</svg>`,
  );
}

/** Milliseconds below a picture. */
function scale(endMs: number, px: (us: number) => number, y: number): string {
  return ticks(0, Math.max(endMs, 1e-3))
    .map(
      (ms) =>
        `<text class="axis" x="${px(ms * 1e3).toFixed(1)}" y="${y}" text-anchor="middle">${Number(ms.toPrecision(3))} ms</text>`,
    )
    .join("");
}

/** A card whose picture can be made wider than the page. */
export function stretchable(id: string, what: string, svg: string): string {
  return `<div class="card wide"><div class="controls"><span>${escapeHtml(what)}</span><label>stretch <input type="range" min="1" max="30" step="0.5" value="1" data-stretch="${id}"></label></div><div class="scroll" tabindex="0">${svg}</div></div>`;
}
