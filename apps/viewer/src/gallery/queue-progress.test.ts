// The queue in numbers and words.
import { expect, test } from "vitest";
import { type FilmStatus, initialGalleryState } from "./gallery-state.ts";
import { queueProgress, timeLeft } from "./queue-progress.ts";

const films = (...kinds: FilmStatus["kind"][]) =>
  kinds.map((kind, at) => ({
    ...{ id: at + 1, name: "", thumbnail: undefined, facts: undefined, losses: 0 },
    file: { name: "", bytes: async () => new Uint8Array() },
    status: { kind } as FilmStatus,
  }));

test("counts what is done, failed, cancelled and left", () => {
  const state = {
    ...initialGalleryState,
    films: films("classified", "decoded", "failed", "cancelled", "waiting", "decoding", "asking"),
  };

  expect(queueProgress(state)).toEqual({
    total: 7,
    done: 3,
    failed: 1,
    cancelled: 1,
    left: 3,
    secondsLeft: undefined,
  });
});

test("the estimate goes by the last films, and is silent without them and while paused", () => {
  const state = { ...initialGalleryState, films: films("waiting", "waiting", "asking") };
  const timed = { ...state, finishedAt: [1000, 2000, 5000] };

  expect(queueProgress(timed).secondsLeft).toBe(6);
  expect(queueProgress({ ...timed, finishedAt: [1000, 2000] }).secondsLeft).toBeUndefined();
  expect(queueProgress({ ...timed, isPaused: true }).secondsLeft).toBeUndefined();
});

test.each([
  [3, "a few seconds left"],
  [42, "about 40 s left"],
  [200, "about 3 min left"],
  [9000, "about 2.5 h left"],
])("%i s are %s", (seconds, words) => {
  expect(timeLeft(seconds)).toBe(words);
});
