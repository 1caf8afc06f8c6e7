// Wrong flags, wrong settings and missing inputs: the right exit code and one clear line each.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";

beforeAll(bundleCli);

const folder = emptyFolder();

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

mkdirSync(join(folder, "bare"));
mkdirSync(join(folder, "empty"));
mkdirSync(join(folder, "escape"));
write("empty/manifest.csv", "file,label\n");
mkdirSync(join(folder, "words"));
write("words/manifest.csv", "file,label,split\na.png,normal,dev\nb.png,healthy,train\n");
write("escape/manifest.csv", "file,label\n../../secret.png,normal\n");

const synth = ["data", "synth", "--out", join(folder, "out")];
const misspelt = write("misspelt.yaml", "count: 3\nsizze: 64\n");
const nested = write("nested.yaml", "unet:\n  widht: 8\n");
const wrongType = write("wrong-type.yaml", "count: many\n");
const twice = write("twice.yaml", "count: 3\ncount: 4\n");
const broken = write("broken.yaml", "count: [3\n");
const list = write("list.yaml", "- 3\n");
const proto = write("proto.yaml", "__proto__: {count: 3}\n");
const documents = write("documents.yaml", "count: 3\n---\ncount: 4\n");
const tagged = write("tagged.yaml", "count: !many 3\n");
const endless = write("endless.yaml", "learningRate: -.inf\n");
const notANumber = write("nan.yaml", "count: .nan\n");
const bomb = write(
  "bomb.yaml",
  [
    "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
    "b: &b [*a, *a, *a, *a, *a, *a, *a, *a]",
    "c: [*b, *b, *b, *b, *b, *b, *b, *b]\n",
  ].join("\n"),
);

