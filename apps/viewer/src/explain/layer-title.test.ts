// Names of layers: a heatmap that is not finished never looks finished.
import { expect, test } from "vitest";
import { layerTitle } from "./layer-title.ts";

const heatmap = { layer: "heatmap", classIndex: 1 } as const;

test.each([
  [{ kind: "done", value: [] }, "Heatmap: Pneumonia"],
  [{ kind: "running", done: 3, total: 32 }, "Heatmap: Pneumonia, still sharpening"],
  [{ kind: "none" }, "Heatmap: Pneumonia, unfinished"],
  [{ kind: "failed", reason: "…" }, "Heatmap: Pneumonia, unfinished"],
] as const)("%j: %s", (explained, title) => {
  expect(layerTitle(heatmap, { explained })).toBe(title);
});

test("restorations and differences have names of their own", () => {
  const film = { explained: { kind: "none" } } as const;

  expect(layerTitle({ ...heatmap, layer: "restored" }, film)).toBe("Restored by the model");
  expect(layerTitle({ ...heatmap, layer: "difference" }, film)).toBe(
    "Difference of film and restoration",
  );
});
