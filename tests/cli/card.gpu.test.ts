// card as a process: both cards of a phantom classifier, its pictures, and what it refuses for other films.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";
import { requireOk, smallClassifier, smallDataset } from "./small-run.ts";

let data = "";
let model = "";

beforeAll(async () => {
  await bundleCli();
  data = await smallDataset();
  model = await smallClassifier(data);
});

const quick = ["--split", "all", "--draws", "100", "--failures", "2"];

test("writes model card and data sheet, with pictures of made-up films beside the text", async () => {
  const out = emptyFolder();
  const args = ["card", "--model", model, "--data", data, "--out", out, "--name", "<b>tiny</b>"];
  const found = requireOk(await runCli([...args, ...quick, "--json"]));

  const [line] = found.json() as [{ files: string[] }];
  expect(line.files.map((path) => path.slice(out.length + 1)).sort()).toEqual(
    readdirSync(out).sort(),
  );
  const card = readFileSync(join(out, "model-card.md"), "utf8");
  const page = readFileSync(join(out, "model-card.html"), "utf8");
  const sheet = readFileSync(join(out, "data-sheet.md"), "utf8");
  expect(card).toContain("# Model card: \\<b\\>tiny\\</b\\>");
  expect(page).toContain("&lt;b&gt;tiny&lt;/b&gt;");
  expect(card).toMatch(/\| accuracy \| 0\.\d+ \(95 % interval 0\.\d+ to [01]\.\d+\) \| 24 \|/);
  expect(card).toContain("None: the network was trained from scratch.");
  expect(card).toContain("](failure-1.png)");
  expect(existsSync(join(out, "failure-1.png"))).toBe(true);
  expect(card).not.toContain(data);
  expect(sheet).toContain("- Images: 24");
  expect(sheet).toContain("CC0-1.0");
  expect(sheet).not.toContain(data);
});

test("keeps names and pictures of other films out of the text, and refuses to put them there", async () => {
  const folder = await smallDataset();
  const path = join(folder, "manifest.csv");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll("phantom-a", "hospital"));
  const out = emptyFolder();
  const args = ["card", "--model", model, "--data", folder, "--out", out, ...quick];

  const refused = await runCli([...args, "--pictures", "everywhere"]);
  requireOk(await runCli(args));

  expect(refused.code).toBe(2);
  expect(refused.stderr).toBe(
    "pleura: --pictures everywhere: every film must be made up by pleura data synth, but some are not. Give page or none.\n",
  );
  const card = readFileSync(join(out, "model-card.md"), "utf8");
  expect(card).not.toContain("images/p");
  expect(card).toContain("Names and pictures of these films are left out of this text");
  expect(readFileSync(join(out, "model-card.html"), "utf8")).toContain("images/p");
  expect(readdirSync(out).filter((name) => name.endsWith(".png"))).toEqual([]);
});
