// The pictures of a profile: what is drawn, at which size, and what is left out when there is too much.
import { markupOf, type PictureElement, type PictureNode } from "@pleura/pictures";
import { expect, test } from "vitest";
import { reportOf } from "../recording.test-support.ts";
import type { TrackEvent } from "../report/profile-report.ts";
import { launchesPicture, placeLaunches } from "./launches-picture.ts";
import { memoryPicture } from "./memory-picture.ts";
import { rooflinePicture } from "./roofline-picture.ts";
import { indexTimeline, type TimelineIndex } from "./timeline-index.ts";
import { TIMELINE_LEFT, timelinePicture } from "./timeline-picture.ts";

const report = reportOf();
const [program] = report.programs;
if (program === undefined) throw new Error("internal: the recording has a program");

/** All elements of a tree that pass. */
function all(node: PictureNode, passes: (one: PictureElement) => boolean): PictureElement[] {
  if (typeof node === "string") return [];
  const below = node.children.flatMap((child) => all(child, passes));
  return passes(node) ? [node, ...below] : below;
}

const has = (name: string) => (one: PictureElement) => name in one.attributes;
const number = (one: PictureElement | undefined, name: string) => Number(one?.attributes[name]);

const view = { width: 1000, leastPx: 1, hasNames: true, hasTitles: false } as const;

const event = (startUs: number, endUs: number, name = "a.b"): TrackEvent => ({
  ...{ name, kind: "launch", startUs, endUs },
});

function indexOf(events: readonly TrackEvent[]): TimelineIndex {
  return indexTimeline({ timeline: { host: events, queue: [], device: [] }, programs: [] });
}

test("puts what lies within something else one lane lower", () => {
  const { lanes } = indexOf([event(0, 10), event(2, 4), event(3, 4), event(4, 6), event(10, 12)]);

  const starts = lanes
    .filter(({ track }) => track === "CPU")
    .map(({ events }) => events.map(({ startUs }) => startUs));
  expect(starts).toEqual([[0, 10], [2, 4], [3]]);
});

