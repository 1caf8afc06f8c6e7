// A finished restoration model says in its best checkpoint what its own films score.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSafetensors } from "@pleura/data";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallPretrain } from "./small-run.ts";

beforeAll(bundleCli);

const factsOf = (out: string, name = "best.safetensors") =>
  parseSafetensors(readFileSync(join(out, name))).metadata;

test("with enough validation films there is a threshold, the same after a resume that has nothing to do", async () => {
  const data = join(emptyFolder(), "set");
  const films = ["--count", "160", "--size", "32", "--seed", "1"];
  requireOk(await runCli(["data", "synth", "--out", data, ...films]));
  const out = join(emptyFolder(), "run");

  requireOk(await smallPretrain(data, out, "--steps", "3"));
  const first = readFileSync(join(out, "best.safetensors"));
  requireOk(await runCli(["pretrain", "--resume", out]));

  const threshold = Number(factsOf(out).get("run.restorationThreshold"));
  expect(threshold).toBeGreaterThan(0);
  expect(threshold).toBeLessThan(1);
  expect(Number(factsOf(out).get("run.restorationFilms"))).toBeGreaterThanOrEqual(20);
  expect(readFileSync(join(out, "best.safetensors"))).toEqual(first);
  expect(factsOf(out, "last.safetensors").has("run.restorationThreshold")).toBe(false);
});

test("with few validation films there is none", async () => {
  const data = await smallDataset();
  const out = join(emptyFolder(), "run");

  requireOk(await smallPretrain(data, out, "--steps", "2"));

  expect(factsOf(out).has("run.step")).toBe(true);
  expect(factsOf(out).has("run.restorationThreshold")).toBe(false);
});
