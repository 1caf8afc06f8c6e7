// `pleura profile` as a process: every step, every file, and the contract of its output.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv } from "@pleura/data";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk } from "./small-run.ts";

beforeAll(bundleCli);

const small = ["--preset", "demo", "--size", "32", "--batch", "2", "--warmup", "0"] as const;

/** The parts of profile.json that are looked at here. */
interface Report {
  readonly format: string;
  readonly clock: { readonly kind: string };
  readonly ceilings: { readonly fmaGflops: number; readonly copyGBs: number };
  readonly wall: { readonly stepMs: number; readonly parts: readonly { readonly ms: number }[] };
  readonly counts: { readonly submits: number; readonly dispatches: number };
  readonly compile: { readonly pipelines: readonly unknown[] };
  readonly cost: { readonly launchesPerStep: number };
  readonly programs: readonly {
    readonly name: string;
    readonly runs: number;
    readonly launches: readonly { readonly kernel: string; readonly label: string }[];
    readonly memory: { readonly temporaries: readonly Readonly<Record<string, unknown>>[] };
  }[];
  readonly kernels: readonly { readonly name: string; readonly wgsl: string }[];
}

async function profiled(...args: readonly string[]) {
  const out = join(emptyFolder(), "profile");
  const result = requireOk(await runCli(["profile", ...small, ...args, "--out", out]));
  const text = (name: string) => readFileSync(join(out, name), "utf8");
  return { out, result, text, report: JSON.parse(text("profile.json")) as Report };
}

test("profiles a training step into four files that agree", async () => {
  const { out, result, text, report } = await profiled(
    "--steps",
    "2",
    "--top",
    "3",
    "--timed-share",
    "1",
  );

  expect(readdirSync(out).sort()).toEqual([
    "profile.csv",
    "profile.html",
    "profile.json",
    "trace.json",
  ]);
  expect(report.format).toBe("pleura-profile/1");
  expect(report.ceilings.fmaGflops).toBeGreaterThan(0);
  const total = report.wall.parts.reduce((sum, { ms }) => sum + ms, 0);
  expect(total).toBeCloseTo(report.wall.stepMs, 3);
  expect(report.counts.submits).toBe(1);
  expect(report.counts.dispatches).toBe(report.cost.launchesPerStep);
  expect(report.compile.pipelines.length).toBeGreaterThan(10);
  const [program] = report.programs;
  expect(program?.launches).toHaveLength(report.counts.dispatches);
  expect(program?.memory.temporaries[0]).toEqual({
    label: expect.any(String),
    ...{ bytes: expect.any(Number), first: expect.any(Number), last: expect.any(Number) },
    ...{ arena: expect.any(Number), offset: expect.any(Number) },
    shape: expect.any(Array),
  });
  const names = new Set(program?.launches.map(({ kernel }) => kernel));
  expect(new Set(report.kernels.map(({ name }) => name))).toEqual(names);
  expect(report.kernels[0]?.wgsl).toContain("@compute");
  const rows = readCsv(text("profile.csv")).rows.map(({ cells }) => cells);
  const layers = new Set(program?.launches.map(({ label }) => label));
  expect(rows.filter(({ by }) => by === "kernel").map(({ name }) => name)).toHaveLength(names.size);
  expect(rows.filter(({ by }) => by === "layer").map(({ name }) => name)).toHaveLength(layers.size);
  const trace = JSON.parse(text("trace.json")) as { traceEvents: { ph: string; name: string }[] };
  expect(trace.traceEvents.filter(({ ph, name }) => ph === "X" && layers.has(name)).length).toBe(
    2 * report.counts.dispatches,
  );
  expect(text("profile.html")).toContain("<h2>Roofline</h2>");
  const table = result.stdout.split("\n").filter((line) => / {2}(conv2d|elementwise) /.test(line));
  expect(table.length).toBeGreaterThan(0);
  expect(result.stdout).toContain(": --top ");
  expect(result.stdout).not.toContain("\u001b");
});

test("profiles Score-CAM with each program that it runs", async () => {
  const { report } = await profiled("--step", "score-cam", "--steps", "1", "--batch", "16");

  const names = report.programs.map(({ name }) => name);
  expect(names).toContain("activations bottleneck");
  expect(names).toContain("logits");
  expect(report.counts.submits).toBeGreaterThan(3);
  // Whatever timestamps cost here, every launch of every program is in the table.
  const launches = report.programs.reduce((sum, one) => sum + one.runs * one.launches.length, 0);
  expect(launches).toBeCloseTo(report.counts.dispatches, 6);
});

test("waits for each launch of an inference with --wall-clock and says so", async () => {
  const { report, result } = await profiled("--step", "inference", "--steps", "1", "--wall-clock");

  expect(report.clock.kind).toBe("wall-clock");
  expect(report.programs[0]?.launches.length).toBe(report.counts.dispatches);
  expect(result.stdout).toContain("inference step, preset demo, 32×32, batch 2");
  expect(result.stdout).toContain("clock     wall time:");
});

test("prints one JSON object per row of a fine-tuning step, filtered and sorted", async () => {
  const args = ["--step", "finetune", "--steps", "1", "--filter", "CONV", "--sort", "name"];

  const found = requireOk(await runCli(["profile", ...small, ...args, "--json"]));

  const rows = found.json() as { by: string; name: string; share: number }[];
  expect(new Set(rows.map(({ by }) => by))).toEqual(new Set(["kernel", "layer"]));
  expect(rows.every(({ name }) => name.includes("conv"))).toBe(true);
  const kernels = rows.filter(({ by }) => by === "kernel").map(({ name }) => name);
  expect(kernels).toEqual(kernels.toSorted());
  expect(rows.every(({ share }) => share >= 0)).toBe(true);
});

test("refuses a filter that hides everything before it measures, exit 2", async () => {
  const found = await runCli(["profile", ...small, "--filter", "nothing like it"]);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain(
    `pleura: --filter: at least one kernel's or layer's name must contain "nothing like it", but none does. Leave it out to see all.`,
  );
  expect(found.stderr).not.toContain("ceilings");
});

test("says when the folder cannot be written, exit 3, before anything runs", async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, "inside"));
  const file = join(folder, "inside", "file");
  writeFileSync(file, "");

  const found = await runCli(["profile", "--out", file]);

  expect(found.code).toBe(3);
  expect(found.stderr).toContain(`pleura: write "${file}": the file must be writable`);
});