test("draws events of the window at their times, cut at its edges", () => {
  const index = indexOf([event(0, 100), event(200, 300), event(900, 1000)]);

  const picture = timelinePicture(index, { ...view, fromUs: 50, toUs: 250 });

  const rects = all(picture, has("data-at"));
  expect(rects.map((one) => [one.attributes["data-lane"], one.attributes["data-at"]])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(number(rects[0], "x")).toBe(TIMELINE_LEFT);
  expect(number(rects[0], "width")).toBeCloseTo((50 / 200) * 928, 1);
  expect(number(rects[1], "x") + number(rects[1], "width")).toBeCloseTo(992, 1);
});

test("draws thousands of events that share pixels as few, and says how many they are", () => {
  const events = Array.from({ length: 20_000 }, (_, at) => event(at, at + 0.9));

  const picture = timelinePicture(indexOf(events), { ...view, fromUs: 0, toUs: 20_000 });

  const crowds = all(picture, has("data-crowd"));
  const counted = crowds.reduce((sum, one) => sum + number(one, "data-crowd"), 0);
  expect(counted).toBe(20_000);
  expect(all(picture, () => true).length).toBeLessThan(1500);
  const near = timelinePicture(indexOf(events), { ...view, fromUs: 0, toUs: 20 });
  expect(all(near, has("data-at"))).toHaveLength(20);
});

test("underlines the events that are asked for, neighbours in one piece", () => {
  const names = ["a", "a", "b", "a"];
  const events = names.map((name, at) => event(100 * at, 100 * at + 100, name));

  const picture = timelinePicture(indexOf(events), {
    ...{ ...view, fromUs: 0, toUs: 400 },
    isLit: ({ name }) => name === "a",
  });

  const [line] = all(picture, (one) => one.attributes["class"] === "lit");
  expect(String(line?.attributes["d"]).match(/M/g)).toHaveLength(2);
});

test("shows the memory of each launch under the timeline", () => {
  const { memory } = indexTimeline(report);

  expect(memory.slice(0, 4).map(({ bytes }) => bytes)).toEqual([2000, 4000, 2000, 0]);
});

test("draws each temporary where and while the plan keeps it", () => {
  const picture = memoryPicture("step", program.memory, {
    ...{ width: 380, height: 432, fromLaunch: 0, toLaunch: 3, hasNames: false, hasTitles: true },
    ...{ marked: 1, launch: 2 },
  });

  const [first, second] = all(picture, has("data-temporary"));
  // 300 pixels for three launches from 70; 400 for 4000 bytes from 408 upwards.
  expect([number(first, "x"), number(first, "width")]).toEqual([70, 200]);
  expect([number(first, "y"), number(first, "height")]).toEqual([208, 200]);
  expect([number(second, "x"), number(second, "y")]).toEqual([170, 8]);
  expect(second?.attributes["class"]).toBe("piece marked");
  expect(markupOf(picture)).toContain(
    "a.add [5, 100]\n2.0 KiB at 2.0 KiB of arena 0, launches 1 to 2",
  );
  expect(all(picture, (one) => one.attributes["class"] === "cursor")).toHaveLength(1);
});

test("draws a part of a plan", () => {
  const picture = memoryPicture("step", program.memory, {
    ...{ width: 380, height: 432, fromLaunch: 0, toLaunch: 1, hasNames: true, hasTitles: false },
  });

  expect(
    all(picture, has("data-temporary")).map((one) => one.attributes["data-temporary"]),
  ).toEqual([0]);
  expect(markupOf(picture)).toContain("launch 0");
});

test("leaves out what is too small to see, counts it, and draws it when it is marked", () => {
  const view = { width: 380, height: 432, fromLaunch: 0, toLaunch: 3 } as const;
  const drawn = (marked?: number) =>
    memoryPicture("step", program.memory, {
      ...view,
      ...{ marked, leastArea: 50_000, hasNames: false, hasTitles: false },
    });

  // Both are 200 × 200 pixels.
  expect(drawn().attributes["data-hidden"]).toBe(2);
  expect(drawn(1).attributes["data-hidden"]).toBe(1);
  expect(all(drawn(1), has("data-temporary"))).toHaveLength(1);
});

test("marks a kernel in the roofline, as a button or as a link", () => {
  const buttons = rooflinePicture(report, { width: 1000, height: 500, marked: 0 });
  const links = rooflinePicture(report, { width: 1000, height: 500, link: () => "there" });

  // "add" does no arithmetic: it has no place.
  expect(all(buttons, has("data-row")).map((one) => one.attributes)).toMatchObject([
    { role: "button", tabindex: 0, "aria-pressed": "true", "data-row": 0 },
  ]);
  expect(all(links, ({ tag }) => tag === "a").map((one) => one.attributes["href"])).toEqual([
    "#there",
  ]);
});

test.each([
  ["no rows", []],
  ["rates beyond all machines", [{ ...report.byKernel[0], gflops: 1e300, intensity: 1e-300 }]],
])("draws a roofline of %s in few elements", (_, byKernel) => {
  const rows = byKernel as typeof report.byKernel;
  const picture = rooflinePicture({ ...report, byKernel: rows }, { width: 1000, height: 500 });

  const everything = all(picture, () => true);
  expect(everything.length).toBeLessThan(150);
  expect(markupOf(picture)).not.toMatch(/NaN|Infinity/);
});

test("puts launches in a row, filled as far as the roofline allows", () => {
  const placed = placeLaunches(program.launches);

  expect(placed.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
    [0, 1000],
    [1000, 2000],
    [2000, 3000],
  ]);
  const picture = launchesPicture("step", placed, { ...view, fromUs: 0, toUs: 3000, marked: 1 });
  const pieces = all(picture, has("data-place"));
  expect(pieces.map((one) => one.attributes["class"])).toEqual(["piece", "piece marked", "piece"]);
});

test("draws one of the launches that share a pixel", () => {
  const [entry] = program.launches;
  if (entry === undefined) throw new Error("internal: the program has launches");
  const placed = placeLaunches(Array.from({ length: 50_000 }, () => entry));
  const toUs = placed.at(-1)?.endUs ?? 0;

  const picture = launchesPicture("step", placed, { ...view, fromUs: 0, toUs });

  expect(all(picture, has("data-place")).length).toBeLessThan(1000);
});
