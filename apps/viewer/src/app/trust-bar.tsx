// The line that is always in sight: what this is not for, the model and its training data, the GPU in use.

import type { AppState, GpuState } from "./app-state.ts";
import { adapterName } from "./gpu-advice.ts";
import { NOTICE, oneLine } from "./page-text.ts";
import { modelTitle } from "./served-models.ts";

/** The notice, the model's name and training data, and the GPU. */
export function TrustBar({ state }: { readonly state: AppState }) {
  return (
    <div class="trust-bar" role="note" aria-label="What this page is, its model and its GPU">
      <strong class="trust-notice">{NOTICE}</strong>
      <ModelName state={state} />
      <span class="trust-fact">
        <span class="muted">GPU</span> <GpuName gpu={state.gpu} />
      </span>
    </div>
  );
}

/** The classifier; a restoration model when that is all there is. */
function ModelName({ state }: { readonly state: AppState }) {
  const model = state.classifier ?? state.restorer;
  if (model === undefined) {
    return (
      <span class="trust-fact">
        <span class="muted">Model</span> {state.isLoadingModel ? "loading …" : "none"}
      </span>
    );
  }
  const { facts, trainedOn = "data that its file does not name" } = model;
  return (
    <span class="trust-fact" title={`${oneLine(facts.name)}, trained on ${trainedOn}`}>
      <span class="muted">Model</span> <b class="clipped">{modelTitle(facts)}</b>
      {facts.kind === "pretext" && <span class="muted"> (restores films)</span>}
      <span class="muted"> trained on </span>
      <span class="clipped">{trainedOn}</span>
    </span>
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
