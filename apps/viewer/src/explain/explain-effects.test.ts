// The room's effects with made-up workers: what is asked, what is cancelled, and which answers come too late.
import { expect, test } from "vitest";
import type { AppContext } from "../app/app-context.ts";
import { type AppState, initialAppState } from "../app/app-state.ts";
import { updateApp } from "../app/app-update.ts";
import type { OpenFilm } from "../app/film-list.ts";
import { createStore } from "../app/store.ts";
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import { displayFilm } from "../view/display-film.ts";
import { CallError } from "../workers/calls.ts";
import { createExplainEffects } from "./explain-effects.ts";
import { initialExplainState } from "./explain-state.ts";
import { updateExplain } from "./explain-update.ts";

interface Asked {
  readonly name: string;
  readonly request: { readonly name?: string; readonly eye?: ModelFacts | undefined };
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: unknown) => void) | undefined;
  answer(result: unknown): Promise<void>;
  refuse(error: Error): Promise<void>;
}

const facts = (kind: ModelFacts["kind"], size: number) =>
  ({ kind, name: kind, size, fit: "pad", view: "whole", parameters: 1, extra: {} }) as const;
const classifier = { facts: facts("classifier", 2), trainedOn: undefined };
const shares = Float32Array.of(0.2, 0.7, 0.1);
const explained = [0, 1, 2].map((classIndex) => ({
  ...{ classIndex, map: new Float32Array(4), averageDrop: 0, increase: true },
}));

