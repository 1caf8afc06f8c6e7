// Calls between page and worker: results, progress, errors, cancelling and unknown calls.
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { CallError, type Channel } from "./calls.ts";
import { makeCalls } from "./make-calls.ts";
import { moved, serveCalls } from "./serve-calls.ts";

interface Arithmetic {
  readonly double: { request: number; progress: string; result: number };
  readonly fail: { request: unknown; progress: never; result: never };
  readonly wait: { request: null; progress: never; result: string };
  readonly take: { request: Float32Array; progress: never; result: Float32Array };
}

let ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports) port.close();
});

/** Node's ports take the list of what moves as a second argument, the browser's an object with it. */
function channelOf(port: MessagePort): Channel {
  return {
    postMessage: (message, options) =>
      port.postMessage(message, (options?.transfer ?? []) as ArrayBuffer[]),
    addEventListener: (_type, listener) =>
      port.on("message", (data) => listener({ data } as MessageEvent)),
  };
}

function connected() {
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  const events: string[] = [];
  const tell = serveCalls<Arithmetic, string>(channelOf(port2), {
    async double(value, { progress }) {
      progress("half way");
      return 2 * value;
    },
    async fail(facts) {
      throw typeof facts === "number" ? facts : Object.assign(new Error("planted"), facts);
    },
    wait: (_none, { signal }) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve("cancelled"))),
    take: async (values) => moved(values, [values.buffer as ArrayBuffer]),
  });
  const caller = makeCalls<Arithmetic, string>(channelOf(port1), (event) => events.push(event));
  return { caller, tell, events };
}

test("gives the result after the progress, each call its own", async () => {
  const { caller } = connected();
  const heard: string[] = [];

  const both = await Promise.all([
    caller.call("double", 2, { onProgress: (text) => heard.push(text) }),
    caller.call("double", 5),
  ]);

  expect(both).toEqual([4, 10]);
  expect(heard).toEqual(["half way"]);
  expect(caller.waiting).toBe(0);
});

test("an error keeps its kind, tag and text; a thrown number becomes a text", async () => {
  const { caller } = connected();
  const facts = { name: "EngineError", tag: "limit", message: "no room" };

  const failure = await caller.call("fail", facts).catch((error) => error);
  const number = await caller.call("fail", 655_360).catch((error) => error);

  expect(failure).toBeInstanceOf(CallError);
  expect([failure.kind, failure.tag, failure.message]).toEqual(["EngineError", "limit", "no room"]);
  expect(number.message).toBe("655360");
});

test("cancelling reaches the handler, and a cancelled signal sends nothing", async () => {
  const { caller } = connected();
  const controller = new AbortController();

  const waiting = caller.call("wait", null, { signal: controller.signal });
  controller.abort();

  expect(await waiting).toBe("cancelled");
  await expect(caller.call("wait", null, { signal: controller.signal })).rejects.toThrow(
    "wait: it was cancelled.",
  );
});

test("moves buffers both ways, and tells events that belong to no call", async () => {
  const { caller, tell, events } = connected();
  const values = Float32Array.of(1, 2, 3);

  const back = await caller.call("take", values, { transfer: [values.buffer] });
  tell("lost");
  await caller.call("double", 1);

  expect(back).toEqual(Float32Array.of(1, 2, 3));
  expect(values).toHaveLength(0);
  expect(events).toEqual(["lost"]);
});

test("closing rejects what waits; an unknown call is refused", async () => {
  const { caller } = connected();
  const waiting = caller.call("wait", null);

  caller.close("the worker was renewed");

  await expect(waiting).rejects.toThrow("the worker was renewed");
  await expect(caller.call("nonsense" as "wait", null)).rejects.toThrow(
    'worker: it must know the call "nonsense".',
  );
});
