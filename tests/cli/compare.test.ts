// compare as a process on results that are made here: verdicts, exit codes, refusals, files.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomNumbers } from "@pleura/testing";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";

beforeAll(bundleCli);

const adapter = { vendor: "mesa", architecture: "software", description: "llvmpipe: Mesa 25.0.7" };

interface Made {
  readonly seed: number;
  /** Milliseconds by title. */
  readonly rows: Readonly<Record<string, number>>;
  readonly adapter?: typeof adapter;
  readonly clock?: string;
  readonly format?: string;
}

/** Writes a bench.json of 6 sessions of 5 rounds with 2 % of noise on a machine of half the speed now and then. */
function made({ seed, rows, ...other }: Made): string {
  const noise = [...randomNumbers(20_000, seed, -0.02, 0.02)].values();
  const next = (): number => 1 + (noise.next().value ?? 0);
  const session = (base: number) => {
    const speeds = Array.from({ length: 5 }, () => (next() > 1.01 ? 2 : 1));
    return {
      runs: 10,
      round: speeds.map((_, round) => round),
      ms: speeds.map((speed) => base * speed * next()),
      fmaMs: speeds.map((speed) => 3 * speed * next()),
      copyMs: speeds.map((speed) => 5 * speed * next()),
      unrest: speeds.map(() => 0.01),
    };
  };
  const file = {
    format: "pleura-bench/1",
    clock: "gpu",
    adapter,
    versions: { pleura: "0.1.0", node: "v20", platform: "linux-x64" },
    rows: Object.entries(rows).map(([title, base]) => ({
      title,
      sessions: Array.from({ length: 6 }, () => session(base)),
    })),
    ...other,
  };
  const folder = emptyFolder();
  writeFileSync(join(folder, "bench.json"), JSON.stringify(file));
  return folder;
}

const before = made({ seed: 1, rows: { conv: 2, pool: 0.5, gone: 1 } });
const again = made({ seed: 2, rows: { conv: 2, pool: 0.5, gone: 1 } });
const slower = made({ seed: 3, rows: { conv: 2.2, pool: 0.5, "new|row": 1 } });

test("the same build is inconclusive in every row and ends with 0", async () => {
  const found = await runCli(["compare", before, again, "--json"]);

  expect(found.code).toBe(0);
  expect(found.json().map(({ title, verdict }) => [title, verdict])).toEqual([
    ["conv", "inconclusive"],
    ["pool", "inconclusive"],
    ["gone", "inconclusive"],
  ]);
});

test("a row that is 10 % slower ends with 7, the other way round it is faster and ends with 0", async () => {
  const found = await runCli(["compare", before, slower, "--json"]);
  const reverse = await runCli(["compare", slower, before, "--json"]);

  expect(found.code).toBe(7);
  expect(found.json()[0]).toMatchObject({ title: "conv", verdict: "slower" });
  expect(found.json()[0]?.["ratio"]).toBeCloseTo(1.1, 1);
  expect(reverse.code).toBe(0);
  expect(reverse.json()[0]).toMatchObject({ title: "conv", verdict: "faster" });
  expect(reverse.json()[1]).toMatchObject({ title: "pool", verdict: "inconclusive" });
});

test("rows of one side only are named and do not count", async () => {
  const found = await runCli(["compare", again, slower, "--filter", "o", "--threshold", "0.5"]);

  expect(found.code).toBe(0);
  expect(found.stderr).toContain("compare: only in A: gone\n");
  expect(found.stderr).toContain("compare: only in B: new|row\n");
  expect(found.stdout).not.toContain("gone");
  expect(found.stdout.split("\n")[0]).toMatch(/A ms +B ms +B \/ A +interval +p +verdict +row/);
});

test("a file is taken as its folder is, and --threshold decides what is told", async () => {
  const files = [join(before, "bench.json"), join(slower, "bench.json")];
  const strict = await runCli(["compare", ...files]);
  const lenient = await runCli(["compare", ...files, "--threshold", "0.2"]);

  expect(strict.code).toBe(7);
  expect(lenient.code).toBe(0);
});

