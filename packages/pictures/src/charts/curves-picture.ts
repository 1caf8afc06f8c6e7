// The curves of a training as one picture: losses, what validation measures, and the learning rate.
import { themed } from "../colours/picture-colours.ts";
import { element, type PictureElement } from "../svg/element.ts";
import { type LineChart, lineChart } from "./line-chart.ts";
import type { Series } from "./series.ts";

/** Validation's numbers that have no chart of their own. */
const LOSS = "validation/loss";

/**
 * The charts of a training, those without a point left out.
 *
 * @param curves points by name: `train/loss`, `train/learningRate`, and `validation/<number>`
 */
export function curveCharts(curves: ReadonlyMap<string, Series["points"]>): LineChart[] {
  const series = (name: string, curve: string): Series[] => {
    const points = curves.get(curve);
    return points === undefined || points.length === 0 ? [] : [{ name, points }];
  };
  const measured = [...curves.keys()].filter(
    (name) => name.startsWith("validation/") && name !== LOSS,
  );
  return [
    {
      title: "Loss",
      y: "loss",
      series: [...series("train", "train/loss"), ...series("validation", LOSS)],
    },
    {
      title: "Validation",
      y: "value",
      series: measured.flatMap((name) => series(name.slice("validation/".length), name)),
    },
    { title: "Learning rate", y: "", series: series("rate", "train/learningRate") },
  ]
    .filter((chart) => chart.series.length > 0)
    .map((chart) => ({ ...chart, x: "step" }));
}

/** The charts of {@link curveCharts} side by side. */
export function curvesPicture(curves: ReadonlyMap<string, Series["points"]>): PictureElement {
  const charts = curveCharts(curves).flatMap((chart) => lineChart(chart) ?? []);
  const sizeOf = (name: "width" | "height"): number[] =>
    charts.map(({ attributes }) => Number(attributes[name]));
  const widths = sizeOf("width");
  const width = widths.reduce((sum, one) => sum + one, 0) || 1;
  const height = Math.max(1, ...sizeOf("height"));
  const before = (index: number): number =>
    widths.slice(0, index).reduce((sum, one) => sum + one, 0);
  return element(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, "font-size": 12 },
    element("rect", { width, height, fill: themed("ground") }),
    charts.map((chart, index) =>
      element("g", { transform: `translate(${before(index)} 0)` }, chart),
    ),
  );
}
