// The page's update: models in their slots, notices that neither pile up nor repeat, a device that goes and comes.
import { baselineAdapter } from "@pleura/engine";
import { expect, test } from "vitest";
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import { initialAppState } from "./app-state.ts";
import { type AppEvent, updateApp } from "./app-update.ts";

const facts = { adapter: baselineAdapter, features: [] };
const after = (...events: AppEvent[]) => events.reduce(updateApp, initialAppState);
const model = (kind: ModelFacts["kind"], name: string) => ({
  facts: { kind, name, size: 64, fit: "pad", view: "whole", parameters: 1, extra: {} } as const,
  trainedOn: undefined,
});

test("a model takes the place of its kind and leaves the other", () => {
  const state = after(
    { type: "model-loading" },
    { type: "model-loaded", model: model("classifier", "a") },
    { type: "model-loaded", model: model("pretext", "b") },
    { type: "model-loaded", model: model("classifier", "c") },
  );

  expect(state.classifier?.facts.name).toBe("c");
  expect(state.restorer?.facts.name).toBe("b");
  expect(state.isLoadingModel).toBe(false);
});

test("a refused model leaves the one before it", () => {
  const state = after(
    { type: "model-loaded", model: model("classifier", "a") },
    { type: "model-loading" },
    { type: "model-refused" },
  );

  expect(state.classifier?.facts.name).toBe("a");
  expect(state.isLoadingModel).toBe(false);
});

test("notices: four at most, none twice, each can be closed", () => {
  const told = ["a", "b", "a", "c", "d", "e"].map(
    (text): AppEvent => ({ type: "told", kind: "error", text }),
  );

  const state = after(...told);
  const closed = updateApp(state, { type: "notice-closed", id: state.notices[0]?.id ?? 0 });

  expect(state.notices.map(({ text }) => text)).toEqual(["a", "c", "d", "e"]);
  expect(closed.notices.map(({ text }) => text)).toEqual(["c", "d", "e"]);
});

test("a device that was lost is remembered until the next one", () => {
  const lost = after({ type: "gpu-opened", facts }, { type: "gpu-lost", reason: "destroyed" });

  expect(lost.gpu).toEqual({ kind: "lost", facts, reason: "destroyed" });
  expect(updateApp(lost, { type: "gpu-opened", facts }).gpu.kind).toBe("open");
  expect(after({ type: "gpu-lost", reason: "x" }).gpu.kind).toBe("opening");
});
