// The page's update: the next state of an event, without doing anything.
import type { GpuFacts } from "../gpu/gpu-calls.ts";
import type { AppState, Notice, OpenModel, RoomName, Theme } from "./app-state.ts";

/** What can happen to the page as a whole. */
export type AppEvent =
  | { readonly type: "room-chosen"; readonly room: RoomName }
  | { readonly type: "theme-chosen"; readonly theme: Theme }
  | { readonly type: "gpu-opened"; readonly facts: GpuFacts }
  | { readonly type: "gpu-missing"; readonly reason: string }
  | { readonly type: "gpu-lost"; readonly reason: string }
  | { readonly type: "model-loading" }
  | { readonly type: "model-loaded"; readonly model: OpenModel }
  | { readonly type: "model-refused" }
  | { readonly type: "told"; readonly kind: Notice["kind"]; readonly text: string }
  | { readonly type: "notice-closed"; readonly id: number };

/** Notices at once: more would push the films from the screen; the oldest go. */
const MOST_NOTICES = 4;

/** The next state. */
export function updateApp(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case "room-chosen":
      return { ...state, room: event.room };
    case "theme-chosen":
      return { ...state, theme: event.theme };
    case "gpu-opened":
      return { ...state, gpu: { kind: "open", facts: event.facts } };
    case "gpu-missing":
      return { ...state, gpu: { kind: "missing", reason: event.reason } };
    case "gpu-lost":
      if (state.gpu.kind !== "open") return state;
      return { ...state, gpu: { kind: "lost", facts: state.gpu.facts, reason: event.reason } };
    case "model-loading":
      return { ...state, isLoadingModel: true };
    case "model-refused":
      return { ...state, isLoadingModel: false };
    case "model-loaded": {
      const slot = event.model.facts.kind === "classifier" ? "classifier" : "restorer";
      return { ...state, isLoadingModel: false, [slot]: event.model };
    }
    case "told":
      return withNotice(state, event.kind, event.text);
    case "notice-closed":
      return { ...state, notices: state.notices.filter(({ id }) => id !== event.id) };
  }
}

/** A text that stands there already is not said twice. */
function withNotice(state: AppState, kind: Notice["kind"], text: string): AppState {
  const id = state.noticesMade + 1;
  const others = state.notices.filter((notice) => notice.text !== text);
  const notices = [...others, { id, kind, text }].slice(-MOST_NOTICES);
  return { ...state, noticesMade: id, notices };
}
