// What must be told: a missing or slow GPU as long as it is so, and notices until they are closed.
import { Button } from "../controls/button.tsx";
import type { AppContext } from "./app-context.ts";
import { webgpuAdvice } from "./gpu-advice.ts";

/** Standing warnings and notices. */
export function Notices({ context }: { readonly context: AppContext }) {
  const { gpu, notices } = context.app.state.value;
  const advice = webgpuAdvice(navigator.userAgent);
  return (
    <section class="notices" aria-label="Notices">
      {gpu.kind === "missing" && (
        <p class="notice error" role="alert">
          <b>No WebGPU here, so no model can run.</b> {gpu.reason} {advice} Films, runs and profiles
          can still be looked at.
        </p>
      )}
      {gpu.kind === "open" && gpu.facts.adapter.isSoftware && (
        <details class="notice warning">
          <summary>
            <b>This runs on the processor, not on a GPU:</b> right, but slow. What to do
          </summary>
          <p>{advice}</p>
        </details>
      )}
      {notices.map(({ id, kind, text }) => (
        <p key={id} class={`notice ${kind}`} role={kind === "error" ? "alert" : "status"}>
          <span class="notice-text">{text}</span>
          <Button
            kind="icon"
            label="Close this notice"
            onPress={() => context.app.dispatch({ type: "notice-closed", id })}
          >
            ×
          </Button>
        </p>
      ))}
    </section>
  );
}
