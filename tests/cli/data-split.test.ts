// data split by protocol, as a process: published, clean with groups, leave-one-source-out.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseManifest, readCsv } from "@pleura/data";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";

beforeAll(bundleCli);

/** A manifest of films that nobody reads: three classes, two sources, two films a patient. */
function manifest(): string {
  const folder = emptyFolder();
  const lines = Array.from({ length: 120 }, (_, index) => {
    const label = ["covid19", "pneumonia", "normal", ""][index % 4];
    const source = label === "covid19" || index % 8 === 2 ? "cohen" : "nih";
    return `${index}.png,${source},${index % 60},${label}`;
  });
  const bare = Array.from({ length: 4 }, (_, index) => `r${index}.png,rsna,r${index},`);
  const text = ["file,source,patient,label", ...lines, ...bare].join("\n");
  writeFileSync(join(folder, "manifest.csv"), `${text}\n`);
  return folder;
}

function rowsOf(path: string) {
  return parseManifest(readCsv(readFileSync(path)).rows.map(({ cells }) => cells)).rows;
}

test("the published protocol is recorded in the manifest and beside it, with its leaks", async () => {
  const folder = manifest();
  const out = join(folder, "published.csv");

  const found = await runCli([
    "data",
    "split",
    "--data",
    folder,
    "--protocol",
    "published",
    "--out",
    out,
  ]);

  const rows = rowsOf(out);
  const record = JSON.parse(readFileSync(join(folder, "published.split.json"), "utf8"));
  expect(found.code).toBe(0);
  expect(rows.every(({ extra }) => extra["protocol"] === "published")).toBe(true);
  expect(record).toMatchObject({
    protocol: "published",
    seed: 0,
    manifest: "published.csv",
    sha256: createHash("sha256").update(readFileSync(out)).digest("hex"),
    images: { pretext: 34, train: 57, val: 15, test: 18, none: 0 },
  });
  expect(record.leaks.patients).toBeGreaterThan(0);
  expect(found.stderr).toBe(
    `data split: the published protocol leaks by design: ${record.leaks.patients} patients are in two splits; of 18 test images ${record.leaks.testImagesKnown} show a patient of train or val, ${record.leaks.testImagesInPretext} one of the pretext. Its numbers say nothing about new patients\n`,
  );
  expect(found.stdout).toMatch(/^all +124 +79$/m);
});

test("groups of a check keep films of two patients together", async () => {
  const folder = manifest();
  const groups = Array.from({ length: 20 }, (_, index) => [`${index}.png`, `${index + 20}.png`]);
  writeFileSync(join(folder, "check.json"), JSON.stringify({ groups }));
  const out = join(folder, "clean.csv");
  const args = ["--out", out, "--groups", join(folder, "check.json"), "--json"];

  const found = await runCli(["data", "split", "--data", folder, ...args]);

  const splitOf = new Map(rowsOf(out).map(({ file, label, split }) => [file, label && split]));
  expect(found.code).toBe(0);
  expect(found.json()[0]).toMatchObject({ options: { groups: { count: 20 } } });
  for (const files of groups) {
    const parts = files.map((file) => splitOf.get(file)).filter((split) => split !== "");
    expect(new Set(parts).size).toBeLessThan(2);
  }
});

test("leave-one-source-out writes one manifest a source and says which cannot test", async () => {
  const folder = manifest();
  const out = join(folder, "sources");
  const args = ["data", "split", "--data", folder, "--protocol", "leave-one-source-out"];

  const homeless = await runCli(args);
  const found = await runCli([...args, "--out", out]);
  const again = await runCli([...args, "--out", out]);

  expect([homeless.code, found.code, again.code]).toEqual([2, 0, 2]);
  expect(homeless.stderr).toBe(
    "pleura: data split: leave-one-source-out must have a folder for one manifest a source, but there is no --out. Give --out DIR.\n",
  );
  expect(readdirSync(out).sort()).toEqual([
    "cohen.csv",
    "cohen.split.json",
    "nih.csv",
    "nih.split.json",
  ]);
  expect(found.stderr).toBe(
    'data split: source "rsna" has no labelled image and is never left out\n',
  );
  expect(found.stdout).toContain(
    "no other source has covid19: what this split says of it is that it cannot be learnt without this source",
  );
  for (const { source, label, split } of rowsOf(join(out, "cohen.csv"))) {
    expect(split === "test").toBe(source === "cohen" && label !== "");
  }
});

test.each([
  ["published", ["--groups", "x.json"], "groups"],
  ["clean", ["--images", "5"], "images"],
])("the protocol %s refuses a setting that it does not read", async (protocol, flags, name) => {
  const folder = manifest();

  const found = await runCli(["data", "split", "--data", folder, "--protocol", protocol, ...flags]);

  expect(found.code).toBe(2);
  expect(found.stderr).toBe(
    `pleura: data split: the protocol "${protocol}" must be given only what it reads, but "${name}" is none of that. Leave it out, or choose another --protocol.\n`,
  );
  expect(existsSync(join(folder, "manifest.split.json"))).toBe(false);
});

test.each([
  ["is not there", undefined, "reading it gave ENOENT"],
  ["is no JSON", "files", "it is no JSON"],
  ["has no groups", "{}", "it has none"],
])("groups that a file which %s should hold are refused", async (_, content, given) => {
  const folder = manifest();
  const path = join(folder, "check.json");
  if (content !== undefined) writeFileSync(path, content);

  const found = await runCli(["data", "split", "--data", folder, "--groups", path]);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    `pleura: groups "${path}": it must be a check.json with "groups", lists of at least 2 files, but ${given}. Write one with pleura data check --out DIR.\n`,
  );
});
