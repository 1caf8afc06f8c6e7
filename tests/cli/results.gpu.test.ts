// evaluate, explain, predict and demo as processes.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { decodePng, readNpy } from "@pleura/data";
import { readCheckpoint, writeCheckpoint } from "@pleura/models";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";
import { requireOk, smallClassifier, smallDataset, smallPretrain } from "./small-run.ts";

let data = "";
let model = "";
let film = "";

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  model = await smallClassifier(data);
  film = join(data, "images", readdirSync(join(data, "images")).sort()[0] ?? "");
});

test("predict gives a line per file, tries all, and ends with 3 when one failed", async () => {
  const folder = emptyFolder();
  const text = join(folder, "text.png");
  const empty = join(folder, "empty.png");
  writeFileSync(text, "no picture");
  writeFileSync(empty, "");

  const files = [film, text, join(folder, "missing.png"), empty, film];
  const found = await runCli(["predict", "--model", model, "--json", ...files]);

  const lines = found.json();
  expect(found.code).toBe(3);
  expect(lines.map(({ file }) => file)).toEqual(files);
  expect(lines[0]).toEqual({
    file: film,
    probabilities: {
      covid19: expect.any(Number),
      pneumonia: expect.any(Number),
      normal: expect.any(Number),
    },
    logits: [expect.any(Number), expect.any(Number), expect.any(Number)],
    predicted: expect.stringMatching(/^(covid19|pneumonia|normal)$/),
  });
  const shares = Object.values(lines[0]?.["probabilities"] as Record<string, number>);
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  expect(lines.slice(1, 4).map(({ error }) => (error as { reason: string }).reason)).toEqual([
    "not-an-image",
    "unreadable",
    "empty",
  ]);
  expect(lines[4]).toEqual(lines[0]);
});

test("predict gives the same numbers alone, in company and in another order", async () => {
  const all = readdirSync(join(data, "images")).map((name) => join(data, "images", name));
  const some = all.slice(0, 5);

  const alone = await runCli(["predict", "--model", model, "--json", some[2] as string]);
  const together = await runCli(["predict", "--model", model, "--json", ...some]);
  const reversed = await runCli(["predict", "--model", model, "--json", ...some.toReversed()]);

  expect(together.json()[2]).toEqual(alone.json()[0]);
  expect(reversed.json().toReversed()).toEqual(together.json());
});

test("predict takes the run folder and the file in it alike", async () => {
  const file = join(model, "best.safetensors");

  const byFolder = await runCli(["predict", "--model", model, "--json", film]);
  const byFile = await runCli(["predict", "--model", file, "--json", film]);

  expect(byFile.stdout).toBe(byFolder.stdout);
});

test("evaluate prints one object that agrees with predict, and writes both reports", async () => {
  const out = emptyFolder();
  const args = ["--data", data, "--split", "all", "--out", out, "--gallery", "1", "--draws", "200"];
  const found = requireOk(await runCli(["evaluate", "--model", model, "--json", ...args]));

  const [line] = found.json() as [
    { n: number; accuracy: { value: number; low: number; high: number }; confusion: number[][] },
  ];
  const right = line.confusion.reduce((sum, row, index) => sum + (row[index] as number), 0);
  expect(found.json()).toHaveLength(1);
  expect(line.n).toBe(24);
  expect(line.confusion.flat().reduce((a, b) => a + b)).toBe(24);
  expect(line.accuracy.value).toBeCloseTo(right / 24, 12);
  expect(line.accuracy.low).toBeLessThanOrEqual(line.accuracy.value);
  expect(line.accuracy.high).toBeGreaterThanOrEqual(line.accuracy.value);
  expect(line).toMatchObject({
    auroc: { covid19: expect.any(Number), macro: expect.any(Number) },
    perSource: { "phantom-a": { n: expect.any(Number), accuracy: expect.any(Number) } },
  });
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as {
    images: { file: string; predicted: string }[];
  };
  const files = report.images.map(({ file }) => join(data, file));
  const predicted = await runCli(["predict", "--model", model, "--json", ...files]);
  expect(report.images.map((image) => image.predicted)).toEqual(
    predicted.json().map((entry) => entry["predicted"]),
  );
});

