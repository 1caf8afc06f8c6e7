// The trace opens in Perfetto: sorted, named tracks, events that nest and never overlap otherwise.
import { expect, test } from "vitest";
import { groupedRun, record, reportOf, threeLaunches } from "../recording.test-support.ts";
import { chromeTrace, TRACKS, type TraceEvent } from "./chrome-trace.ts";
import { reportTrace } from "./report-trace.ts";

const plan = threeLaunches();
const { opened, record: made } = record(plan);
const trace = chromeTrace(opened.host, made, { title: "test" });
const events = trace.traceEvents;
const spans = events.filter(({ ph }) => ph === "X");
const on = (tid: number) => spans.filter((event) => event.tid === tid);

/** Every fault that makes a viewer drop or misplace events. */
function faultsOf(all: readonly TraceEvent[]): string[] {
  const faults: string[] = [];
  const timed = all.filter(({ ph }) => ph !== "M");
  timed.forEach(({ ts, dur = 0, name }, index) => {
    if (!(ts >= 0 && dur >= 0)) faults.push(`${name}: no time`);
    if (ts < (timed[index - 1]?.ts ?? 0)) faults.push(`${name}: out of order`);
  });
  for (const tid of new Set(all.map((event) => event.tid))) {
    const open: number[] = [];
    for (const { ts, dur = 0, name, ph } of all.filter((event) => event.tid === tid)) {
      if (ph !== "X") continue;
      // Ends are sums of two decimal numbers, so they are compared in whole nanoseconds.
      const [from, to] = [Math.round(ts * 1e3), Math.round((ts + dur) * 1e3)];
      while (open.length > 0 && (open.at(-1) as number) <= from) open.pop();
      if (open.length > 0 && to > (open.at(-1) as number)) faults.push(`${name}: overlaps`);
      open.push(to);
    }
  }
  return faults;
}

test("has no fault that a viewer would stumble over", () => {
  expect(faultsOf(events)).toEqual([]);
  expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
});

test.each([
  ["an overlap", [3, 5]],
  ["disorder", [5, 3]],
])("the check finds %s", (_, starts) => {
  const planted = starts.map((ts) => ({ name: "x", ph: "X" as const, pid: 1, tid: 1, ts, dur: 4 }));

  expect(faultsOf(planted).length).toBeGreaterThan(0);
});

test("names the process and the tracks of host, queue, device and compilation", () => {
  const named = events.filter(({ ph, name }) => ph === "M" && name === "thread_name");

  expect(events.find(({ name }) => name === "process_name")?.args).toEqual({ name: "pleura" });
  expect(named.map(({ tid, args }) => [tid, args?.["name"]])).toEqual([
    [TRACKS.host, "CPU"],
    [TRACKS.queue, "queue"],
    [TRACKS.device, "GPU"],
    [TRACKS.compile, "compile"],
  ]);
  expect(new Set(events.map(({ ph }) => ph))).toEqual(new Set(["M", "X", "C"]));
});

test("nests launches in their run and keeps what is known of them", () => {
  const device = on(TRACKS.device);

  expect(device.map(({ name }) => name).slice(0, 4)).toEqual([
    "run 1",
    "a.conv",
    "a.add",
    "gradient of a.conv",
  ]);
  expect(device[0]?.dur).toBe(3000);
  expect(device[1]?.args).toMatchObject({
    kernel: "conv",
    grid: "1×1×1",
    flops: 50_000,
    bytes: 500,
  });
  expect(on(TRACKS.queue).map(({ dur }) => dur)).toEqual([3500, 3500]);
});

test("cuts a wait where the host did something meanwhile", () => {
  const waits = on(TRACKS.host).filter(({ cat }) => cat === "wait");

  expect(waits.map(({ dur }) => dur)).toEqual([1000, 1000, 4000]);
});

test("counts the plan's memory at every launch and nothing after the run", () => {
  const counters = events.filter(({ ph }) => ph === "C");
  const bytes = counters.map(({ args }) => (args?.["temporaries, MiB"] as number) * 2 ** 20);

  expect(bytes.map(Math.round)).toHaveLength(8);
  expect(bytes[1]).toBeGreaterThan(bytes[0] as number);
  expect(bytes[3]).toBe(0);
});

test("shows launches that were timed together as one event", () => {
  const grouped = {
    ...made,
    measured: { ...made.measured, runs: [groupedRun(plan, 103, 1e6, 2e6)] },
  };

  const found = chromeTrace([], grouped, {}).traceEvents;

  expect(faultsOf(found)).toEqual([]);
  expect(found.map(({ name }) => name)).toContain("2 launches: a.add … gradient of a.conv");
});

test("shows pipelines that compile at the same time in the order in which they get ready", () => {
  const compiled = on(TRACKS.compile);

  expect(compiled.map(({ name, dur, args }) => [name, dur, args?.["msUntilReady"]])).toEqual([
    ["compile: add", 15_000, 13],
    ["compile: conv", 5000, 20],
  ]);
});

test("makes the same trace of a report's timeline, without runs and compilation", () => {
  const found = reportTrace(reportOf());

  expect(faultsOf(found.traceEvents)).toEqual([]);
  const launches = found.traceEvents.filter(({ cat }) => cat === "launch");
  const recorded = events.filter(({ cat }) => cat === "launch");
  expect(launches.map(({ name, dur, args }) => [name, dur, args])).toEqual(
    recorded.map(({ name, dur, args }) => [name, dur, args]),
  );
  const counted = (of: readonly TraceEvent[]) =>
    of.filter(({ ph }) => ph === "C").map(({ args }) => args);
  expect(counted(found.traceEvents)).toEqual(counted(events));
  expect(found.otherData).toMatchObject({ title: "pretext step", pleura: "0", gitHash: "abc" });
});