test.each([
  [
    "an unknown command",
    ["pretrian"],
    2,
    "pleura: unknown command 'pretrian' (Did you mean pretrain?) See pleura --help.",
  ],
  [
    "an unknown flag",
    [...synth, "--coutn", "3"],
    2,
    "pleura: unknown option '--coutn' (Did you mean --count?) See pleura --help.",
  ],
  [
    "an unknown --set key",
    [...synth, "--set", "cuont=3"],
    2,
    'pleura: --set cuont: every key must be known, but "cuont" is not. Did you mean "count"?',
  ],
  [
    "a --set without a value",
    [...synth, "--set", "count"],
    2,
    'pleura: --set: it must be key=value, but it is "count". Give for example --set unet.width=16.',
  ],
  [
    "an unknown config key",
    [...synth, "--config", misspelt],
    2,
    `pleura: config "${misspelt}" line 2: every key must be known, but "sizze" is not. Did you mean "size"?`,
  ],
  [
    "an unknown nested key",
    ["pretrain", "--data", "x", "--out", "y", "--config", nested],
    2,
    `pleura: config "${nested}" line 2: every key must be known, but "unet.widht" is not. Did you mean "unet.width"?`,
  ],
  [
    "a wrong type in a config",
    [...synth, "--config", wrongType],
    2,
    `pleura: config "${wrongType}" line 1: "count" must be a number, but it is "many". Correct it.`,
  ],
  [
    "a key given twice",
    [...synth, "--config", twice],
    2,
    `pleura: config "${twice}" line 2: the file must be YAML, but Map keys must be unique. Correct that line.`,
  ],
  [
    "a prototype key",
    [...synth, "--config", proto],
    2,
    `pleura: config "${proto}" line 1: every key must be known, but "__proto__" is not. Known keys: out, count, size, seed, adapter.`,
  ],
  [
    "a config that is no map",
    [...synth, "--config", list],
    2,
    `pleura: config "${list}" line 1: the file must hold "key: value" lines, but it holds something else. Write for example seed: 1.`,
  ],
  [
    "two YAML documents in a file",
    [...synth, "--config", documents],
    2,
    `pleura: config "${documents}" line 2: the file must hold one YAML document, but a second one begins there. Delete one of them.`,
  ],
  [
    "a YAML tag that nobody knows",
    [...synth, "--config", tagged],
    2,
    `pleura: config "${tagged}" line 1: the file must be YAML, but Unresolved tag: !many. Correct that line.`,
  ],
  [
    "an endless learning rate",
    ["pretrain", "--data", "x", "--out", "y", "--learning-rate", ".inf"],
    2,
    "pleura: --learning-rate: the value must be a finite number, but it is .inf. Correct it.",
  ],
  [
    "an endless learning rate in a config",
    ["pretrain", "--data", "x", "--out", "y", "--config", endless],
    2,
    `pleura: config "${endless}" line 1: "learningRate" must be a finite number, but it is -.inf. Correct it.`,
  ],
  [
    "a seed beyond the integers, as it was typed",
    [...synth, "--seed", "9007199254740993"],
    2,
    "pleura: --seed: the value must be at most 9007199254740991, but it is 9007199254740993. Correct it.",
  ],
  [
    "two weights for three classes",
    ["finetune", "--data", "x", "--out", "y", "--set", "classWeights=[1,2]"],
    2,
    'pleura: --set classWeights: "classWeights" must be a list of 3, but it is [1,2]. Correct it.',
  ],
  [
    "a wrong type on a flag",
    [...synth, "--count", "many"],
    2,
    'pleura: --count: the value must be a number, but it is "many". Correct it.',
  ],
  [
    "a fraction of a pixel",
    [...synth, "--size", "100.5"],
    2,
    "pleura: --size: the value must be a whole number, but it is 100.5. Correct it.",
  ],
  [
    "an unknown preset",
    ["pretrain", "--data", "x", "--out", "y", "--preset", "demmo"],
    2,
    'pleura: --preset: the value must be one of demo, small, medium, paper, authors, but it is "demmo". Correct it.',
  ],
  [
    "a size the network cannot halve",
    ["pretrain", "--data", "x", "--out", "y", "--set", "unet.levels=4", "--size", "63"],
    2,
    "pleura: --size: the value must be a multiple of 8, because the network halves it 3 times, but it is 63. Correct it.",
  ],
  [
    "a missing setting",
    ["data", "synth"],
    2,
    'pleura: settings: "out" must be given, but it is missing. Add --out or the key "out".',
  ],
  [
    "predict without files",
    ["predict", "--model", "x"],
    2,
    "pleura: predict: at least one image file must be named, but none is. Add file names (after -- when they begin with a dash).",
  ],
  [
    "a bench filter that matches nothing",
    ["bench", "--filter", "no such bench"],
    2,
    'pleura: --filter: at least one bench\'s title must contain "no such bench", but none does. Leave it out to see all.',
  ],
  [
    "a threshold below zero",
    ["compare", "a", "b", "--threshold", "-1"],
    2,
    "pleura: --threshold: the value must be at least 0, but it is -1. Correct it.",
  ],
  [
    "a missing data folder",
    ["data", "stats", "--data", "/nonexistent"],
    3,
    'pleura: data set "/nonexistent": it must be a folder, but it does not exist. Check the path, or make one with pleura data synth.',
  ],
  [
    "a missing data folder of pretrain",
    ["pretrain", "--data", "/nonexistent", "--out", join(folder, "out")],
    3,
    'pleura: data set "/nonexistent": it must be a folder, but it does not exist. Check the path, or make one with pleura data synth.',
  ],
  [
    "an empty data set",
    ["pretrain", "--data", join(folder, "empty"), "--out", join(folder, "out")],
    3,
    `pleura: data set "${join(folder, "empty")}": the manifest must list at least one image, but it is empty. Add rows to "${join(folder, "empty", "manifest.csv")}".`,
  ],
  [
    "a manifest with unknown words",
    ["data", "check", "--data", join(folder, "words")],
    3,
    `pleura: manifest "${join(folder, "words", "manifest.csv")}" line 2: "split" must be pretext, train, val, test or empty, but it is "dev". Correct the cell or empty it. manifest "${join(folder, "words", "manifest.csv")}" line 3: "label" must be covid19, pneumonia, normal or empty, but it is "healthy". Map your label to one of these.`,
  ],
  [
    "a manifest that leaves its folder",
    ["data", "check", "--data", join(folder, "escape")],
    3,
    `pleura: manifest "${join(folder, "escape", "manifest.csv")}": every file must lie below the data set folder, but "../../secret.png" does not. Copy it there.`,
  ],
  [
    "a missing model",
    ["predict", "--model", "/nonexistent", "a.png"],
    6,
    'pleura: --model "/nonexistent": it must be a run folder or a .safetensors file, but it does not exist. Check the path.',
  ],
  [
    "a resume of nothing",
    ["pretrain", "--resume", join(folder, "bare")],
    6,
    `pleura: run folder "${join(folder, "bare")}": it must hold a run's run.json, but there is none. Give the --out folder of a run.`,
  ],
] as const)("refuses %s in one line", async (_, args, code, line) => {
  const found = await runCli(args);

  expect(found.stderr).toBe(`${line}\n`);
  expect(found.code).toBe(code);
  expect(found.stdout).toBe("");
  expect(readdirSync(folder)).not.toContain("out");
});

