// explain --measures as a process: on phantoms with masks, on files without, and what it refuses.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";
import { requireOk, smallClassifier, smallDataset } from "./small-run.ts";

let data = "";
let model = "";
let films: string[] = [];

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  model = await smallClassifier(data);
  films = readdirSync(join(data, "images"))
    .sort()
    .slice(0, 2)
    .map((name) => join(data, "images", name));
});

const quick = ["--draws", "100", "--films", "5", "--gallery", "1"];

interface Measures {
  readonly n: number;
  readonly masked: number;
  readonly withLungs: number;
  readonly methods: { name: string; deletion: { value: number; low: number; high: number } }[];
  readonly sanity: { name: string; stages: { part: string }[] }[];
  readonly findings: string[];
  readonly films: { file: string; methods: Record<string, { maskArea: number | null }> }[];
}

const readMeasures = (out: string): Measures =>
  JSON.parse(readFileSync(join(out, "explain.json"), "utf8")).measures;

test("measures phantoms against their masks, the same numbers for the same seed, with a page", async () => {
  const [out, again] = [emptyFolder(), emptyFolder()];
  const args = ["explain", "--measures", "--model", model, "--data", data, "--split", "all"];
  const found = requireOk(await runCli([...args, ...quick, "--out", out]));
  requireOk(await runCli([...args, ...quick, "--out", again, "--batch", "7"]));

  const measures = readMeasures(out);
  expect(measures.n).toBe(5);
  expect(measures.masked).toBeGreaterThan(0);
  expect(measures.withLungs).toBe(5);
  expect(measures.methods.map(({ name }) => name)).toEqual([
    "Score-CAM",
    "Grad-CAM",
    "centre Gaussian",
    "edge map",
    "random map",
  ]);
  for (const { deletion } of measures.methods) {
    expect(deletion.low).toBeLessThanOrEqual(deletion.value);
    expect(deletion.high).toBeGreaterThanOrEqual(deletion.value);
  }
  expect(measures.sanity.map(({ stages }) => stages.map(({ part }) => part))).toEqual([
    ["head", "bottleneck", "encoder.0"],
    ["head", "bottleneck", "encoder.0"],
  ]);
  expect(readMeasures(again)).toEqual(measures);
  for (const line of measures.findings) expect(found.stdout).toContain(line);
  const html = readFileSync(join(out, "explain.html"), "utf8");
  expect(html).toContain("Research use. Not for diagnosis.");
  expect(html).toContain("Random weights");
  expect(html.match(/<figure/g)).toHaveLength(1);
  expect(html).not.toMatch(/<script/);
});

test("measures files without masks beside their heatmaps", async () => {
  const out = emptyFolder();
  const args = ["explain", "--measures", "--model", model, "--out", out, "--json"];
  const found = requireOk(await runCli([...args, "--draws", "100", ...films]));

  const lines = found.json();
  expect(lines).toHaveLength(3);
  expect(lines[2]).toEqual({ measures: readMeasures(out) });
  const measures = readMeasures(out);
  expect(measures.masked).toBe(0);
  expect(measures.films.map(({ file }) => file)).toEqual(films);
  expect(measures.films[0]?.methods["Score-CAM"]?.maskArea).toBeNull();
  expect(measures.findings.join("\n")).toContain("No film with a mask");
});

test.each([
  [
    ["--data", "somewhere"],
    "pleura: --data: it must stand with --measures, but --measures is not given. Name image files, or add --measures.\n",
  ],
  [
    ["--measures", "--steps", "20"],
    "pleura: --steps: it must be at least 50, but it is 20. Give more steps.\n",
  ],
  [
    ["--measures"],
    "pleura: explain: at least one image file must be named, but none is. Add file names (after -- when they begin with a dash).\n",
  ],
])("refuses %j, exit 2", async (flags, words) => {
  const found = await runCli(["explain", "--model", model, "--out", emptyFolder(), ...flags]);

  expect(found.code).toBe(2);
  expect(found.stderr).toBe(words);
});

test("Ctrl-C while measuring ends it with 130 and no page", async () => {
  const out = emptyFolder();
  const args = ["explain", "--measures", "--model", model, "--data", data, "--split", "all"];
  const child = startCli([...args, "--out", out, "--draws", "100000"]);
  // Dawn's first words come after the program listens for signals, and long before the films are measured.
  child.stderr?.once("data", () => child.kill("SIGINT"));

  const found = await finished(child);

  expect(found.code).toBe(130);
  expect(existsSync(join(out, "explain.html"))).toBe(false);
});
