// A profile's numbers must fit each other: pictures are drawn with them.
import type { PlanMemory } from "../report/plan-memory.ts";
import type { ProfileReport, ProgramEntry, TrackEvent } from "../report/profile-report.ts";
import { CheckError } from "./checks.ts";

/** Rounding that a sum of decimal microseconds may have. */
const slackUs = 1e-3;

/**
 * Checks what points from one part of a report to another.
 *
 * @throws {CheckError} at the first that leads nowhere
 */
export function requireConsistent({ programs, kernels, timeline }: ProfileReport): void {
  programs.forEach((program, at) => {
    requireLaunches(program, kernels.length, `programs[${at}]`);
    requireMemory(program.memory, `programs[${at}].memory`);
  });
  for (const [track, events] of Object.entries(timeline)) {
    events.forEach((event, at) => {
      requireEvent(event, programs, `timeline.${track}[${at}]`);
    });
  }
}

function requireBelow(value: number, length: number, path: string, of: string): void {
  if (value < length) return;
  throw new CheckError(path, `below ${length}, the number of ${of}`, value);
}

function requireLaunches(
  { launches, memory }: ProgramEntry,
  kernelCount: number,
  path: string,
): void {
  launches.forEach(({ launch, text, bindings }, at) => {
    requireBelow(launch, memory.launches, `${path}.launches[${at}].launch`, "launches");
    requireBelow(text, kernelCount, `${path}.launches[${at}].text`, "kernels");
    for (const { temporary = -1 } of bindings) {
      requireBelow(
        temporary,
        memory.temporaries.length,
        `${path}.launches[${at}].bindings.temporary`,
        "temporaries",
      );
    }
  });
}

function requireMemory(memory: PlanMemory, path: string): void {
  const { launches, arenaBytes, temporaries, liveBytes } = memory;
  if (liveBytes.length !== launches) {
    throw new CheckError(
      `${path}.liveBytes`,
      `a list of ${launches}, one for each launch`,
      liveBytes,
    );
  }
  temporaries.forEach(({ first, last, arena, offset, bytes }, at) => {
    const here = `${path}.temporaries[${at}]`;
    requireBelow(last, launches, `${here}.last`, "launches");
    if (first > last)
      throw new CheckError(`${here}.first`, `at most its last launch, ${last}`, first);
    requireBelow(arena, arenaBytes.length, `${here}.arena`, "arenas");
    const size = arenaBytes[arena] ?? 0;
    if (offset + bytes > size) {
      throw new CheckError(
        `${here}.offset`,
        `at most ${size - bytes}, where it ends its arena`,
        offset,
      );
    }
  });
}

function requireEvent(
  { startUs, endUs, program, launch = 0 }: TrackEvent,
  programs: readonly ProgramEntry[],
  path: string,
): void {
  if (endUs < startUs - slackUs) {
    throw new CheckError(`${path}.endUs`, `at least its beginning, ${startUs}`, endUs);
  }
  if (program === undefined) return;
  requireBelow(program, programs.length, `${path}.program`, "programs");
  requireBelow(launch, programs[program]?.memory.launches ?? 0, `${path}.launch`, "launches");
}
