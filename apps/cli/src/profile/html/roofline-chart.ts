// The roofline picture on the page, with what it means.
import { markupOf } from "@pleura/pictures";
import { hasPlace, type ProfileReport, rooflinePicture } from "@pleura/profiling";
import { countNoun } from "../../count-noun.ts";

/** One point per kernel under the measured ceilings, which leads to the kernel's text. */
export function rooflineChart(report: ProfileReport, anchorOf: (kernel: string) => string): string {
  const none = report.byKernel.filter((row) => !hasPlace(row)).length;
  const note =
    none === 0
      ? ""
      : `<p class="muted">${countNoun(none, "kernel")} that only ${none === 1 ? "moves data has" : "move data have"} no place on this axis: see GB/s in the table.</p>`;
  const picture = rooflinePicture(report, {
    ...{ width: 1000, height: 520 },
    link: ({ name }) => anchorOf(name),
  });
  return `<div class="card">${markupOf(picture)}<p class="muted">A point is a kernel, as large as its share of the time; <span class="memory">blue is held by memory</span>, <span class="arithmetic">orange by arithmetic</span>. Bytes are those that must move at least, each once. Click a point for its text.</p>${note}</div>`;
}
