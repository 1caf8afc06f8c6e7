// bench and compare --against as processes: what is stored, and that planted work is found.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk } from "./small-run.ts";

beforeAll(bundleCli);

const title = "softmax forward, 512 rows of 64";
const quick = ["--filter", "softmax", "--least-ms", "2"];
const ownBuild = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));

interface Stored {
  readonly rows: readonly {
    readonly title: string;
    readonly ms: number;
    readonly sessions: readonly Readonly<Record<string, number[]>>[];
  }[];
}

test("bench stores every sample with adapter, versions, seed and settings", async () => {
  const out = join(emptyFolder(), "results");
  const few = ["--repeats", "3", "--sessions", "2", "--set", "mostSessions=2"];
  const args = [...quick, ...few, "--seed", "5", "--json"];
  const found = requireOk(await runCli(["bench", ...args, "--out", out]));

  const file: Stored = JSON.parse(readFileSync(join(out, "bench.json"), "utf8"));
  expect(file).toMatchObject({
    format: "pleura-bench/1",
    seed: 5,
    settings: { filter: "softmax", leastMs: 2, repeats: 3, sessions: 2, preset: "demo" },
    versions: { node: process.version },
    adapter: { description: expect.stringMatching(/./) },
    features: expect.arrayContaining(["core-features-and-limits"]),
    limits: { maxBufferSize: expect.any(Number) },
    ceilings: { fmaGflops: expect.any(Number), copyGBs: expect.any(Number) },
    clock: expect.stringMatching(/^(gpu|wall)$/),
  });
  expect(file.rows.map((row) => row.title)).toEqual([
    "softmaxCrossEntropy forward and gradient, 16 rows of 3 classes",
    title,
  ]);
  for (const { sessions, ms } of file.rows) {
    expect(sessions).toHaveLength(2);
    for (const session of sessions) {
      const { length } = session["round"] ?? [];
      expect(new Set(session["round"])).toEqual(new Set([0, 1, 2]));
      for (const part of ["ms", "fmaMs", "copyMs"]) {
        expect(session[part]?.filter((value) => value > 0)).toHaveLength(length);
      }
      expect(session["unrest"]).toHaveLength(length);
    }
    const all = sessions.flatMap((session) => session["ms"] ?? []);
    expect(ms).toBeGreaterThanOrEqual(Math.min(...all));
    expect(ms).toBeLessThanOrEqual(Math.max(...all));
  }
  expect(found.json().map((row) => row["title"])).toEqual(file.rows.map((row) => row.title));
});

test("compare --against takes turns with another build and finds work that was planted", async () => {
  const out = join(emptyFolder(), "compared");
  const plant = ["--set", `plant.title=${title}`, "--set", "plant.factor=8"];
  const args = ["--filter", title, "--least-ms", "5", "--repeats", "3", "--pairs", "4"];
  // Eight times the work needs no narrow interval: the verdict must come on a busy machine too.
  const loose = ["--confidence", "0.9", "--set", "mostPairs=4", "--json", "--out", out];
  const found = await runCli(["compare", "--against", ownBuild, ...plant, ...args, ...loose]);

  expect(found.json()).toContainEqual(expect.objectContaining({ title, verdict: "slower" }));
  expect(found.code).toBe(7);
  expect(JSON.parse(readFileSync(join(out, "compare.json"), "utf8"))).toMatchObject({
    takesTurns: true,
    a: ownBuild,
  });
});

test("compare --against passes on what a build says when it fails", async () => {
  const found = await runCli(["compare", "--against", ownBuild, "--adapter", "no such adapter"]);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain(
    `pleura: compare "${ownBuild}": its bench must end with exit 0, but it gave 4 and said: pleura: open device: the adapter's name must contain "no such adapter", but`,
  );
});

test("bench --paced without anybody to pace it says so", async () => {
  const found = await runCli(["bench", "--paced", ...quick], { stdio: ["ignore", "pipe", "pipe"] });

  expect(found.stderr).toContain(
    "pleura: --paced: a line must come on stdin for each turn, but stdin has ended. Leave --paced to pleura compare.\n",
  );
  expect(found.code).toBe(2);
  expect(existsSync("bench.json")).toBe(false);
});
