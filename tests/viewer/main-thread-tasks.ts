// How long the page's main thread was busy without a pause, by processor time: what a loaded machine cannot change.
import type { Page } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
  /** Processor time of a task, microseconds. */
  readonly tdur?: number;
}

/** Runs something in the page and gives the longest tasks of its main thread meanwhile, milliseconds, longest first. */
export async function mainThreadTasks(page: Page, work: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("main thread: the page must have a browser of its own.");
  await browser.startTracing(page, {
    categories: ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"],
  });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const main = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(thread),
  );
  const tasks = trace.traceEvents.filter(
    (event) => /RunTask$/.test(event.name) && event.tdur !== undefined && main.has(thread(event)),
  );
  if (tasks.length === 0) throw new Error("main thread: the trace must hold tasks, but has none.");
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}
