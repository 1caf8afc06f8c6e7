// One line of words for what is pointed at or selected.
import { reportOf } from "@pleura/profiling/test-recording";
import { expect, test } from "vitest";
import { initialKernelsState, openProfile } from "./kernels-state.ts";
import { updateKernels } from "./kernels-update.ts";
import { temporaryWords, timelineWords } from "./readouts.ts";

const profile = openProfile("a.json", reportOf());
const state = updateKernels(initialKernelsState, { type: "opened", profile });
const lane = profile.timeline.lanes.findIndex(({ track }) => track === "GPU");

const add = "add · median 1.00 ms · 0.00 GFLOP/s, 0.00 GB/s · 0 % of the ceiling (memory)";

test("says what a launch of the timeline is", () => {
  const hovered = { ...state, hovered: { event: { lane, at: 1 } } };

  expect(timelineWords(hovered)).toBe(`a.add · from 4.00 ms, 1.00 ms · ${add}`);
});

test("says how many events are too short", () => {
  expect(timelineWords({ ...state, hovered: { crowd: 12 } })).toBe(
    "12 events too short to tell apart: zoom in",
  );
});

test("says what the host did", () => {
  expect(timelineWords({ ...state, event: { lane: 0, at: 0 } })).toBe(
    "data: data · from 0.00 µs, 2.00 ms",
  );
});

test("says what is selected when nothing is pointed at", () => {
  const place = { program: 0, launch: 1 };
  const selected = updateKernels(state, { type: "launch-selected", place });

  expect(timelineWords(selected)).toBe(`1: a.add · ${add}`);
  expect(timelineWords(state)).toBe("");
});

test("says where a tensor lies and how long", () => {
  const [first, second] = profile.report.programs[0]?.memory.temporaries ?? [];

  expect(temporaryWords(first)).toBe(
    "a.conv [5, 100] · 2.0 KiB at 0 B of arena 0 · launches 0 to 1",
  );
  expect(temporaryWords(second && { ...second, first: 2, shape: [] })).toBe(
    "a.add · 2.0 KiB at 2.0 KiB of arena 0 · launch 2",
  );
  expect(temporaryWords(undefined)).toBe("");
});
