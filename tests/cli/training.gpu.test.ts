// pretrain and finetune as processes: resume, signals, failures; what was saved stays whole.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CLASSES, parseSafetensors, readCsv } from "@pleura/data";
import { readTensorBoardEvents } from "@pleura/testing";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallNetwork, smallPretrain } from "./small-run.ts";

let data = "";
let straight = "";

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  straight = join(emptyFolder(), "straight");
  requireOk(await smallPretrain(data, straight, "--steps", "8"));
});

const bytesOf = (folder: string, name: string) => readFileSync(join(folder, name));

function metricsOf(folder: string) {
  const lines = bytesOf(folder, "metrics.jsonl").toString().trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function eventFilesOf(folder: string) {
  const names = readdirSync(folder).filter((name) => name.includes("tfevents"));
  return names.sort().map((name) => readTensorBoardEvents(bytesOf(folder, name)));
}

test("writes run.json, one metrics line per step, and both checkpoints", () => {
  const record = JSON.parse(bytesOf(straight, "run.json").toString());
  const steps = metricsOf(straight).filter(({ loss }) => loss !== undefined);
  const validations = metricsOf(straight).filter(({ validation }) => validation !== undefined);

  expect(readdirSync(straight).sort()).toEqual([
    "best.safetensors",
    "curves.svg",
    expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.pleura$/),
    "last.safetensors",
    "metrics.csv",
    "metrics.jsonl",
    "run.json",
  ]);
  expect(record).toMatchObject({ command: "pretrain", seed: 0, config: { batch: 4, steps: 8 } });
  expect(record.dataFingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(record.adapter.description).not.toBe("");
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(record.resumed).toBeUndefined();
  expect(validations.length).toBeGreaterThan(0);
  expect(validations[0]).toMatchObject({ validation: { ssimAfter: expect.any(Number) } });
});

test("TensorBoard's events hold every number of metrics.jsonl once, as 32-bit floats", () => {
  const [events = []] = eventFilesOf(straight);

  const found = events.flatMap(({ step, scalars = [] }) =>
    scalars.map(([tag, value]) => ({ step, tag, value })),
  );
  const expected = metricsOf(straight).flatMap(({ step, epoch, isExtra, validation, ...train }) => [
    ...Object.entries(train).map(([name, value]) => [step, `train/${name}`, value] as const),
    ...Object.entries(validation ?? {}).map(
      ([name, value]) => [step, `validation/${name}`, value] as const,
    ),
  ]);
  expect(found).toEqual(
    expected.map(([step, tag, value]) => ({ step, tag, value: Math.fround(Number(value)) })),
  );
  expect(found.flatMap(({ step, tag }) => (tag === "train/loss" ? [step] : []))).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
});

test("a resumed run starts another event file, which drops the steps after its checkpoint", async () => {
  const out = join(emptyFolder(), "continued");
  requireOk(await smallPretrain(data, out, "--steps", "2"));

  requireOk(await runCli(["pretrain", "--out", out, "--resume", "--steps", "3"]));

  const files = eventFilesOf(out).map((events) =>
    events.map(({ step, fileVersion, sessionStatus, scalars }) => [
      step,
      fileVersion ?? sessionStatus ?? scalars?.[0]?.[0].split("/")[0],
    ]),
  );
  expect(files).toEqual([
    [
      [0, "brain.Event:2"],
      [1, 1],
      [1, "train"],
      [2, "train"],
      [2, "validation"],
    ],
    [
      [0, "brain.Event:2"],
      [3, 1],
      [3, "train"],
      [3, "validation"],
    ],
  ]);
});

test.each([1, 3, 5])(
  "a run stopped at step %i and resumed equals the straight run bit by bit",
  async (steps) => {
    const out = join(emptyFolder(), "resumed");

    requireOk(await smallPretrain(data, out, "--steps", `${steps}`));
    requireOk(await runCli(["pretrain", "--out", out, "--resume", "--steps", "8"]));

    for (const name of ["last.safetensors", "best.safetensors", "metrics.jsonl"]) {
      expect(bytesOf(out, name).equals(bytesOf(straight, name)), name).toBe(true);
    }
  },
);

test("a second run with the same seed gives the same files, another seed others", async () => {
  const [same, other] = [join(emptyFolder(), "same"), join(emptyFolder(), "other")];

  requireOk(await smallPretrain(data, same, "--steps", "8", "--every-steps", "3"));
  requireOk(await smallPretrain(data, other, "--steps", "8", "--seed", "1"));

  expect(bytesOf(same, "last.safetensors").equals(bytesOf(straight, "last.safetensors"))).toBe(
    true,
  );
  expect(bytesOf(other, "last.safetensors").equals(bytesOf(straight, "last.safetensors"))).toBe(
    false,
  );
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s finishes the step, saves and ends with %i; the resumed run is the straight one",
  async (signal, code) => {
    const out = join(emptyFolder(), "stopped");
    const child = startCli([
      "pretrain",
      "--data",
      data,
      "--out",
      out,
      ...smallNetwork,
      "--steps",
      "100000",
      "--json",
    ]);
    child.stdout?.once("data", () => child.kill(signal));

    const found = await finished(child);

    const done = Number(
      parseSafetensors(bytesOf(out, "last.safetensors")).metadata.get("run.step"),
    );
    expect(found.code).toBe(code);
    expect(found.stderr).toContain("stopping after this step and saving");
    expect(metricsOf(out).filter(({ loss }) => loss !== undefined)).toHaveLength(done);
    expect(existsSync(join(out, "run.lock"))).toBe(false);
    const losses = (folder: string) =>
      metricsOf(folder).flatMap(({ step, loss }) =>
        Number(step) <= Math.min(8, done) ? [loss] : [],
      );
    expect(losses(out)).toEqual(losses(straight));
  },
);

test("a second signal quits at once", async () => {
  const out = join(emptyFolder(), "quit");
  const args = [...smallNetwork, "--steps", "100000", "--json"];
  const child = startCli(["pretrain", "--data", data, "--out", out, ...args]);
  child.stdout?.once("data", () => {
    child.kill("SIGINT");
    child.kill("SIGINT");
  });

  expect((await finished(child)).code).toBe(130);
});

test("refuses to resume with another setting, exit 2", async () => {
  const found = await runCli(["pretrain", "--resume", straight, "--batch", "5"]);

  expect(found.code).toBe(2);
  expect(found.stderr).toBe(
    `pleura: resume "${straight}": "batch" must stay 4, but 5 is given. Leave it out, or start a new run.\n`,
  );
});

test("refuses to start over a run, exit 2, and leaves it as it is", async () => {
  const before = bytesOf(straight, "last.safetensors");

  const found = await smallPretrain(data, straight, "--steps", "1");

  expect(found.code).toBe(2);
  expect(found.stderr).toContain("the folder must hold no run yet");
  expect(bytesOf(straight, "last.safetensors").equals(before)).toBe(true);
});

test("refuses a folder that a living process writes, and takes it over from a dead one", async () => {
  const out = join(emptyFolder(), "locked");
  requireOk(await smallPretrain(data, out, "--steps", "1"));
  const { hostname } = await import("node:os");
  const lock = join(out, "run.lock");

  writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
  const refused = await runCli(["pretrain", "--resume", out, "--steps", "2"]);
  // No process has the largest id that Linux allows.
  writeFileSync(lock, JSON.stringify({ pid: 4_194_304, host: hostname() }));
  const taken = await runCli(["pretrain", "--resume", out, "--steps", "2"]);

  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("one run at a time may write it");
  expect(taken.code).toBe(0);
});

test("a loss that is not finite stops the run, names the tensor, exit 5, and saves nothing more", async () => {
  const out = join(emptyFolder(), "diverged");

  const found = await smallPretrain(
    data,
    out,
    ...["--steps", "20", "--every-steps", "1", "--learning-rate", "1e30"],
    ...["--set", "optimiser.clipNorm=0"],
  );

  const file = parseSafetensors(bytesOf(out, "last.safetensors"));
  expect(found.code).toBe(5);
  expect(found.stderr).toMatch(
    /pleura: training step \d+: loss and gradients must be finite, .*"[a-z0-9.]+"/,
  );
  for (const [name, { data: values }] of file.tensors) {
    expect((values as Float32Array).every(Number.isFinite), name).toBe(true);
  }
});

test("a tensor over the device's limits is refused before any work, exit 4", async () => {
  const out = join(emptyFolder(), "large");

  const found = await runCli([
    "pretrain",
    "--data",
    data,
    "--out",
    out,
    "--size",
    "4096",
    "--batch",
    "64",
  ]);

  expect(found.code).toBe(4);
  expect(found.stderr).toMatch(/^pleura: .*a tensor must fit in \d+ bytes on this adapter.*\n$/);
});

test.each([
  ["openSync", "EACCES", "permission is denied"],
  ["writeSync", "ENOSPC", "the disk is full"],
  ["fsyncSync", "EIO", "writing gave EIO"],
  ["renameSync", "EROFS", "the disk is read-only"],
  ["syncFolder", "EIO", "writing gave EIO"],
  ["fdatasyncSync", "EIO", "writing gave EIO"],
])(
  "a disk that fails in %s (%s) ends the run with exit 6 and keeps the checkpoint before",
  async (call, code, reason) => {
    const out = join(emptyFolder(), "full");
    requireOk(await smallPretrain(data, out, "--steps", "2"));
    const before = bytesOf(out, "last.safetensors");
    const preload = new URL("failing-disk.mjs", import.meta.url).href;

    const env = { NODE_OPTIONS: `--import=${preload}`, FAILING_DISK: `${call}:${code}` };
    const found = await runCli(["pretrain", "--resume", out, "--steps", "3"], { env });

    expect(found.code).toBe(6);
    expect(found.stderr).toContain(
      `the file must be writable, but ${reason}. What was saved before is intact.`,
    );
    expect(bytesOf(out, "last.safetensors").equals(before)).toBe(true);
    expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  },
);

/** The small data set without splits in its manifest. */
async function unsplitDataset(): Promise<{ folder: string; manifest: string }> {
  const folder = await smallDataset();
  const manifest = join(folder, "manifest.csv");
  const text = readFileSync(manifest, "utf8").replaceAll(/,(train|val|test),/g, ",,");
  writeFileSync(manifest, text);
  return { folder, manifest };
}

test("a new run obeys its own split seed, not the split that an earlier run left in its folder", async () => {
  const { folder } = await unsplitDataset();
  const [first, second] = [join(emptyFolder(), "first"), join(emptyFolder(), "second")];
  requireOk(await smallPretrain(folder, first, "--steps", "1", "--set", "splitSeed=1"));
  requireOk(await smallPretrain(folder, second, "--steps", "1", "--set", "splitSeed=2"));
  const stale = join(emptyFolder(), "stale");
  mkdirSync(stale);
  copyFileSync(join(first, "split.csv"), join(stale, "split.csv"));

  requireOk(await smallPretrain(folder, stale, "--steps", "1", "--set", "splitSeed=2"));

  expect(bytesOf(first, "split.csv").equals(bytesOf(second, "split.csv"))).toBe(false);
  expect(bytesOf(stale, "split.csv").equals(bytesOf(second, "split.csv"))).toBe(true);
});

test("refuses to resume when an image is not in the run's split, exit 3", async () => {
  const { folder, manifest } = await unsplitDataset();
  const out = join(emptyFolder(), "run");
  requireOk(await smallPretrain(folder, out, "--steps", "1"));
  const film = readdirSync(join(folder, "images"))[0] ?? "";
  copyFileSync(join(folder, "images", film), join(folder, "images", "new.png"));
  const text = readFileSync(manifest, "utf8").trim();
  const cells = (text.split("\n")[0] ?? "").split(",").map((column) => {
    if (column === "file") return "images/new.png";
    return column === "label" ? "normal" : "";
  });
  writeFileSync(manifest, `${text}\n${cells.join(",")}\n`);

  const found = await runCli(["pretrain", "--resume", out, "--steps", "2"]);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: resume "${out}": its split.csv must name every image, but "images/new.png" is not in it. Give the same --data, or start a new run.\n`,
  );
});

test("--resume --epochs goes on past the recorded --steps, with the recorded schedule", async () => {
  const out = join(emptyFolder(), "longer");
  requireOk(await smallPretrain(data, out, "--steps", "2"));

  requireOk(await runCli(["pretrain", "--resume", out, "--epochs", "2"]));

  const { config, model } = JSON.parse(bytesOf(out, "run.json").toString());
  const steps = metricsOf(out).filter(({ loss }) => loss !== undefined);
  expect(steps).toHaveLength(2 * model.stepsPerEpoch);
  expect(config.epochs).toBe(2);
  expect(config.steps).toBeUndefined();
});

test("a resume on another adapter is told, and the first one stays in run.json", async () => {
  const out = join(emptyFolder(), "moved");
  requireOk(await smallPretrain(data, out, "--steps", "1"));
  const record = JSON.parse(bytesOf(out, "run.json").toString());
  const adapter = { ...record.adapter, description: "Another GPU" };
  writeFileSync(join(out, "run.json"), JSON.stringify({ ...record, adapter }));

  const found = requireOk(await runCli(["pretrain", "--resume", out, "--steps", "2"]));

  const after = JSON.parse(bytesOf(out, "run.json").toString());
  expect(found.stderr).toContain("the run began on Another GPU and goes on on");
  expect(after.adapter).toEqual(adapter);
  expect(after.resumed).toMatchObject([{ step: 1, adapter: record.adapter }]);
});

test("a file system that cannot sync folders is no failure", async () => {
  const preload = new URL("failing-disk.mjs", import.meta.url).href;
  const env = { NODE_OPTIONS: `--import=${preload}`, FAILING_DISK: "syncFolder:EINVAL" };
  const out = join(emptyFolder(), "run");

  const args = ["--data", data, "--out", out, ...smallNetwork, "--steps", "1"];
  const found = await runCli(["pretrain", ...args], { env });

  expect(found.code).toBe(0);
  expect(existsSync(join(out, "last.safetensors"))).toBe(true);
});

test("killed while saving, the checkpoint is whole and the run goes on", async () => {
  const out = join(emptyFolder(), "killed");
  const args = [...smallNetwork, "--steps", "100000", "--every-steps", "1", "--json"];
  for (const lines of [2, 5, 9]) {
    const isFirst = !existsSync(join(out, "last.safetensors"));
    const start = isFirst ? ["--data", data, "--out", out, ...args] : ["--resume", out, "--json"];
    const child = startCli(["pretrain", ...start]);
    let seen = 0;
    child.stdout?.on("data", (chunk: Buffer) => {
      seen += chunk.toString().split("\n").length - 1;
      if (seen >= lines) child.kill("SIGKILL");
    });
    await finished(child);

    expect(() => parseSafetensors(bytesOf(out, "last.safetensors"))).not.toThrow();
  }
  requireOk(await runCli(["pretrain", "--resume", out, "--steps", "1"]));
  expect(readdirSync(out).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("finetune takes the encoder of a pretext run, and refuses one of another architecture, exit 6", async () => {
  const out = join(emptyFolder(), "tuned");
  const args = ["--data", data, "--steps", "2", "--batch", "4"];

  const tuned = await runCli(["finetune", "--out", out, "--init", straight, ...args]);
  const refused = await runCli([
    "finetune",
    "--out",
    join(emptyFolder(), "other"),
    "--init",
    straight,
    ...args,
    "--preset",
    "demo",
  ]);

  expect(tuned.code).toBe(0);
  const { rows } = readCsv(bytesOf(out, "predictions-val.csv"));
  const isRight = rows.map(({ cells }) => {
    const logits = CLASSES.map((name) => Number(cells[`logit_${name}`]));
    return CLASSES[logits.indexOf(Math.max(...logits))] === cells["label"];
  });
  const found = bytesOf(out, "metrics.jsonl")
    .toString()
    .match(/"accuracy":([0-9.]+)/);
  expect(isRight.length).toBeGreaterThan(3);
  expect(isRight.filter(Boolean).length / isRight.length).toBeCloseTo(Number(found?.[1]), 9);
  expect(JSON.parse(bytesOf(out, "run.json").toString()).config).toMatchObject({
    size: 32,
    unet: { levels: 2, width: 4 },
  });
  expect(refused.code).toBe(6);
  expect(refused.stderr).toMatch(/pleura: checkpoint: "[a-z0-9.]+" must have the shape /);
});

test("a finetune killed before its first checkpoint starts from the encoder when resumed", async () => {
  const [out, killed] = [join(emptyFolder(), "tuned"), join(emptyFolder(), "killed")];
  const args = ["--data", data, "--steps", "2", "--batch", "4"];
  requireOk(await runCli(["finetune", "--out", out, "--init", straight, ...args]));
  // What a kill leaves between run.json and the first checkpoint.
  mkdirSync(killed);
  copyFileSync(join(out, "run.json"), join(killed, "run.json"));

  requireOk(await runCli(["finetune", "--resume", killed]));

  expect(bytesOf(killed, "last.safetensors").equals(bytesOf(out, "last.safetensors"))).toBe(true);
});

test.each([0, 7, 40, 0.3, 0.5, 0.9, 1])(
  "a checkpoint with one changed byte (at %d) is refused, exit 6",
  async (at) => {
    const damaged = join(emptyFolder(), "damaged.safetensors");
    const bytes = bytesOf(straight, "last.safetensors");
    const position = at <= 1 && at > 0 ? Math.floor(at * (bytes.length - 1)) : at;
    bytes[position] = (bytes[position] as number) ^ 0x10;
    writeFileSync(damaged, bytes);

    const args = ["--data", data, "--out", join(emptyFolder(), "x"), "--steps", "1"];
    const found = await runCli(["finetune", "--init", damaged, ...args]);

    expect(found.code).toBe(6);
    expect(found.stderr.trim().split("\n")).toHaveLength(1);
    expect(found.stderr).toContain(damaged);
  },
);

test("an unreadable film stops the training before it begins, exit 3", async () => {
  const broken = await smallDataset();
  const name = readdirSync(join(broken, "images"))[0] ?? "";
  writeFileSync(join(broken, "images", name), "text");
  const manifest = readFileSync(join(broken, "manifest.csv"), "utf8");
  writeFileSync(join(broken, "manifest.csv"), manifest.replaceAll(/,(val|test),/g, ",train,"));
  const out = join(emptyFolder(), "run");

  const found = await smallPretrain(broken, out, "--steps", "1");

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: decode image "images/${name}": the file must be PNG, JPEG, WebP or DICOM, but it is a text file. Give an image file.\n`,
  );
});
