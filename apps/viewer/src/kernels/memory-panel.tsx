// The memory plan over a run: which tensor lies where, and while which launches.
import { bytesText, MEMORY_EDGES, memoryPicture } from "@pleura/profiling";
import { useMemo } from "preact/hooks";
import { Choice } from "../controls/choice.tsx";
import { nodeOf } from "../controls/picture.tsx";
import { useAxisGestures } from "./axis-gestures.ts";
import type { ProfileProps } from "./kernels-props.ts";
import { temporaryWords } from "./readouts.ts";
import { usePane } from "./use-pane.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

const HEIGHT = 340;
/** Smaller rectangles cannot be told from a speck, square pixels. */
const LEAST_AREA = 0.7;

/** The plan of one program, with the tensor that is pointed at or selected. */
export function MemoryPanel({ state, dispatch, profile }: ProfileProps) {
  const pane = usePane("memory", dispatch);
  const { program, span, temporary, selected, hovered } = state;
  const { width } = state.panes.memory;
  const launch = selected?.place?.program === program ? selected.place.launch : undefined;
  const shown = profile.report.programs[program];
  const drawn = useMemo(() => {
    if (shown === undefined) return undefined;
    const view = { width, height: HEIGHT, fromLaunch: span.from, toLaunch: span.to };
    const picture = memoryPicture(shown.name, shown.memory, {
      ...view,
      ...{ marked: temporary, launch, leastArea: LEAST_AREA, hasNames: true, hasTitles: false },
    });
    return { node: nodeOf(picture), hidden: Number(picture.attributes["data-hidden"]) };
  }, [shown, width, span, temporary, launch]);
  const gestures = useAxisGestures({
    axis: "span",
    window: span,
    edges: {
      left: MEMORY_EDGES.left,
      span: Math.max(1, width - MEMORY_EDGES.left - MEMORY_EDGES.right),
    },
    dispatch,
    onPress: (data) => dispatch({ type: "temporary-selected", temporary: placeOf(data) }),
    onHover: (data) => {
      const at = placeOf(data);
      dispatch({ type: "hovered", hovered: at === undefined ? {} : { temporary: at } });
    },
    onStep: (by) => dispatch({ type: "temporary-stepped", by }),
  });
  if (shown === undefined) return <p class="muted">No program was recorded.</p>;
  const { memory } = shown;
  const told = memory.temporaries[hovered.temporary ?? temporary ?? -1];
  return (
    <>
      <div class="kernels-bar">
        <Choice
          label="Program"
          value={String(program)}
          options={profile.report.programs.map(({ name }, at) => ({
            value: String(at),
            text: name,
          }))}
          onChange={(value) => dispatch({ type: "program-chosen", program: Number(value) })}
        />
        <ZoomButtons axis="span" all="All launches" dispatch={dispatch} />
      </div>
      <div ref={pane} class="zoomable" {...gestures}>
        {drawn?.node}
      </div>
      <output class="kernels-readout">
        {told === undefined
          ? "Point at a tensor, or step through them with comma and full stop."
          : temporaryWords(told)}
      </output>
      <p class="muted small">
        {memory.temporaries.length} temporaries in {bytesText(memory.peakBytes)}, at least{" "}
        {bytesText(memory.lowerBoundBytes)} (dashed); the line is what is alive. Beside them
        variables {bytesText(memory.variableBytes)}, inputs {bytesText(memory.inputBytes)},
        constants {bytesText(memory.constantBytes)}, results {bytesText(memory.resultBytes)}.
        {(drawn?.hidden ?? 0) > 0 && ` ${drawn?.hidden} are too small to draw here: zoom in.`}
      </p>
    </>
  );
}

function placeOf({ temporary }: Readonly<Record<string, string | undefined>>): number | undefined {
  return temporary === undefined ? undefined : Number(temporary);
}
