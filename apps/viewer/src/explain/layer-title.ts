// What a layer is called.
import { classLabel } from "./class-label.ts";
import type { LayerState } from "./explain-state.ts";

/** The layer's name in a corner, for a screen reader and in a saved picture. */
export function layerTitle({
  layer,
  classIndex,
}: Pick<LayerState, "layer" | "classIndex">): string {
  switch (layer) {
    case "heatmap":
      return `Heatmap: ${classLabel(classIndex)}`;
    case "restored":
      return "Restored by the model";
    case "difference":
      return "Difference of film and restoration";
  }
}
