// --precision mixed as a process: recorded, resumed bit by bit, read by every other command.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallDataset, smallNetwork, smallPretrain } from "./small-run.ts";

let data = "";
let straight = "";

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  straight = join(emptyFolder(), "straight");
  requireOk(await smallPretrain(data, straight, "--steps", "6", "--precision", "mixed"));
});

const bytesOf = (folder: string, name: string) => readFileSync(join(folder, name));

test("records the precision, and the loss scale of every step", () => {
  const record = JSON.parse(bytesOf(straight, "run.json").toString());
  const lines = bytesOf(straight, "metrics.jsonl").toString().trim().split("\n");
  const steps = lines.map((line) => JSON.parse(line)).filter(({ loss }) => loss !== undefined);

  expect(record.config.precision).toBe("mixed");
  expect(steps).toHaveLength(6);
  for (const line of steps) {
    expect(line).toMatchObject({
      gradientNorm: expect.any(Number),
      lossScale: 65536,
      skippedSteps: 0,
    });
  }
});

test("a resumed run has the bits of a straight one, and keeps its precision", async () => {
  const folder = join(emptyFolder(), "parts");
  requireOk(await smallPretrain(data, folder, "--steps", "3", "--precision", "mixed"));

  const refused = await runCli(["pretrain", "--resume", folder, "--precision", "f32"]);
  requireOk(await runCli(["pretrain", "--resume", folder, "--steps", "6"]));

  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    `resume "${folder}": "precision" must stay "mixed", but "f32" is given. Leave it out, or start a new run.`,
  );
  expect(bytesOf(folder, "last.safetensors").equals(bytesOf(straight, "last.safetensors"))).toBe(
    true,
  );
});

test("its weights are f32: a classifier starts from them in either precision", async () => {
  const out = join(emptyFolder(), "classifier");
  const args = ["finetune", "--data", data, "--out", out, "--init", straight, ...smallNetwork];

  requireOk(await runCli([...args, "--steps", "4", "--precision", "mixed"]));
  const [, row = ""] = readFileSync(join(data, "manifest.csv"), "utf8").split("\n");
  const film = join(data, row.split(",")[0] ?? "");
  const predicted = await runCli(["predict", "--model", out, "--json", film]);

  expect(JSON.parse(bytesOf(out, "run.json").toString()).config.precision).toBe("mixed");
  expect(predicted.code).toBe(0);
});

test("refuses a precision that does not exist", async () => {
  const result = await smallPretrain(data, join(emptyFolder(), "none"), "--precision", "f8");

  expect(result.code).toBe(2);
  expect(result.stderr).toBe(
    'pleura: --precision: the value must be one of f32, mixed, but it is "f8". Correct it.\n',
  );
});
