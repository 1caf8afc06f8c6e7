// What the Kernels room does: opens and refuses files, profiles the model that is there, and can be stopped.
import { reportOf } from "@pleura/profiling/test-recording";
import { expect, test } from "vitest";
import type { AppContext } from "../app/app-context.ts";
import { initialAppState } from "../app/app-state.ts";
import { updateApp } from "../app/app-update.ts";
import { createStore } from "../app/store.ts";
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import { createKernelsEffects } from "./kernels-effects.ts";
import { initialKernelsState } from "./kernels-state.ts";
import { updateKernels } from "./kernels-update.ts";

const file = (name: string, text: string) => ({
  name,
  bytes: async () => new TextEncoder().encode(text),
});

type Call = (name: string, request: unknown, options: { signal: AbortSignal }) => Promise<unknown>;

/** The room with a gpu worker made of a function, and a classifier in it. */
function room(call: Call = () => Promise.reject(new Error("nothing is asked"))) {
  const app = createStore(initialAppState, updateApp);
  const facts = { name: "c", kind: "classifier" } as ModelFacts;
  app.dispatch({ type: "model-loaded", model: { facts, trainedOn: undefined } });
  const told: string[] = [];
  const context = {
    app,
    gpu: { call },
    tell: (kind: string, text: string) => told.push(`${kind}: ${text}`),
  };
  const store = createStore(initialKernelsState, updateKernels);
  const effects = createKernelsEffects(context as unknown as AppContext, store);
  return { effects, told, state: () => store.state.value };
}

test("opens a profile, and another one to hold it against", async () => {
  const { effects, told, state } = room();
  const json = JSON.stringify(reportOf());

  await effects.open(file("a.json", json), "profile");
  await effects.open(file("b.json", json), "baseline");

  expect(told).toEqual([]);
  expect([state().profile?.name, state().baseline?.name]).toEqual(["a.json", "b.json"]);
  expect(state().work).toEqual({ kind: "idle" });
});

test("tells why a file is refused, and keeps what is open", async () => {
  const { effects, told, state } = room();

  await effects.open(file("a.json", JSON.stringify(reportOf())), "profile");
  await effects.open(file("trace.json", '{"traceEvents": []}'), "profile");

  expect(told).toEqual([
    'error: profile "trace.json": the format must be "pleura-profile/1", but this is a Chrome trace. ' +
      "Give the profile.json that pleura profile --out wrote.",
  ]);
  expect(state().profile?.name).toBe("a.json");
  expect(state().work).toEqual({ kind: "idle" });
});

test("profiles the model that is there, as it was chosen", async () => {
  const asked: unknown[] = [];
  const { effects, state } = room(async (name, request) => {
    asked.push([name, request]);
    return reportOf();
  });

  await effects.profile();

  expect(asked).toEqual([
    [
      "profile",
      { model: "classifier", step: "inference", steps: 5, usesWallClock: false, name: "c" },
    ],
  ]);
  expect(state().profile?.name).toBe("c, profiled here");
});

test("stops a profile without calling that an error", async () => {
  const { effects, told, state } = room(
    (_name, _request, { signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(new Error("stopped"))),
      ),
  );

  const running = effects.profile();
  expect(state().work.kind).toBe("profiling");
  effects.stop();
  await running;

  expect(told).toEqual([]);
  expect(state().work).toEqual({ kind: "idle" });
});

test("tells what went wrong in the worker", async () => {
  const { effects, told, state } = room(() => Promise.reject(new Error("the device is lost")));

  await effects.profile();

  expect(told).toEqual(["error: the device is lost"]);
  expect(state().work).toEqual({ kind: "idle" });
});
