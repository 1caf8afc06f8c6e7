// Worker threads for images: order, bounds, errors and ends, with a stand-in for the worker's program.
import { AUGMENT_PRESETS, ImageDecodeError, RANDOM_OPS } from "@pleura/data";
import { afterEach, describe, expect, test } from "vitest";
import { CliError } from "../cli-error.ts";
import { exitCodeOf } from "../exit-code.ts";
import { refusalOf } from "../node/decode-file.ts";
import { doImageWork } from "./image-work.ts";
import { createImageWorkers, type ImageWorkers, thisThread } from "./image-workers.ts";
import { buffersOf, plainError, revivedError } from "./worker-messages.ts";

/** A worker that gives back the names of its orders with its own number; some names make it misbehave. */
const program = `
import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", async ({ id, input }) => {
  const { name, bytes } = input;
  if (name === "crash") throw new RangeError("the thread is broken");
  if (name === "leave") process.exit(3);
  if (name === "never") return;
  if (name === "late") await new Promise((resolve) => setTimeout(resolve, 20));
  const error = { name: "ImageDecodeError", message: "not " + name, tag: "corrupt", stack: undefined };
  if (name === "bad") parentPort.postMessage({ id, error });
  else parentPort.postMessage({ id, output: { name, threadId, length: bytes.length } });
});`;
const entry = new URL(`data:text/javascript,${encodeURIComponent(program)}`);

const open: ImageWorkers[] = [];
afterEach(async () => {
  for (const workers of open.splice(0)) await workers.rest();
});

function workersOf(threads: number): ImageWorkers {
  const workers = createImageWorkers(threads, entry);
  open.push(workers);
  return workers;
}

const order = (name: string, bytes = new Uint8Array(8)) =>
  ({ name, bytes, size: 4, fit: "pad" }) as const;

const send = (workers: ImageWorkers, name: string) =>
  workers.run("prepare", order(name)) as unknown as Promise<{ name: string; threadId: number }>;

describe("createImageWorkers", () => {
  test("gives each piece of work its own result, whichever ends first", async () => {
    const workers = workersOf(2);
    const names = ["late", "a", "late", "b", "c", "d", "e", "late", "f"];

    const found = await Promise.all(names.map((name) => send(workers, name)));

    expect(found.map(({ name }) => name)).toEqual(names);
    expect(new Set(found.map(({ threadId }) => threadId)).size).toBe(2);
  });

  test("starts no more threads than there is work", async () => {
    const workers = workersOf(8);

    const found = [await send(workers, "a"), await send(workers, "b"), await send(workers, "c")];

    expect(new Set(found.map(({ threadId }) => threadId)).size).toBe(1);
  });

  test("moves what is the caller's no longer, and copies the rest", async () => {
    const workers = workersOf(1);
    const [kept, given] = [new Uint8Array(8), new Uint8Array(8)];

    await workers.run("prepare", order("a", kept));
    await workers.run("prepare", order("b", given), true);

    expect([kept.length, given.length]).toEqual([8, 0]);
  });

  test("an error of the work keeps its name, tag and words, and the thread goes on", async () => {
    const workers = workersOf(1);

    const failed = await send(workers, "bad").catch((error: unknown) => error);

    expect(refusalOf(failed)).toEqual({ reason: "corrupt", message: "not bad" });
    expect((await send(workers, "a")).name).toBe("a");
  });

  test.each([
    ["crash", "the thread is broken"],
    ["leave", "internal: a worker thread has ended."],
  ])(
    "a thread that breaks (%s) fails what it had in hand, and others do the rest",
    async (how, words) => {
      const workers = workersOf(1);

      const [broken, inHand, queued] = await Promise.allSettled([
        send(workers, how),
        send(workers, "never"),
        send(workers, "a"),
      ]);

      expect(broken).toMatchObject({ status: "rejected", reason: { message: words } });
      expect(inHand.status).toBe("rejected");
      expect(queued).toMatchObject({ status: "fulfilled", value: { name: "a" } });
    },
  );

  test("resting ends all threads and gives up what waits; later work starts others", async () => {
    const workers = workersOf(1);
    const first = await send(workers, "a");
    const given = ["never", "never", "b"].map((name) => send(workers, name));

    await Promise.all([
      workers.rest(),
      ...given.map((work) => expect(work).rejects.toThrow("internal: ")),
    ]);
    await workers.rest();

    expect((await send(workers, "c")).threadId).not.toBe(first.threadId);
  });

  test("0 threads and no program mean this thread", () => {
    expect(createImageWorkers(0, entry)).toBe(thisThread);
    // The sources, which Node 20 cannot run in a thread.
    expect(createImageWorkers(4)).toBe(thisThread);
  });
});

describe("errors between threads", () => {
  test.each([
    [
      "a refused file",
      new ImageDecodeError("truncated", { must: "m", given: "g", advice: "a." }),
      3,
    ],
    ["a mistake of the command", new CliError("config", "text"), 2],
    ["a bug", new RangeError("text"), 1],
    ["no error at all", "text", 1],
  ])("%s has the same exit code and words on the other side", (_, error, code) => {
    const revived = revivedError(structuredClone(plainError(error)));

    expect(exitCodeOf(revived)).toBe(code);
    expect(revived.message).toBe(error instanceof Error ? error.message : error);
    if (error instanceof Error) expect(revived.stack).toBe(error.stack);
  });

  test("the buffers of a record are those of its arrays", () => {
    const [a, b] = [new Float32Array(2), new Uint8Array(3)];

    expect(buffersOf({ a, name: "x", b, size: 3 })).toEqual([a.buffer, b.buffer]);
  });
});

test("augmenting follows from the address and the image alone, and leaves the image", async () => {
  const image = Float32Array.from({ length: 64 }, (_, i) => i / 64);
  const before = image.slice();
  const change = (sample: number) =>
    doImageWork("augment", {
      image,
      size: 8,
      stream: { seed: 1, epoch: 2, sample, op: RANDOM_OPS.augment },
      limits: AUGMENT_PRESETS.authors,
    });

  const [first, other, again] = [await change(1), await change(2), await change(1)];

  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(image).toEqual(before);
});
