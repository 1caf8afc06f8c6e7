// The report, its page and its words, from a recording made by hand.
import { createHash } from "node:crypto";
import { baselineAdapter } from "@pleura/engine";
import { expect, test } from "vitest";
import { profilePage } from "./html/profile-page.ts";
import { summaryLines } from "./print-profile.ts";
import { profileReport } from "./profile-report.ts";
import { ceilings, type Names, record, threeLaunches } from "./recording.test-support.ts";

const facts = {
  title: "pretext step",
  settings: { step: "pretext" },
  adapter: baselineAdapter,
  versions: { pleura: "0" },
  gitHash: "abc",
  date: "2026-11-26T00:00:00.000Z",
};

function reportOf(names?: Names) {
  const plan = threeLaunches(names);
  return profileReport(facts, { ...record(plan), programs: new Map([[plan, "step"]]), ceilings });
}

test("gives the wall time in parts that add up to it", () => {
  const { wall } = reportOf();

  expect(wall.stepMs).toBe(10);
  expect(wall.parts.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(10, 9);
  expect(wall.parts.map(({ name }) => name)).toContain("device idle, host: data");
});

test("holds what the viewer needs, as plain JSON", () => {
  const { stats: _, ...report } = reportOf();

  const read = JSON.parse(JSON.stringify(report));

  expect(read).toEqual(report);
  expect(read).toMatchObject({
    format: "pleura-profile/1",
    gitHash: "abc",
    cost: { onMs: 10, offMs: 9.5, steps: 2, launchesPerStep: 3, timedPerStep: 3 },
    counts: { submits: 1, dispatches: 3, pipelines: 0 },
    compile: {
      ...{ wallMs: 20, hits: 1, bindGroups: 3, firstStepMs: 12 },
      pipelines: [
        { name: "add", ms: 15, readyMs: 13 },
        { name: "conv", ms: 5, readyMs: 20 },
      ],
    },
  });
  expect(read.programs[0].memory).toEqual({
    launches: 3,
    work: { launches: 3, bytes: 6500 },
    fewest: { launches: 2, bytes: 5000 },
    arenaBytes: [4000],
    peakBytes: 4000,
    lowerBoundBytes: 4000,
    ...{ variableBytes: 8, inputBytes: 16, constantBytes: 0, resultBytes: 4 },
    temporaries: [
      { label: "a.conv", bytes: 2000, first: 0, last: 1, arena: 0, offset: 0 },
      { label: "a.add", bytes: 2000, first: 1, last: 2, arena: 0, offset: 2000 },
    ],
    liveBytes: [2000, 4000, 2000],
  });
  expect(read.programs[0].launches).toHaveLength(3);
  expect(read.kernels.map(({ name }: { name: string }) => name)).toEqual(["conv", "add"]);
  expect(read.kernels[0].wgsl).toContain("@compute @workgroup_size(64, 1, 1)");
});

test("says what each part of the output is", () => {
  const lines = summaryLines(reportOf());

  expect(lines).toContain("clock     timestamp queries");
  expect(lines).toContain(
    "profiler  step 10.00 ms with it, 9.50 ms without: +5.3 % (half of the pairs +5.3 % to +5.3 %); 3 of 3 launches timed alone per step",
  );
  expect(lines).toContain("step      1 submits, 3 dispatches, 0 bind groups and 0 pipelines made");
});

test("writes a page that loads nothing and runs only its own script", () => {
  const html = profilePage(reportOf());

  expect(html).not.toMatch(/\b(src|href)="(?!#)/);
  expect(html).not.toMatch(/url\(|@import|https?:/);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  expect(html).toContain(
    `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
  );
  for (const heading of [
    "Roofline",
    "Timeline",
    "Memory plan",
    "Kernels",
    "Layers",
    "Kernel texts",
  ]) {
    expect(html).toContain(`<h2>${heading}</h2>`);
  }
});

test("shows hostile names as text everywhere", () => {
  const attack = `"><img src=x onerror="alert('1')"><!--`;
  const html = profilePage(
    reportOf({ kernels: [attack, attack, attack], labels: [attack, attack, attack] }),
  );

  expect(html).not.toContain("<img");
  expect(html).not.toContain("<!--");
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;");
});
