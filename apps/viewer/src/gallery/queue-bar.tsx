// How far the queue is, with what pauses, cancels and resumes it.
import { Button } from "../controls/button.tsx";
import type { GalleryState } from "./gallery-state.ts";
import type { GalleryEvent } from "./gallery-update.ts";
import { queueProgress, timeLeft } from "./queue-progress.ts";

interface QueueBarProps {
  readonly state: GalleryState;
  readonly dispatch: (event: GalleryEvent) => void;
}

/** The queue's bar; only films that are left have buttons. */
export function QueueBar({ state, dispatch }: QueueBarProps) {
  const progress = queueProgress(state);
  const { total, done, failed, cancelled, left, secondsLeft } = progress;
  const words = [
    `${done} of ${total} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ...(state.isPaused && left > 0 ? ["paused"] : []),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
  ].join(", ");
  return (
    <div class="queue">
      {left > 0 && <progress value={done} max={total} aria-label="Films done" />}
      <p class="queue-words muted">{words}</p>
      {/* Said once at the end: a word for each of 500 films would drown everything else. */}
      <p class="hidden-text" role="status">
        {left === 0 && total > 1 ? words : ""}
      </p>
      <div class="queue-buttons">
        {left > 0 && !state.isPaused && (
          <Button onPress={() => dispatch({ type: "queue-paused" })}>Pause</Button>
        )}
        {(cancelled > 0 || (left > 0 && state.isPaused)) && (
          <Button onPress={() => dispatch({ type: "queue-resumed" })}>Resume</Button>
        )}
        {left > 0 && <Button onPress={() => dispatch({ type: "queue-cancelled" })}>Cancel</Button>}
      </div>
    </div>
  );
}
