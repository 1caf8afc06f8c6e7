// What a layer is called.
import { classLabel } from "../app/class-label.ts";
import type { LayerState, ShownFilm } from "./explain-state.ts";

/**
 * The layer's name in a corner, for a screen reader and in a saved picture. A heatmap that was stopped, or is still
 * being made, says so.
 */
export function layerTitle(
  { layer, classIndex }: Pick<LayerState, "layer" | "classIndex">,
  { explained }: Pick<ShownFilm, "explained">,
): string {
  switch (layer) {
    case "heatmap": {
      const name = `Heatmap: ${classLabel(classIndex)}`;
      if (explained.kind === "done") return name;
      return `${name}, ${explained.kind === "running" ? "still sharpening" : "unfinished"}`;
    }
    case "restored":
      return "Restored by the model";
    case "difference":
      return "Difference of film and restoration";
  }
}
