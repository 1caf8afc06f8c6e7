// The line that is always in sight: what this is not for, the model and its training data, the GPU in use.

import type { AppState, GpuState } from "./app-state.ts";
import { adapterName } from "./gpu-advice.ts";
import { NOTICE } from "./page-text.ts";

/** The notice, the model's name and training data, and the GPU. */
export function TrustBar({ state }: { readonly state: AppState }) {
  const { classifier, isLoadingModel, gpu } = state;
  return (
    <div class="trust-bar" role="note" aria-label="What this page is, its model and its GPU">
      <strong class="trust-notice">{NOTICE}</strong>
      <span class="trust-fact" title={classifier?.trainedOn}>
        <span class="muted">Model</span>{" "}
        {classifier === undefined ? (
          isLoadingModel ? (
            "loading …"
          ) : (
            "none"
          )
        ) : (
          <>
            <b class="clipped">{classifier.facts.name}</b>
            <span class="muted"> trained on </span>
            <span class="clipped">{classifier.trainedOn ?? "data it does not name"}</span>
          </>
        )}
      </span>
      <span class="trust-fact">
        <span class="muted">GPU</span> <GpuName gpu={gpu} />
      </span>
    </div>
  );
}

function GpuName({ gpu }: { readonly gpu: GpuState }) {
  switch (gpu.kind) {
    case "opening":
      return <span>opening …</span>;
    case "missing":
      return <b class="bad">none</b>;
    case "lost":
      return <b class="warn">lost, opening it again …</b>;
    case "open": {
      const { adapter } = gpu.facts;
      const name = <b class="clipped">{adapterName(adapter)}</b>;
      return adapter.isSoftware ? (
        <span>
          {name} <b class="warn">software, no GPU</b>
        </span>
      ) : (
        name
      );
    }
  }
}
