// The cache of prepared images and the worker threads as processes: nothing they do changes a training's bits.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallNetwork, smallPretrain } from "./small-run.ts";

let data = "";
let plain = "";
const outputs = ["last.safetensors", "best.safetensors", "metrics.jsonl"];

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  plain = join(emptyFolder(), "plain");
  requireOk(await smallPretrain(data, plain, "--steps", "6", "--no-cache", "--workers", "0"));
});

function expectSame(out: string, name = out): void {
  for (const file of outputs) {
    const same = readFileSync(join(out, file)).equals(readFileSync(join(plain, file)));
    expect(same, `${name}: ${file}`).toBe(true);
  }
}

/** The line that says where the images came from. */
const origin = (stderr: string) => /pretrain: (.* decoded.*)/.exec(stderr)?.[1];

test("a run with cache and threads, stopped and resumed without, has the bits of the plain run", async () => {
  const cache = join(emptyFolder(), "cache");
  const out = join(emptyFolder(), "mixed");

  const first = await smallPretrain(data, out, "--steps", "3", "--cache", cache, "--workers", "2");
  const resumed = await runCli([
    "pretrain",
    "--out",
    out,
    "--resume",
    "--steps",
    "6",
    "--no-cache",
  ]);

  expect(origin(requireOk(first).stderr)).toMatch(
    /^\d+ images decoded, 0 prepared before; the cache has 0\.0 MiB of this size$/,
  );
  expect(origin(requireOk(resumed).stderr)).toMatch(/^\d+ images decoded, without a cache$/);
  expect(first.stderr).toMatch(
    /pretrain: waited for images in \d+\.\d % of the time after the first step, \d+\.\d % with it\n/,
  );
  expectSame(out);
});

test("a second command decodes nothing", async () => {
  const cache = join(emptyFolder(), "cache");
  const out = join(emptyFolder(), "second");
  requireOk(
    await smallPretrain(data, join(emptyFolder(), "first"), "--steps", "1", "--cache", cache),
  );

  const second = requireOk(await smallPretrain(data, out, "--steps", "6", "--cache", cache));

  expect(origin(second.stderr)).toMatch(/^0 images decoded, \d+ prepared before; /);
  expectSame(out);
});

test("killed while it fills the cache, the next command has the right images", async () => {
  const cache = join(emptyFolder(), "cache");
  mkdirSync(cache);
  for (const least of [0, 1, 2]) {
    const args = ["--data", data, "--out", join(emptyFolder(), "killed"), ...smallNetwork];
    const child = startCli([
      "pretrain",
      ...args,
      "--steps",
      "1",
      "--cache",
      cache,
      "--workers",
      "2",
    ]);
    const ended = finished(child);
    const watch = setInterval(() => {
      const names = readdirSync(cache, { recursive: true }).map(String);
      if (names.filter((name) => name.endsWith(".index")).length > least) child.kill("SIGKILL");
    }, 1);
    await ended;
    clearInterval(watch);
  }
  const out = join(emptyFolder(), "after");

  requireOk(await smallPretrain(data, out, "--steps", "6", "--cache", cache));

  expectSame(out);
});

test("two commands that fill one cache at once both have the bits of the plain run", async () => {
  const cache = join(emptyFolder(), "cache");
  const outs = ["one", "two"].map((name) => join(emptyFolder(), name));

  const both = await Promise.all(
    outs.map((out) => smallPretrain(data, out, "--steps", "6", "--cache", cache)),
  );

  for (const found of both) requireOk(found);
  for (const out of outs) expectSame(out);
});

test("a cache that cannot be written is told in one line and changes nothing", async () => {
  const cache = join(emptyFolder(), "file");
  writeFileSync(cache, "");
  const out = join(emptyFolder(), "readonly");

  const found = requireOk(await smallPretrain(data, out, "--steps", "6", "--cache", cache));

  expect(found.stderr.split("\n").filter((line) => line.includes("cache"))).toEqual([
    `pretrain: cache "${cache}": it must be writable, but writing gave ENOTDIR. The images are decoded, and not kept on disk.`,
    expect.stringMatching(/decoded, 0 prepared before; the cache has 0\.0 MiB of this size$/),
  ]);
  expectSame(out);
});

test("an unreadable film among many is named as without threads, exit 3, and leaves no thread behind", async () => {
  const broken = await smallDataset();
  const names = readdirSync(join(broken, "images")).sort();
  const manifest = readFileSync(join(broken, "manifest.csv"), "utf8");
  writeFileSync(join(broken, "manifest.csv"), manifest.replaceAll(/,(val|test),/g, ",train,"));
  const name = names.at(-1) ?? "";
  const whole = readFileSync(join(broken, "images", name));
  writeFileSync(join(broken, "images", name), whole.subarray(0, 100));
  const messages = [];
  for (const workers of ["0", "2"]) {
    const out = join(emptyFolder(), "run");
    const found = await smallPretrain(
      broken,
      out,
      "--steps",
      "1",
      "--no-cache",
      "--workers",
      workers,
    );
    expect(found.code).toBe(3);
    messages.push(found.stderr);
  }

  expect(messages[0]).toContain(`decode image "images/${name}": `);
  expect(messages[1]).toBe(messages[0]);
});

test("Ctrl-C while the films are read ends with 130 at once", async () => {
  const out = join(emptyFolder(), "stopped");
  const cache = join(emptyFolder(), "cache");
  const args = ["--data", data, "--out", out, ...smallNetwork, "--cache", cache, "--workers", "2"];
  const child = startCli(["pretrain", ...args, "--steps", "100000"]);
  const ended = finished(child);
  const watch = setInterval(() => {
    if (existsSync(cache)) child.kill("SIGINT");
    if (existsSync(cache)) clearInterval(watch);
  }, 1);

  const found = await ended;
  clearInterval(watch);

  expect(found.code).toBe(130);
  expect(found.stderr.trim().split("\n").at(-1)).not.toContain("bug");
});
