// The curves of a training as one SVG file: losses, what validation measures, and the learning rate.
import { lineChart, type Series } from "./line-chart.ts";

/** Width and height of one chart, as `lineChart` draws it. */
const CHART = { width: 420, height: 260 } as const;

/** Validation's numbers that have no chart of their own. */
const LOSS = "validation/loss";

/**
 * A standalone picture.
 *
 * @param curves points by name: `train/loss`, `train/learningRate`, and `validation/<number>`
 */
export function curvesPicture(curves: ReadonlyMap<string, Series["points"]>): string {
  const series = (name: string, curve: string): Series[] => {
    const points = curves.get(curve);
    return points === undefined ? [] : [{ name, points }];
  };
  const measured = [...curves.keys()].filter(
    (name) => name.startsWith("validation/") && name !== LOSS,
  );
  const charts = [
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
    .map((chart) => lineChart({ ...chart, x: "step" }));
  const placed = charts.map(
    (chart, index) => `<g transform="translate(${index * CHART.width} 0)">${chart}</g>`,
  );
  const width = Math.max(1, charts.length) * CHART.width;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${CHART.height}" width="${width}" height="${CHART.height}" font-family="system-ui, sans-serif" font-size="12">
<rect width="${width}" height="${CHART.height}" fill="#fff"/>
${placed.join("\n")}
</svg>
`;
}
