// A worker thread that decodes and changes images, one after the other.
import { parentPort } from "node:worker_threads";
import { doImageWork, type ImageWork, type ImageWorkKind } from "./image-work.ts";
import { buffersOf, plainError, type WorkAnswer, type WorkOrder } from "./worker-messages.ts";

const port = parentPort;
if (port === null) throw new Error("internal: this file is a worker thread, not a program.");

async function answer({ id, kind, input }: WorkOrder): Promise<WorkAnswer> {
  try {
    const output = await doImageWork(kind, input as ImageWork[ImageWorkKind]["input"]);
    return { id, output };
  } catch (error) {
    return { id, error: plainError(error) };
  }
}

port.on("message", async (order: WorkOrder) => {
  const found = await answer(order);
  port.postMessage(found, "output" in found ? buffersOf({ ...found.output }) : []);
});