test.each([
  ["YAML that does not close", broken, /line \d+: the file must be YAML, but /],
  [
    "a number that is none",
    notANumber,
    /line 1: "count" must be a finite number, but it is \.nan\./,
  ],
  ["an alias bomb", bomb, /every key must be known|the file must be plain YAML/],
])("refuses %s with exit 2", async (_, config, line) => {
  const found = await runCli([...synth, "--config", config]);

  expect(found.stderr).toMatch(line);
  expect(found.stderr.trim().split("\n")).toHaveLength(1);
  expect(found.code).toBe(2);
});

test("says in one line that no Vulkan driver is there, exit 4", async () => {
  const env = { VK_DRIVER_FILES: "/nonexistent", VK_ICD_FILENAMES: "/nonexistent" };

  const found = await runCli(["doctor", "--json"], { env });

  expect(found.code).toBe(4);
  expect(found.stderr).toBe(
    "pleura: open device: a Vulkan driver must be installed, but VK_DRIVER_FILES is " +
      '"/nonexistent", where no driver file is. Install your GPU\'s driver, or a software one ' +
      "(Mesa 24 or newer, package mesa-vulkan-drivers).\n",
  );
  expect(found.json()[0]).toMatchObject({ ok: false, adapter: null });
});

/** A folder that a demo wrote, with its data set of one film. */
function oldDemo(): { out: string; manifest: string } {
  const out = join(emptyFolder(), "demo");
  const manifest = join(out, "data", "manifest.csv");
  mkdirSync(join(out, "data"), { recursive: true });
  writeFileSync(join(out, "demo.txt"), "This folder is written by pleura demo.\n");
  writeFileSync(manifest, "file,label\na.png,normal\n");
  return { out, manifest };
}

test("demo refuses to replace the data set that it is given, exit 2, and leaves it", async () => {
  const { out, manifest } = oldDemo();

  const found = await runCli(["demo", "--data", join(out, "data"), "--out", out]);

  expect(found.code).toBe(2);
  expect(found.stderr).toBe(
    `pleura: --data "${join(out, "data")}": it must lie outside what the demo replaces, but it needs "${join(out, "data")}". Give another --out.\n`,
  );
  expect(readFileSync(manifest, "utf8")).toContain("a.png");
});

test("demo clears an old demo only when its data and a GPU are there", async () => {
  const { out, manifest } = oldDemo();
  const env = { VK_DRIVER_FILES: "/nonexistent" };

  const noGpu = await runCli(["demo", "--out", out], { env });
  const noData = await runCli(["demo", "--data", "/nonexistent", "--out", out]);

  expect([noGpu.code, noData.code]).toEqual([4, 3]);
  expect(existsSync(manifest)).toBe(true);
});

test("prints help and the version on stdout with exit 0", async () => {
  const help = await runCli(["--help"]);
  const version = await runCli(["--version"]);

  expect(help.code).toBe(0);
  expect(help.stdout).toContain("Not for diagnosis");
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
