// curves.svg: the curves of a run so far, drawn anew whenever the run saves.

import { join } from "node:path";
import { curvesPicture, standalonePicture } from "@pleura/pictures";
import type { MetricsLine, MetricsLog } from "./metrics-log.ts";
import { ThinnedPoints } from "./thinned-points.ts";
import { writeAtomic } from "./write-atomic.ts";

const NAME = "curves.svg";

/**
 * Begins the picture with the lines so far. Its work is bounded, however long the run is.
 *
 * @param lines those of metrics.jsonl that the run keeps
 */
export function openCurvesLog(folder: string, lines: readonly MetricsLine[]): MetricsLog {
  const curves = new Map<string, ThinnedPoints>();
  let isChanged = false;
  const add = (name: string, step: number, value: number | undefined): void => {
    if (value === undefined || !Number.isFinite(value)) return;
    const curve = curves.get(name) ?? new ThinnedPoints();
    curve.add(step, value);
    curves.set(name, curve);
  };
  const append = ({ step, loss, learningRate, validation = {} }: MetricsLine): void => {
    add("train/loss", step, loss);
    add("train/learningRate", step, learningRate);
    for (const [name, value] of Object.entries(validation)) add(`validation/${name}`, step, value);
    isChanged = true;
  };
  for (const line of lines) append(line);
  return {
    append,
    flush() {
      if (!isChanged) return;
      isChanged = false;
      const drawn = new Map([...curves].map(([name, curve]) => [name, curve.points()]));
      writeAtomic(join(folder, NAME), standalonePicture(curvesPicture(drawn)), "checkpoint");
    },
    close: () => undefined,
  };
}