/** Lets everything run that waits for a promise which is settled. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

function open(state: Partial<AppState> = { classifier }) {
  const asked: Asked[] = [];
  const call = (name: string, request: Asked["request"], options: Partial<Asked> = {}) =>
    new Promise((resolve, reject) => {
      const { signal, onProgress } = options;
      signal?.addEventListener("abort", () =>
        reject(new CallError({ name: "AbortError", message: "cancelled" })),
      );
      asked.push({
        ...{ name, request, signal, onProgress },
        answer: (result) => {
          resolve(result);
          return settled();
        },
        refuse: (error) => {
          reject(error);
          return settled();
        },
      });
    });
  const app = createStore({ ...initialAppState, ...state }, updateApp);
  const context = { app, gpu: { call }, images: { call } } as unknown as AppContext;
  const store = createStore(initialExplainState, updateExplain);
  const effects = createExplainEffects(context, store);
  const last = (name: string): Asked => {
    const found = asked.findLast((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} was not asked`);
    return found;
  };
  return { asked, last, store, effects };
}

const filmOf = (id: number, probabilities?: Float32Array): OpenFilm => ({
  id,
  probabilities,
  file: { name: `${id}.png`, bytes: async () => new Uint8Array(1) },
});

function decoded(input: Float32Array | undefined = new Float32Array(4)) {
  const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
  const data = Uint8Array.of(1, 2, 3, 4);
  const display = displayFilm({ width: 2, height: 2, data, maxValue: 255, source });
  return { film: { display, source }, input };
}

test("a film is decoded for the model, classified and explained, and its map sharpens", async () => {
  const { last, store, effects } = open();
  void effects.show(filmOf(1));
  await settled();

  expect(last("decode").request.eye?.size).toBe(2);
  await last("decode").answer(decoded());
  await last("classify").answer({ probabilities: shares });
  expect(store.state.value.overlay.classIndex).toBe(1);
  last("explain").onProgress?.({ done: 8, total: 32, maps: explained.slice(1, 2) });
  expect(store.state.value.film?.explained).toEqual({ kind: "running", done: 8, total: 32 });
  await last("explain").answer({ classes: explained });

  expect(store.state.value.film?.explained).toEqual({ kind: "done", value: explained });
});

test("shares that the queue knows are not asked for again", async () => {
  const { asked, last, store, effects } = open();
  void effects.show(filmOf(1, shares));
  await settled();
  await last("decode").answer(decoded());

  expect(asked.map(({ name }) => name)).toEqual(["decode", "explain"]);
  expect(store.state.value.film?.probabilities).toEqual({ kind: "done", value: shares });
});

test("leafing on cancels what was under way and forgets its answers", async () => {
  const { asked, last, store, effects } = open();
  void effects.show(filmOf(1, shares));
  await settled();
  await last("decode").answer(decoded());
  const first = last("explain");
  void effects.show(filmOf(2, shares));
  await settled();
  await last("decode").answer(decoded());

  expect(first.signal?.aborted).toBe(true);
  await first.answer({ classes: [] });
  expect(store.state.value.film?.id).toBe(2);
  expect(store.state.value.film?.explained.kind).toBe("running");
  expect(asked.filter(({ name }) => name === "explain")).toHaveLength(2);
});

test("a film that was explained before is not explained again, until the model is another", async () => {
  const { asked, last, store, effects } = open();
  for (const id of [1, 2, 1]) {
    void effects.show(filmOf(id, shares));
    await settled();
    await last("decode").answer(decoded());
    if (asked.at(-1)?.name === "explain") await last("explain").answer({ classes: explained });
  }

  expect(asked.filter(({ name }) => name === "explain")).toHaveLength(2);
  expect(store.state.value.film?.explained.kind).toBe("done");
  effects.forget("classifier");
  void effects.explain();
  await settled();
  expect(asked.filter(({ name }) => name === "explain")).toHaveLength(3);
});

test("a stopped heatmap keeps its maps so far, and can be made again", async () => {
  const { last, store, effects } = open();
  void effects.show(filmOf(1, shares));
  await settled();
  await last("decode").answer(decoded());
  last("explain").onProgress?.({ done: 8, total: 32, maps: explained.slice(0, 1) });
  effects.stop();
  await settled();

  expect(store.state.value.film?.explained).toEqual({ kind: "none" });
  expect(store.state.value.film?.maps).toHaveLength(1);
  void effects.explain();
  await last("explain").answer({ classes: explained });
  expect(store.state.value.film?.explained.kind).toBe("done");
});

test("a film that cannot be read says why", async () => {
  const { last, store, effects } = open();
  void effects.show(filmOf(1));
  await settled();
  await last("decode").refuse(new Error('decode image "1.png": …'));

  expect(store.state.value.film).toBeUndefined();
  expect(store.state.value.news?.reason).toBe('decode image "1.png": …');
});

test("without a model a film is shown and nothing is asked of the GPU", async () => {
  const { asked, last, store, effects } = open({});
  void effects.show(filmOf(1));
  await settled();
  await last("decode").answer({ ...decoded(), input: undefined });

  expect(store.state.value.film?.input).toBeUndefined();
  expect(asked.map(({ name }) => name)).toEqual(["decode"]);
});

test("a restoration model of another size gets the film in its own size", async () => {
  const restorer = { facts: facts("pretext", 4), trainedOn: undefined };
  const { last, store, effects } = open({ classifier, restorer });
  void effects.show(filmOf(1, shares));
  await settled();
  await last("decode").answer(decoded());
  void effects.restore();
  await settled();

  expect(last("decode").request.eye).toMatchObject({ size: 4, view: "whole" });
  await last("decode").answer(decoded(new Float32Array(16)));
  await last("restore").answer({ restored: new Float32Array(16), dissimilarity: 0.2 });
  expect(store.state.value.film?.restored).toMatchObject({
    kind: "done",
    value: { dissimilarity: 0.2, input: { geometry: { size: 4 } } },
  });
  expect(store.state.value.overlay.layer).toBe("restored");
  effects.forget("restorer");
  expect(store.state.value.film?.restored).toEqual({ kind: "none" });
});

test("a failed heatmap says why, and the page lives on", async () => {
  const { last, store, effects } = open();
  void effects.show(filmOf(1, shares));
  await settled();
  await last("decode").answer(decoded());
  await last("explain").refuse(new Error("explain: out of memory"));

  expect(store.state.value.film?.explained).toEqual({
    kind: "failed",
    reason: "explain: out of memory",
  });
});