test("--out holds the comparison as JSON, Markdown and a page", async () => {
  const out = join(emptyFolder(), "compared");
  await runCli(["compare", before, slower, "--out", out]);

  const report = JSON.parse(readFileSync(join(out, "compare.json"), "utf8"));
  expect(report).toMatchObject({ format: "pleura-compare/1", threshold: 0.05, confidence: 0.99 });
  expect(report.rows).toHaveLength(2);
  expect(report.onlyInB).toEqual(["new|row"]);
  expect(readFileSync(join(out, "compare.md"), "utf8")).toMatch(/^\| A ms \| B ms \|.*\n\| ---: /);
  expect(readFileSync(join(out, "compare.html"), "utf8")).toContain("<td>slower</td>");
});

const describe = "llvmpipe: Mesa 25.0.7 (mesa software, linux-x64, gpu clock)";
const advice = "Measure both on one machine.";

test.each([
  [
    "another adapter",
    made({ seed: 4, rows: { conv: 2 }, adapter: { ...adapter, description: "NVIDIA H100" } }),
    "NVIDIA H100 (mesa software, linux-x64, gpu clock)",
  ],
  [
    "another clock",
    made({ seed: 5, rows: { conv: 2 }, clock: "wall" }),
    "llvmpipe: Mesa 25.0.7 (mesa software, linux-x64, wall clock)",
  ],
])("refuses results of %s and names both", async (_, other, described) => {
  const found = await runCli(["compare", before, other]);

  expect(found.stderr).toBe(
    `pleura: compare: both results must be of the same adapter, driver, platform and clock, but "${before}" is of ${describe} and "${other}" of ${described}. ${advice}\n`,
  );
  expect(found.code).toBe(2);
  expect(found.stdout).toBe("");
});

const other = made({ seed: 6, rows: {}, format: "pleura-bench/0" });
const empty = emptyFolder();
const damaged = emptyFolder();
writeFileSync(join(damaged, "bench.json"), "{");
const partial = emptyFolder();
writeFileSync(join(partial, "bench.json"), JSON.stringify({ format: "pleura-bench/1" }));
const bare = emptyFolder();
mkdirSync(join(bare, "apps"));

test.each([
  [
    "one result",
    [before],
    2,
    "compare: two results must be named, the older one first, but 1 result is. Give for example: pleura compare before after.",
  ],
  [
    "no result",
    [],
    2,
    "compare: two results must be named, the older one first, but none is. Give for example: pleura compare before after.",
  ],
  [
    "three results",
    [before, again, slower],
    2,
    "compare: two results must be named, the older one first, but 3 results are. Give for example: pleura compare before after.",
  ],
  [
    "another format",
    [before, other],
    2,
    `compare "${join(other, "bench.json")}": the format must be "pleura-bench/1", but it is "pleura-bench/0". Measure with this version of pleura bench.`,
  ],
  [
    "results without a row in common",
    [before, again, "--filter", "missing"],
    2,
    `compare: at least one row must be in both results, but "${before}" and "${again}" share none. Measure the same rows, or change --filter.`,
  ],
  [
    "a folder without a result",
    [empty, before],
    3,
    `compare "${empty}": it must be a bench.json or a folder with one, but there is none. Make it with pleura bench --out.`,
  ],
  [
    "a damaged file",
    [before, damaged],
    3,
    `compare "${join(damaged, "bench.json")}": the file must be JSON, but it is not readable as such. Measure again.`,
  ],
  [
    "a file without its parts",
    [before, partial],
    3,
    `compare "${join(partial, "bench.json")}": every part of a bench.json must be there, but "clock" is not as it must be (Invalid option: expected one of "gpu"|"wall"). Measure again.`,
  ],
  [
    "results and --against",
    [before, "--against", bare],
    2,
    `compare: results or --against must be given, but both are. Leave out "${before}" or --against.`,
  ],
  [
    "--against a folder without a build",
    ["--against", bare],
    2,
    `--against "${bare}": it must be a built pleura (its launcher, its main.js or its repository), but it has no built program. Run npm run build there.`,
  ],
  [
    "--against nothing",
    ["--against", join(bare, "missing")],
    2,
    `--against "${join(bare, "missing")}": it must be a built pleura (its launcher, its main.js or its repository), but it does not exist. Run npm run build there.`,
  ],
])("refuses %s in one line", async (_, args, code, line) => {
  const found = await runCli(["compare", ...args]);

  expect(found.stderr).toBe(`pleura: ${line}\n`);
  expect(found.code).toBe(code);
  expect(found.stdout).toBe("");
  expect(existsSync(join(before, "compare.json"))).toBe(false);
});