test("evaluate takes thresholds and a temperature from the validation split, and groups by sex", async () => {
  const folder = await smallDataset();
  const manifest = readFileSync(join(folder, "manifest.csv"), "utf8").trimEnd().split("\n");
  const withSex = manifest.map((line, row) => `${line},${row === 0 ? "sex" : row % 2 ? "F" : "M"}`);
  writeFileSync(join(folder, "manifest.csv"), `${withSex.join("\n")}\n`);
  const out = emptyFolder();
  const args = ["--data", folder, "--split", "test", "--out", out, "--gallery", "0"];

  const found = requireOk(await runCli(["evaluate", "--model", model, "--draws", "100", ...args]));

  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  const known = withSex.filter((line) => line.split(",")[5] === "val").length;
  expect(report.validated).toMatchObject({
    n: known,
    temperature: { temperature: expect.any(Number) },
  });
  expect(report.validated.operatingPoints.normal).toHaveLength(4);
  expect(report.perSex.map(({ group }: { group: string }) => group)).toEqual(["female", "male"]);
  expect(found.stdout).toContain(`fitted on ${known} validation images`);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("specificity ≥ 0.95");
});

test("evaluate says that its own images give no thresholds", async () => {
  const args = ["--data", data, "--split", "all", "--out", emptyFolder(), "--gallery", "0"];

  const found = requireOk(await runCli(["evaluate", "--model", model, "--draws", "100", ...args]));

  expect(found.stderr).toContain(
    "evaluate: No temperature and no threshold: they need labelled validation images that are not evaluated themselves.",
  );
});

test("the page loads nothing, says what it is for, and shows names as text", async () => {
  const folder = emptyFolder();
  const name = `<img src=x onerror=alert(1)>"'.png`;
  mkdirSync(join(folder, "images"));
  writeFileSync(join(folder, "images", name), readFileSync(film));
  const cell = `"images/${name.replaceAll('"', '""')}"`;
  writeFileSync(
    join(folder, "manifest.csv"),
    `file,source,patient,label\n${cell},<b>source</b>,<script>1</script>,normal\n`,
  );
  const out = emptyFolder();

  const args = ["--data", folder, "--split", "all", "--out", out, "--draws", "100"];
  requireOk(await runCli(["evaluate", "--model", model, ...args]));

  const html = readFileSync(join(out, "report.html"), "utf8");
  expect(html).toContain("Research use. Not for diagnosis.");
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).toContain("&lt;b&gt;source&lt;/b&gt;");
  expect(html).not.toMatch(/<img src=x|<b>source|<script/);
  expect(html).not.toMatch(/(?:src|href)="(?!data:image\/png;base64,)/);
});

