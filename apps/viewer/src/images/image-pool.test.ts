// The pool of image workers: one call per worker, urgent calls first, hung and failing workers replaced.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromWorker, ToWorker } from "../workers/calls.ts";
import { createImagePool, type PoolWorker, poolSize } from "./image-pool.ts";

/** A worker whose answers the test gives. */
class PlannedWorker implements PoolWorker {
  readonly calls: Extract<ToWorker, { type: "call" }>[] = [];
  isTerminated = false;
  #listeners: { type: string; listener: (event: never) => void }[] = [];

  postMessage(message: unknown): void {
    this.calls.push(message as Extract<ToWorker, { type: "call" }>);
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push({ type, listener });
  }
  terminate(): void {
    this.isTerminated = true;
  }
  emit(type: string, event: object): void {
    for (const heard of this.#listeners) if (heard.type === type) heard.listener(event as never);
  }
  answer(result: unknown): void {
    const data: FromWorker = { type: "result", id: this.calls.at(-1)?.id ?? 0, result };
    this.emit("message", { data });
  }
  refuse(message: string): void {
    const error = { name: "ImageDecodeError", message, tag: "corrupt" };
    const data: FromWorker = { type: "error", id: this.calls.at(-1)?.id ?? 0, error };
    this.emit("message", { data });
  }
  get names(): string[] {
    return this.calls.map(({ request }) => (request as { name: string }).name);
  }
}

let started: PlannedWorker[] = [];
beforeEach(() => {
  started = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function pool(workers: number, failuresMost = 50) {
  const start = () => {
    const worker = new PlannedWorker();
    started.push(worker);
    return worker;
  };
  const images = createImagePool({ start, workers, failuresMost, hangMs: 20_000 });
  const prepare = (name: string, signal?: AbortSignal) =>
    images.call("prepare", { name, bytes: new Uint8Array(1), eyes: [] }, { signal });
  const decode = (name: string) =>
    images.call("decode", { name, bytes: new Uint8Array(1), eye: undefined });
  return { images, prepare, decode };
}

/** Lets promises that are settled run on. */
const settle = () => vi.advanceTimersByTimeAsync(0);

test.each([
  [1, 1],
  [2, 1],
  [4, 3],
  [16, 4],
])("%i cores give %i workers", (cores, workers) => {
  expect(poolSize(cores)).toBe(workers);
});

test("starts no more workers than it may, and gives each one file at a time", async () => {
  const { images, prepare } = pool(2);

  const all = ["a", "b", "c"].map((name) => prepare(name));
  expect(started.map(({ names }) => names)).toEqual([["a"], ["b"]]);
  expect(images.waiting).toBe(3);
  started[1]?.answer("B");
  await settle();
  started[0]?.answer("A");
  started[1]?.answer("C");

  expect(await Promise.all(all)).toEqual(["A", "B", "C"]);
  expect(started.map(({ names }) => names)).toEqual([["a"], ["b", "c"]]);
  expect(images.waiting).toBe(0);
});

test("what a person waits for goes before the queue", async () => {
  const { prepare, decode } = pool(1);

  void prepare("a");
  void prepare("b");
  void decode("selected");
  started[0]?.answer("A");
  await settle();
  started[0]?.answer("S");
  await settle();

  expect(started[0]?.names).toEqual(["a", "selected", "b"]);
});

test("a file that hangs is refused by name, and the next one gets a fresh worker", async () => {
  const { prepare } = pool(1);
  const hung = prepare("fuzzed.dcm").catch((error: Error) => error.message);
  const whole = prepare("whole.dcm");

  await vi.advanceTimersByTimeAsync(19_999);
  expect(started).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  started[1]?.answer("W");

  expect(await hung).toBe(
    'decode image "fuzzed.dcm": it must decode within 20 s, but it did not. Export the image again.',
  );
  expect(await whole).toBe("W");
  expect(started.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
});

test("a worker that stops takes only its own file along", async () => {
  const { prepare } = pool(1);
  const lost = prepare("huge.png").catch((error: Error) => error.message);
  const next = prepare("next.png");

  started[0]?.emit("error", { message: "out of memory" });
  await settle();
  started[1]?.answer("N");

  expect(await lost).toBe(
    'decode image "huge.png": it must decode within 20 s, but its worker stopped with "out of memory". Export the image again.',
  );
  expect(await next).toBe("N");
});

test("a worker is replaced after so many failures, not before", async () => {
  const { prepare } = pool(1, 2);

  for (const name of ["a", "b", "c"]) {
    const refused = prepare(name).catch((error: Error) => error.message);
    started.at(-1)?.refuse(`${name} is damaged`);
    expect(await refused).toBe(`${name} is damaged`);
    await settle();
  }

  expect(started.map(({ names, isTerminated }) => [names, isTerminated])).toEqual([
    [["a", "b"], true],
    [["c"], false],
  ]);
});

test("a cancelled call that waits is never begun; one that runs is let go", async () => {
  const { prepare } = pool(1);
  const running = new AbortController();
  const waiting = new AbortController();
  const first = prepare("a", running.signal).catch((error: Error) => error.message);
  const second = prepare("b", waiting.signal).catch((error: Error) => error.message);
  void prepare("c");

  waiting.abort();
  running.abort();
  started[0]?.answer("A");
  await settle();

  expect(await first).toBe("prepare: it was cancelled.");
  expect(await second).toBe("prepare: it was cancelled.");
  expect(started[0]?.names).toEqual(["a", "c"]);
});

test("closing refuses all", async () => {
  const { images, prepare } = pool(1);
  const both = ["a", "b"].map((name) => prepare(name).catch((error: Error) => error.message));

  images.close("the page is closed");

  expect(await Promise.all(both)).toEqual(["the page is closed", "the page is closed"]);
  expect(started[0]?.isTerminated).toBe(true);
});
