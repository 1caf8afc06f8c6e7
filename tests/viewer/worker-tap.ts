// Listens in on the page's workers: what they are asked and what they answer, as the page gets it.
import type { AdapterFacts } from "@pleura/engine";
import type { Page } from "playwright-core";

/** An answered call. */
interface Answer {
  readonly name: string;
  readonly result: unknown;
}

/** What the tap keeps in the page. */
interface TapWindow {
  pleuraTap: {
    readonly workers: Map<string, Worker>;
    readonly answers: Answer[];
    readonly progress: { readonly name: string; readonly progress: unknown }[];
    readonly events: { readonly at: number; readonly event: { readonly type: string } }[];
  };
}

/** Numbers of a heatmap as the worker sent them. */
export interface TappedExplanation {
  readonly probabilities: readonly number[];
  /** A map per class, in the order of the classes. */
  readonly maps: readonly (readonly number[])[];
}

/** Give this to `openPage` as `before`: it wraps the page's Worker. */
export function tapWorkers(): void {
  const tap: TapWindow["pleuraTap"] = { workers: new Map(), answers: [], progress: [], events: [] };
  (window as unknown as TapWindow).pleuraTap = tap;
  window.Worker = class extends Worker {
    readonly #names = new Map<number, string>();

    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      tap.workers.set(options?.name ?? "", this);
      this.addEventListener("message", ({ data }) => {
        const name = this.#names.get(data.id) ?? "";
        if (data.type === "result") tap.answers.push({ name, result: data.result });
        if (data.type === "progress") tap.progress.push({ name, progress: data.progress });
        if (data.type === "event") tap.events.push({ at: performance.now(), event: data.event });
      });
    }

    override postMessage(
      message: unknown,
      options?: StructuredSerializeOptions | Transferable[],
    ): void {
      const { type, id, name } = message as { type?: string; id: number; name: string };
      if (type === "call") this.#names.set(id, name);
      super.postMessage(message, options as StructuredSerializeOptions);
    }
  };
}

/** How many calls of a name were answered so far. */
export function answered(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      (window as unknown as TapWindow).pleuraTap.answers.filter((one) => one.name === wanted)
        .length,
    name,
  );
}

/** The last answer to `explain`. */
export function lastExplanation(page: Page): Promise<TappedExplanation> {
  return page.evaluate(() => {
    const { answers } = (window as unknown as TapWindow).pleuraTap;
    const { result } = answers.findLast(({ name }) => name === "explain") as {
      result: { probabilities: Float32Array; classes: { classIndex: number; map: Float32Array }[] };
    };
    const inOrder = result.classes.toSorted((a, b) => a.classIndex - b.classIndex);
    return {
      probabilities: [...result.probabilities],
      maps: inOrder.map(({ map }) => [...map]),
    };
  });
}

/** What the gpu worker said of the device that it opened. */
export function openedAdapter(page: Page): Promise<AdapterFacts> {
  return page.evaluate(() => {
    const { answers } = (window as unknown as TapWindow).pleuraTap;
    const { result } = answers.findLast(({ name }) => name === "open") as {
      result: { adapter: AdapterFacts };
    };
    return result.adapter;
  });
}

/** Destroys the GPU worker's device, as a crash of the driver would; gives the page's clock. */
export function destroyDevice(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { workers } = (window as unknown as TapWindow).pleuraTap;
    const call = { type: "call", id: -1, name: "lose", request: null };
    workers.get("gpu.worker")?.postMessage(call);
    return performance.now();
  });
}

/** Events that the workers sent by themselves, with the page's clock in milliseconds. */
export function workerEvents(
  page: Page,
): Promise<{ readonly at: number; readonly type: string }[]> {
  return page.evaluate(() =>
    (window as unknown as TapWindow).pleuraTap.events.map(({ at, event }) => ({
      at,
      type: event.type,
    })),
  );
}
