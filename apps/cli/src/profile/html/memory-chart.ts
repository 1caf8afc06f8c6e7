// The memory plan of a program on the page.
import { bytesText, memoryPicture, type PlanMemory } from "@pleura/profiling";
import { stretchable } from "./stretchable.ts";

/** The plan of one program: places over launches, bytes alive, and the lower bound. */
export function memoryChart(name: string, memory: PlanMemory, id: string): string {
  const picture = memoryPicture(name, memory, {
    ...{ width: 1200, height: 360, fromLaunch: 0, toLaunch: memory.launches },
    ...{ hasNames: false, hasTitles: true },
  });
  return stretchable(
    id,
    `${name}: ${bytesText(memory.peakBytes)} of temporaries, lower bound ${bytesText(memory.lowerBoundBytes)} (dashed), alive at each launch (line); variables ${bytesText(memory.variableBytes)}, inputs ${bytesText(memory.inputBytes)}, constants ${bytesText(memory.constantBytes)}`,
    picture,
  );
}