test("evaluate refuses a split that no image has, exit 3, with what to do", async () => {
  const folder = await smallDataset();
  const manifest = readFileSync(join(folder, "manifest.csv"), "utf8");
  writeFileSync(join(folder, "manifest.csv"), manifest.replaceAll(/,(train|val|test),/g, ",,"));

  const found = await runCli(["evaluate", "--model", model, "--data", folder, "--split", "test"]);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: evaluate "${folder}": split "test" must hold at least one labelled image, but it holds none of the 24. Run pleura data split, or give --split all.\n`,
  );
});

test("explain writes an overlay and a raw map per class, and one explain.json", async () => {
  const out = emptyFolder();
  requireOk(await runCli(["explain", "--model", model, "--out", out, film]));

  const stem = film.replace(/^.*\/|\.png$/g, "");
  expect(readdirSync(out).sort()).toEqual(
    [
      "explain.json",
      ...["covid19", "normal", "pneumonia"].flatMap((name) => [
        `${stem}.${name}.npy`,
        `${stem}.${name}.png`,
      ]),
    ].sort(),
  );
  const map = readNpy(readFileSync(join(out, `${stem}.normal.npy`)));
  expect(map.shape).toEqual([32, 32]);
  expect(Math.min(...map.data)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...map.data)).toBeLessThanOrEqual(1);
  expect(decodePng(readFileSync(join(out, `${stem}.normal.png`))).height).toBe(512);
  const report = JSON.parse(readFileSync(join(out, "explain.json"), "utf8"));
  expect(report.method).toMatchObject({
    name: "Score-CAM",
    score: "probability",
    layer: "bottleneck",
  });
  expect(report.files[0].maps.normal).toEqual({
    png: `${stem}.normal.png`,
    npy: `${stem}.normal.npy`,
    averageDrop: expect.any(Number),
    increase: expect.any(Boolean),
  });
});

test("explain keeps its files inside --out whatever the inputs are called", async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, "in"));
  mkdirSync(join(folder, "in", "deep"));
  const names = [
    "-rf.png",
    "two\nlines.png",
    " x.png",
    "a.png",
    "a.jpg",
    "..png",
    "<img onerror>.png",
  ];
  for (const name of names) writeFileSync(join(folder, "in", "deep", name), readFileSync(film));
  writeFileSync(join(folder, "in", "x.png"), readFileSync(film));
  const out = join(folder, "out");

  const files = [...names, "../x.png"];
  const found = await runCli(
    ["explain", "--model", model, "--out", out, "--set", "classes=[normal]", "--", ...files],
    { cwd: join(folder, "in", "deep") },
  );

  expect(found.code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(["in", "out"]);
  expect(readdirSync(join(folder, "in")).sort()).toEqual(["deep", "x.png"]);
  expect(readdirSync(join(folder, "in", "deep")).sort()).toEqual(names.toSorted());
  const written = readdirSync(out);
  expect(written.filter((name) => name.endsWith(".npy"))).toHaveLength(files.length);
  expect(written.filter((name) => /^[-.]|[<>\n]/.test(name))).toEqual([]);
});

test("explain refuses an unknown layer, exit 2, and names those there are", async () => {
  const found = await runCli([
    "explain",
    "--model",
    model,
    "--out",
    emptyFolder(),
    "--layer",
    "encoder.9",
    film,
  ]);

  expect(found.code).toBe(2);
  expect(found.stderr).toMatch(/the layer must be one of .*bottleneck.*but "encoder.9" was given/);
});

test("a pretext model is no classifier, exit 6", async () => {
  const out = join(emptyFolder(), "pretext");
  requireOk(await smallPretrain(data, out, "--steps", "1"));

  const found = await runCli(["predict", "--model", out, film]);

  expect(found.code).toBe(6);
  expect(found.stderr).toBe(
    `pleura: --model "${out}": it must be a classifier, but it is a pretext model. Give a run of pleura finetune.\n`,
  );
});

/** The classifier with NaN in its last bias: whole by its checksum, useless by its numbers. */
function brokenModel(): string {
  const path = join(emptyFolder(), "nan.safetensors");
  const {
    model: description,
    tensors,
    extra,
  } = readCheckpoint(readFileSync(join(model, "best.safetensors")));
  const biases = [...tensors].filter(([name]) => /^head\..*bias$/.test(name));
  for (const [, { values }] of biases) values.fill(Number.NaN);
  expect(biases.length).toBeGreaterThan(0);
  writeFileSync(path, writeCheckpoint({ model: description, tensors, extra }));
  return path;
}

test("logits that are no numbers are refused by predict, evaluate and explain, never a class", async () => {
  const broken = brokenModel();
  const out = emptyFolder();

  const predicted = await runCli(["predict", "--model", broken, "--json", film]);
  const explained = await runCli(["explain", "--model", broken, "--json", "--out", out, film]);
  const args = ["--data", data, "--split", "all", "--out", out, "--draws", "100"];
  const evaluated = await runCli(["evaluate", "--model", broken, ...args]);

  for (const found of [predicted, explained]) {
    expect(found.code).toBe(3);
    expect(found.json()).toEqual([
      { file: film, error: { reason: "non-finite", message: expect.stringContaining("NaN") } },
    ]);
  }
  expect(evaluated.code).toBe(5);
  expect(evaluated.stderr).toMatch(/^pleura: classify "images\/.*": the model's scores must be/m);
  expect(readdirSync(out)).toEqual(["explain.json"]);
});

test("a full disk ends explain at once with exit 3, and is no file's error", async () => {
  const out = emptyFolder();
  const preload = new URL("failing-disk.mjs", import.meta.url).href;
  const env = { NODE_OPTIONS: `--import=${preload}`, FAILING_DISK: "writeSync:ENOSPC:npy" };

  const args = ["--model", model, "--out", out, "--json", film, film];
  const found = await runCli(["explain", ...args], { env });

  expect(found.code).toBe(3);
  expect(found.json()).toEqual([]);
  expect(found.stderr).toContain("the file must be writable, but the disk is full");
});

test("Ctrl-C while the demo measures ends it with 130 and without a report", async () => {
  const out = join(emptyFolder(), "demo");
  const args = ["demo", "--out", out, "--count", "60", "--size", "32"];
  const quick = ["--set", "pretrain.steps=1", "--set", "finetune.steps=1", "--set", "gallery=50"];
  const child = startCli([...args, ...quick]);
  const best = join(out, "classifier", "best.safetensors");
  const lock = join(out, "classifier", "run.lock");
  const timer = setInterval(() => {
    if (!existsSync(best) || existsSync(lock)) return;
    clearInterval(timer);
    child.kill("SIGINT");
  }, 20);

  const found = await finished(child);
  clearInterval(timer);

  expect(found.code).toBe(130);
  expect(found.stderr).toContain("demo: stopping");
  expect(existsSync(join(out, "summary.json"))).toBe(false);
});

test("doctor measures both ceilings", async () => {
  const found = requireOk(await runCli(["doctor", "--json"]));

  const [report] = found.json() as [{ ceilings: { fmaGflops: number; copyGBs: number } }];
  expect(report).toMatchObject({ ok: true, adapter: { description: expect.any(String) } });
  expect(report.ceilings.fmaGflops).toBeGreaterThan(0);
  expect(report.ceilings.copyGBs).toBeGreaterThan(0);
});

test("doctor advises no driver when only another adapter was asked for, exit 4", async () => {
  const found = await runCli(["doctor", "--adapter", "no such card"]);

  expect(found.code).toBe(4);
  expect(found.stdout).toBe("");
  expect(found.stderr).toMatch(
    /^pleura: open device: the adapter's name must contain "no such card", but the adapter found is ".+"\. Leave the name out or give a part of this one\.\n$/,
  );
});

test("demo goes from films to a report and a summary, and replaces only its own folder", async () => {
  const out = join(emptyFolder(), "demo");
  const args = ["demo", "--out", out, "--count", "30", "--size", "32", "--json"];
  const quick = ["--set", "pretrain.steps=3", "--set", "finetune.steps=3", "--set", "draws=100"];
  const more = ["--set", "heatmaps=2", "--set", "gallery=1"];

  const found = requireOk(await runCli([...args, ...quick, ...more]));
  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
  const again = await runCli([...args, ...quick, ...more]);
  const lock = join(out, "run.lock");
  writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
  const beside = await runCli([...args, ...quick, ...more]);

  expect(beside.code).toBe(2);
  expect(beside.stderr).toContain("one run at a time may write it");
  expect(existsSync(join(out, "summary.json"))).toBe(true);
  expect(found.json()).toEqual([summary]);
  const predictions = readFileSync(join(out, "classifier", "predictions-test.csv"), "utf8");
  expect(predictions).toMatch(/^file,label,logit_covid19,logit_pneumonia,logit_normal\n/);
  expect(readdirSync(join(out, "pretext", "restorations"))).toContain("restorations.json");
  expect(summary).toEqual({
    seconds: expect.any(Number),
    adapter: expect.any(String),
    pretext: { ssimBefore: expect.any(Number), ssimAfter: expect.any(Number) },
    test: {
      n: expect.any(Number),
      accuracy: { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
      auroc: {
        covid19: expect.any(Number),
        pneumonia: expect.any(Number),
        normal: expect.any(Number),
      },
    },
    explain: { energyRatio: expect.any(Number) },
  });
  expect(existsSync(join(out, "classifier", "best.safetensors"))).toBe(true);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("Restoration");
  expect(again.code).toBe(0);
  const { seconds: _, ...numbers } = again.json()[0] as { seconds: number };
  const { seconds: __, ...before } = summary;
  expect(numbers).toEqual(before);
});

test("bench prints time, rates and the share of the ceiling", async () => {
  const args = ["--filter", "softmax forward", "--json", "--repeats", "1", "--least-ms", "1"];
  const found = requireOk(await runCli(["bench", ...args]));

  expect(found.json()[0]).toMatchObject({
    title: expect.stringContaining("softmax"),
    ms: expect.any(Number),
    gflops: expect.any(Number),
    gbs: expect.any(Number),
    share: expect.any(Number),
  });
});
