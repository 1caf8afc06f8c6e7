// The Kernels room's events: opening, selecting in table and timeline, zooming, stepping.
import { reportOf } from "@pleura/profiling/test-recording";
import { expect, test } from "vitest";
import { initialKernelsState, type KernelsState, openProfile } from "./kernels-state.ts";
import { type KernelsEvent, updateKernels } from "./kernels-update.ts";

const profile = openProfile("a.json", reportOf());

function after(...events: readonly KernelsEvent[]): KernelsState {
  return [{ type: "opened", profile } as const, ...events].reduce<KernelsState>(
    updateKernels,
    initialKernelsState,
  );
}

const deviceLane = profile.timeline.lanes.findIndex(({ track }) => track === "GPU");

test("opens a profile with all of it in sight and its longest kernel selected", () => {
  const state = after();

  expect(state.selected).toEqual({ kernel: "conv", layer: undefined, place: undefined });
  expect(state.time).toEqual({ from: 0, to: profile.timeline.endUs });
  expect(state.span).toEqual({ from: 0, to: 3 });
  expect(state.work).toEqual({ kind: "idle" });
});

test("sorts by a column, numbers from the largest, words from A, and turns round", () => {
  const sortings = (...columns: readonly string[]) =>
    after(...columns.map((column) => ({ type: "sorted", column }) as const)).sorting;

  expect(sortings("median")).toEqual({ column: "median", isDescending: true });
  expect(sortings("median", "median")).toEqual({ column: "median", isDescending: false });
  expect(sortings("name")).toEqual({ column: "name", isDescending: false });
  expect(sortings("bound")).toEqual({ column: "bound", isDescending: false });
});

test("a new order, grouping or filter begins at the top of the table", () => {
  const far = { type: "pane-changed", pane: "table", view: { top: 900 } } as const;
  const tops = (
    [
      { type: "sorted", column: "name" },
      { type: "grouped", grouping: "launch" },
      { type: "filtered", filter: "x" },
      { type: "hovered", hovered: {} },
    ] as const
  ).map((event) => after(far, event).panes.table.top);

  expect(tops).toEqual([0, 0, 0, 900]);
});

test("an event of the timeline selects its launch, its kernel and its program's memory", () => {
  const state = after({ type: "event-selected", place: { lane: deviceLane, at: 1 } });

  expect(state.selected).toEqual({
    kernel: "add",
    layer: "a.add",
    place: { program: 0, launch: 1 },
  });
  expect(state.event).toEqual({ lane: deviceLane, at: 1 });
});

test("an event of the host is marked and leaves the kernel", () => {
  const state = after({ type: "event-selected", place: { lane: 0, at: 0 } });

  expect(state.selected?.kernel).toBe("conv");
  expect(state.event).toEqual({ lane: 0, at: 0 });
});

test("steps from launch to launch and stops at the ends", () => {
  const launches = (...steps: readonly (1 | -1)[]) =>
    after(...steps.map((by) => ({ type: "launch-stepped", by }) as const)).selected?.place?.launch;

  expect(launches(1)).toBe(0);
  expect(launches(1, 1)).toBe(1);
  expect(launches(1, 1, 1, 1, 1)).toBe(2);
  expect(launches(1, -1, -1)).toBe(0);
});

test("stepping moves the windows to what is out of sight", () => {
  const zoom = [
    { type: "zoomed", axis: "time", factor: 0.01, anchor: 0 },
    { type: "zoomed", axis: "span", factor: 0.34, anchor: 0 },
  ] as const;
  const state = after(
    ...zoom,
    { type: "launch-selected", place: { program: 0, launch: 1 } },
    {
      type: "launch-stepped",
      by: 1,
    },
  );

  const launch = profile.report.timeline.device[2];
  expect(state.time.from).toBeLessThanOrEqual(launch?.endUs ?? 0);
  expect(state.time.to).toBeGreaterThanOrEqual(launch?.startUs ?? 0);
  expect(state.span.to).toBe(3);
});

test("zooms around the middle when nothing is pointed at, and fits again", () => {
  const { endUs } = profile.timeline;
  const near = after({ type: "zoomed", axis: "time", factor: 0.5 });

  expect(near.time).toEqual({ from: endUs / 4, to: (3 * endUs) / 4 });
  expect(updateKernels(near, { type: "panned", axis: "time", share: 9 }).time.to).toBe(endUs);
  expect(updateKernels(near, { type: "fitted", axis: "time" }).time).toEqual({
    from: 0,
    to: endUs,
  });
});

test("shows a program's launches at their medians on an axis of their own", () => {
  const state = after({ type: "timeline-chosen", isRecorded: false });

  expect(state.time).toEqual({ from: 0, to: 3000 });
});

test("steps from tensor to tensor of the memory plan", () => {
  const temporary = (...steps: readonly (1 | -1)[]) =>
    after(...steps.map((by) => ({ type: "temporary-stepped", by }) as const)).temporary;

  expect(temporary(1)).toBe(0);
  expect(temporary(1, 1, 1)).toBe(1);
  expect(temporary(1, -1)).toBe(0);
});

test("another kernel's text begins at its first line, the same one's stays", () => {
  const down = { type: "pane-changed", pane: "text", view: { top: 300 } } as const;
  const select = (kernel: string) =>
    ({ type: "selected", selected: { kernel, layer: undefined, place: undefined } }) as const;

  expect(after(down, select("conv")).panes.text.top).toBe(300);
  expect(after(down, select("add")).panes.text.top).toBe(0);
});

test("progress counts only while something is profiled", () => {
  const progress = { type: "progressed", phase: "recording", done: 2, total: 5 } as const;
  const start = { kind: "profiling", phase: "compiling", done: 0, total: 0 } as const;

  expect(after(progress).work).toEqual({ kind: "idle" });
  expect(after({ type: "worked", work: start }, progress).work).toMatchObject({
    done: 2,
    total: 5,
  });
});

test("what does not exist is not selected", () => {
  const before = after();

  expect(updateKernels(before, { type: "launch-selected", place: { program: 3, launch: 9 } })).toBe(
    before,
  );
  expect(updateKernels(initialKernelsState, { type: "temporary-stepped", by: 1 })).toBe(
    initialKernelsState,
  );
});
