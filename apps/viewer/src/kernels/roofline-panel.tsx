// The roofline: kernels under the measured ceilings; pressing a point selects its kernel.
import { hasPlace, rooflinePicture } from "@pleura/profiling";
import { useMemo } from "preact/hooks";
import { nodeOf } from "../controls/picture.tsx";
import { KernelFacts } from "./kernel-facts.tsx";
import type { ProfileProps } from "./kernels-props.ts";

/** The picture and the selected kernel's numbers. */
export function RooflinePanel(props: ProfileProps) {
  const { state, dispatch, profile } = props;
  const rows = profile.report.byKernel;
  const marked = rows.findIndex(({ name }) => name === state.selected?.kernel);
  const picture = useMemo(
    () => nodeOf(rooflinePicture(profile.report, { width: 760, height: 460, marked })),
    [profile, marked],
  );
  const select = (at: number) => {
    const row = rows[at];
    if (row === undefined) return;
    const selected = { kernel: row.name, layer: undefined, place: undefined };
    dispatch({ type: "selected", selected });
  };
  const step = (by: 1 | -1) => {
    for (let at = marked + by; at >= 0 && at < rows.length; at += by) {
      const row = rows[at];
      if (row !== undefined && hasPlace(row)) {
        select(at);
        return;
      }
    }
  };
  const still = rows.filter((row) => !hasPlace(row)).length;
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its points are the buttons, their events bubble here */}
      <div
        class="roofline"
        onClick={(event) => {
          const at = pointOf(event.target);
          if (at !== undefined) select(at);
        }}
        onKeyDown={(event) => {
          const at = pointOf(event.target);
          if (at === undefined) return;
          if (event.key === "Enter" || event.key === " ") select(at);
          else if (event.key === "ArrowRight" || event.key === "ArrowDown") step(1);
          else if (event.key === "ArrowLeft" || event.key === "ArrowUp") step(-1);
          else return;
          event.preventDefault();
        }}
      >
        {picture}
      </div>
      <p class="muted small">
        A point is a kernel, as large as its share of the time:{" "}
        <span class="memory">held by memory</span>, <span class="arithmetic">by arithmetic</span>.
        {still > 0 &&
          ` ${still === 1 ? "1 kernel only moves" : `${still} kernels only move`} data: no place here.`}
      </p>
      <KernelFacts {...props} />
    </>
  );
}

function pointOf(target: EventTarget | null): number | undefined {
  const point = target instanceof Element ? target.closest<SVGElement>("[data-row]") : null;
  return point === null ? undefined : Number(point.dataset["row"]);
}
