// The peer benchmarks' arithmetic and tables: ratios by round, and no side that silently lacks a row.
import { describe, expect, test } from "vitest";
import { rowOf, rowWithout } from "../../bench/peers/rows.mjs";
import { median, pairedRatio, spread } from "../../bench/peers/statistics.mjs";
import { markdownTable, terminalTable } from "../../bench/peers/table.mjs";

const pleura = side("pleura", "pleura");
const peer = side("peer", "webgpu");

function side(name: string, role: "pleura" | "webgpu") {
  return { name, title: name, folder: name, command: [], role, workloads: ["W5"] };
}

const right = [11741.92, 8924442];

describe("statistics", () => {
  test("the median of an even count is the middle of two", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([9, 1, 5])).toBe(5);
  });

  test("the spread is half the distance of the quartiles", () => {
    expect(spread([80, 90, 100, 110, 120])).toBeCloseTo(0.1);
    expect(spread([7])).toBe(0);
  });

  test("the ratio is taken round by round, so that a slow phase hits both", () => {
    // The machine is three times slower from the third round on.
    expect(pairedRatio([20, 20, 60, 60, 60], [10, 10, 30, 30, 30])).toBe(2);
    expect(pairedRatio([20, 60, 20], [10, 30, 30])).toBe(2);
  });
});

describe("rowOf", () => {
  const ours = { name: "pleura", ms: [10, 10], cpuMs: [20, 20], losses: [], sums: right };

  test("computes GFLOP/s, ratio and agreement", () => {
    const row = rowOf(
      "W5",
      peer,
      { name: "peer", ms: [30, 30], cpuMs: [60, 60], losses: [], sums: right },
      ours,
    );

    expect(row).toMatchObject({ status: "ok", ms: 30, ratio: 3, spread: 0 });
    expect(row.gflops).toBeCloseTo(71.58, 2);
  });

  test("a wrong result is told", () => {
    const row = rowOf(
      "W5",
      peer,
      { name: "peer", ms: [1], cpuMs: [1], losses: [], sums: [0, 1] },
      ours,
    );

    expect(row.status).toBe("wrong");
    expect(row.reason).toBe("its result is not the expected one: no ratio counts");
    expect(row.ratio).toBeUndefined();
  });

  test("a side on another adapter has no ratio", () => {
    const other = { facts: { adapter: "another GPU" }, losses: [], sums: right };

    const row = rowOf("W5", peer, { name: "peer", ms: [30], cpuMs: [60], ...other }, ours);

    expect(row).toMatchObject({
      status: "wrong",
      reason: 'it ran on "another GPU", not on pleura\'s adapter: no ratio counts',
    });
    expect(row.ratio).toBeUndefined();
  });

  test("a side that works during the others' turns is told", () => {
    const busy = { name: "peer", ms: [30], cpuMs: [60], losses: [], sums: right, idleShare: 0.6 };

    expect(rowOf("W5", peer, busy, ours).reason).toBe(
      "it used 60 % of a core during the others' turns",
    );
  });

  test("a side that failed keeps a row with the reason", () => {
    const row = rowOf(
      "W5",
      peer,
      { name: "peer", ms: [], cpuMs: [], losses: [], error: "no device" },
      ours,
    );

    expect(row).toMatchObject({ side: "peer", status: "failed", reason: "no device" });
  });

  test("without pleura's times there is no ratio", () => {
    const failed = { ...ours, error: "no device" };
    const row = rowOf(
      "W5",
      peer,
      { name: "peer", ms: [30], cpuMs: [60], losses: [], sums: right },
      failed,
    );

    expect(row.ratio).toBeUndefined();
    expect(row.ms).toBe(30);
  });
});

describe("tables", () => {
  const rows = [
    rowOf(
      "W5",
      pleura,
      { name: "pleura", ms: [10], cpuMs: [20], losses: [], sums: right },
      undefined,
    ),
    rowWithout(peer, "not installed", 'peer is not installed: run "node install"'),
  ];

  test("line up in the terminal, with the reasons below", () => {
    expect(terminalTable(rows)).toBe(
      [
        "side      ms    ±  GFLOP/s  × pleura  CPU ms  result",
        "pleura  10.0  0 %    214.7         –    20.0  agrees (0e+0)",
        "peer       –    –        –         –       –  not installed",
        '  peer: peer is not installed: run "node install"',
      ].join("\n"),
    );
  });

  test("are Markdown for a report", () => {
    expect(markdownTable(rows)).toBe(
      [
        "| side | ms | ± | GFLOP/s | × pleura | CPU ms | result |",
        "|---|---:|---:|---:|---:|---:|---|",
        "| pleura | 10.0 | 0 % | 214.7 | – | 20.0 | agrees (0e+0) |",
        "| peer | – | – | – | – | – | not installed |",
        "",
        '- peer: peer is not installed: run "node install"',
      ].join("\n"),
    );
  });
});
