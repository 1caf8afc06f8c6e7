// data synth, check, split and stats as processes.
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { crc32, decodePng, parseManifest, readCsv } from "@pleura/data";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";

beforeAll(bundleCli);

async function phantoms(count = 24): Promise<string> {
  const folder = join(emptyFolder(), "set");
  const args = ["--out", folder, "--count", `${count}`, "--size", "32", "--seed", "5"];
  const found = await runCli(["data", "synth", ...args]);
  expect(found.code).toBe(0);
  return folder;
}

function rowsOf(folder: string) {
  const table = readCsv(readFileSync(join(folder, "manifest.csv")));
  return parseManifest(table.rows.map(({ cells }) => cells)).rows;
}

test("synth writes the same films for the same seed, with patients, sources, splits and masks", async () => {
  const [first, second] = [await phantoms(), await phantoms()];
  const rows = rowsOf(first);

  expect(rows).toHaveLength(24);
  expect(new Set(rows.map(({ label }) => label)).size).toBe(3);
  expect(new Set(rows.map(({ split }) => split))).toEqual(new Set(["train", "val", "test"]));
  for (const { file, label, extra } of rows) {
    expect(readFileSync(join(first, file))).toEqual(readFileSync(join(second, file)));
    expect(extra["mask"] !== "").toBe(label !== "normal");
    expect(decodePng(readFileSync(join(first, extra["lungs"] ?? ""))).data).toContain(255);
  }
});

test("synth leaves a data set that is there alone", async () => {
  const folder = await phantoms();
  const before = readFileSync(join(folder, "manifest.csv"));

  const found = await runCli(["data", "synth", "--out", folder, "--count", "3"]);

  expect(found.code).toBe(3);
  expect(found.stderr).toContain("holds a data set");
  expect(readFileSync(join(folder, "manifest.csv"))).toEqual(before);
});

test("check passes a sound data set", async () => {
  const found = await runCli(["data", "check", "--data", await phantoms(), "--json"]);

  expect(found.code).toBe(0);
  expect(found.stderr).toBe("");
  expect(found.json()).toMatchObject([
    {
      images: 24,
      readable: 24,
      unreadable: [],
      duplicates: [],
      nearDuplicates: [],
      leaks: [],
      copyLeaks: [],
      smallest: [32, 32],
      largest: [32, 32],
      ok: true,
      failing: [],
    },
  ]);
});

test("check names every unreadable file with its reason", async () => {
  const folder = await phantoms();
  const [cut, text, empty, huge] = rowsOf(folder).map(({ file }) => file) as string[];
  truncateSync(join(folder, cut as string), 200);
  writeFileSync(join(folder, text as string), "not a picture\n");
  writeFileSync(join(folder, empty as string), "");
  writeFileSync(join(folder, huge as string), bombPng(60_000));

  const found = await runCli(["data", "check", "--data", folder, "--json"]);

  const [report] = found.json() as [{ unreadable: { file: string; reason: string }[] }];
  const reasons = Object.fromEntries(report.unreadable.map(({ file, reason }) => [file, reason]));
  expect(found.code).toBe(3);
  expect(reasons).toEqual({
    [cut as string]: "truncated",
    [text as string]: "not-an-image",
    [empty as string]: "empty",
    [huge as string]: "too-large",
  });
});

test("check finds the same film under two names", async () => {
  const folder = await phantoms();
  const [first, second] = rowsOf(folder).map(({ file }) => file) as [string, string];
  copyFileSync(join(folder, first), join(folder, second));

  const found = await runCli(["data", "check", "--data", folder, "--json"]);

  expect(found.code).toBe(3);
  expect(found.json()[0]).toMatchObject({
    duplicates: [{ kind: "bytes", files: [first, second] }],
  });
});

test("check counts what fails in one line", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "manifest.csv"), "file\na.png\n");

  const found = await runCli(["data", "check", "--data", folder, "--json"]);

  expect(found.stderr).toBe(
    `pleura: data check "${folder}": every image must be readable, unique and in one split, but 1 image is unreadable. Correct the manifest, or name with --allow what is meant to be so.\n`,
  );
});

test("check says nothing of what is allowed in its last line", async () => {
  const folder = await phantoms();
  const [first, second, third] = rowsOf(folder).map(({ file }) => file) as string[];
  copyFileSync(join(folder, first as string), join(folder, second as string));
  truncateSync(join(folder, third as string), 200);

  const found = await runCli([
    ...["data", "check", "--data", folder, "--set", "near=false", "--allow", "unreadable,leaks"],
  ]);

  expect(found.code).toBe(3);
  expect(found.stderr).toContain(
    "every image must be readable, unique and in one split, but 1 group is of equal images. Correct",
  );
});

test("check finds a patient in two splits", async () => {
  const folder = await phantoms();
  const path = join(folder, "manifest.csv");
  const manifest = readFileSync(path, "utf8").replaceAll(/,p000\d,/g, ",p0000,");
  writeFileSync(path, manifest);

  const found = await runCli(["data", "check", "--data", folder, "--json"]);

  const [report] = found.json() as [{ leaks: { patient: string }[] }];
  expect(found.code).toBe(3);
  expect(report.leaks.map(({ patient }) => patient)).toContain("p0000");
});

test("split freezes a split by patient once, and replaces it only with --force", async () => {
  const folder = await phantoms(30);
  const path = join(folder, "manifest.csv");
  const unsplit = readFileSync(path, "utf8").replaceAll(/,(train|val|test),/g, ",,");
  writeFileSync(path, unsplit);

  const first = await runCli(["data", "split", "--data", folder, "--seed", "1"]);
  const frozen = readFileSync(path, "utf8");
  const second = await runCli(["data", "split", "--data", folder, "--seed", "2"]);
  const afterRefusal = readFileSync(path, "utf8");
  const forced = await runCli(["data", "split", "--data", folder, "--seed", "2", "--force"]);

  expect([first.code, second.code, forced.code]).toEqual([0, 2, 0]);
  expect(afterRefusal).toBe(frozen);
  expect(readFileSync(path, "utf8")).not.toBe(frozen);
  const partsOf = new Map<string, Set<string>>();
  for (const { patient, split } of rowsOf(folder)) {
    partsOf.set(patient, (partsOf.get(patient) ?? new Set()).add(split));
  }
  expect([...partsOf.values()].every((parts) => parts.size === 1)).toBe(true);
});

test("split leaves the manifest alone when it writes another file", async () => {
  const folder = await phantoms(30);
  const before = readFileSync(join(folder, "manifest.csv"));
  const out = join(dirname(folder), "frozen.csv");

  const found = await runCli(["data", "split", "--data", folder, "--out", out, "--json"]);

  expect(found.code).toBe(0);
  expect(readFileSync(join(folder, "manifest.csv"))).toEqual(before);
  expect(readFileSync(out, "utf8").split("\n")[0]).toBe(
    "file,source,patient,label,view,split,license,mask,lungs,pretext,protocol",
  );
});

test("split makes the folder of the file that it writes", async () => {
  const folder = await phantoms(30);
  const out = join(folder, "new", "folder", "clean.csv");

  const found = await runCli(["data", "split", "--data", folder, "--out", out]);

  expect([found.code, found.stderr]).toEqual([0, ""]);
  expect(readdirSync(dirname(out)).sort()).toEqual(["clean.csv", "clean.split.json"]);
});

test("split replaces a frozen split in another file only with --force", async () => {
  const folder = await phantoms(30);
  const out = join(dirname(folder), "frozen.csv");
  const args = ["data", "split", "--data", folder, "--out", out];
  expect((await runCli([...args, "--seed", "1"])).code).toBe(0);
  const frozen = readFileSync(out);

  const refused = await runCli([...args, "--seed", "2"]);
  const afterRefusal = readFileSync(out);
  const forced = await runCli([...args, "--seed", "2", "--force"]);

  expect([refused.code, forced.code]).toEqual([2, 0]);
  expect(refused.stderr).toBe(
    `pleura: data split: "${out}" must have no splits yet, but 30 images have one. Give --force to replace it, or --out FILE to write another.\n`,
  );
  expect(afterRefusal).toEqual(frozen);
  expect(readFileSync(out)).not.toEqual(frozen);
});

test("stats aligns its columns and says when no patient is given", async () => {
  const folder = emptyFolder();
  const source = "a-hospital-with-a-long-name";
  writeFileSync(
    join(folder, "manifest.csv"),
    `file,source,label,split\na.png,${source},normal,train\nb.png,s,pneumonia,\n`,
  );

  const found = await runCli(["data", "stats", "--data", folder]);

  expect(found.stdout.split("\n")).toEqual([
    "source                       label      split  images  patients",
    "a-hospital-with-a-long-name  normal     train       1         1",
    "s                            pneumonia  -           1         1",
    "all                                                 2         2",
    "No patient is given: each image counts as a patient of its own, so splits and intervals are by image.",
    "",
  ]);
});

test("an --out below /proc, which takes no folder, ends in one line, exit 3", async () => {
  const found = await runCli(["data", "synth", "--out", "/proc/pleura", "--count", "1"]);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    'pleura: write "/proc/pleura/images": the file must be writable, but writing gave ENOENT. Free space or give another --out.\n',
  );
});

test("a stdout on a full disk ends in one line, exit 3", async () => {
  const stdout = openSync("/dev/full", "w");
  const args = ["data", "stats", "--data", await phantoms()];

  const found = await runCli(args, { stdio: ["ignore", stdout, "pipe"] });
  closeSync(stdout);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    "pleura: write stdout: everything must be written, but writing gave ENOSPC. Free space and run again.\n",
  );
});

test.each([
  ["check", "folder for check.json, check.html and unreadable.csv"],
  ["split", "file for the manifest with splits, instead of the manifest itself; a folder for"],
  ["stats", "file for the counts, as JSON"],
])("the help of data %s says whether --out is a file or a folder", async (name, text) => {
  const found = await runCli(["data", name, "--help"]);

  expect(found.stdout.replace(/\s+/g, " ")).toContain(`--out <path> ${text}`);
});

test("stats counts images and patients", async () => {
  const found = await runCli(["data", "stats", "--data", await phantoms(), "--json"]);

  const [report] = found.json() as [{ images: number; table: { images: number }[] }];
  expect(report.images).toBe(24);
  expect(report.table.reduce((sum, { images }) => sum + images, 0)).toBe(24);
});

test.each([
  ["spaces and quotes", `a 'b' "c".png`],
  ["a line break", "two\nlines.png"],
  ["a leading dash", "-rf.png"],
  ["markup", "<img src=x onerror=alert(1)>.png"],
  ["another alphabet", "грудь 胸.png"],
  ["200 bytes", `${"x".repeat(196)}.png`],
])("reads a file whose name has %s", async (_, name) => {
  const folder = await phantoms();
  const [row] = rowsOf(folder);
  mkdirSync(join(folder, "odd"));
  renameSync(join(folder, row?.file ?? ""), join(folder, "odd", name));
  writeFileSync(
    join(folder, "manifest.csv"),
    `file,label\n"odd/${name.replaceAll('"', '""')}",normal\n`,
  );

  const found = await runCli(["data", "check", "--data", folder, "--json"]);

  expect(found.json()[0]).toMatchObject({ images: 1, readable: 1, ok: true });
  expect(readdirSync(join(folder, "odd"))).toEqual([name]);
});

test("writes plain lines and no terminal codes when stderr is no terminal", async () => {
  const found = await runCli(["data", "check", "--data", await phantoms()]);

  expect(found.stderr).not.toContain("\r");
  expect(found.stdout + found.stderr).not.toContain("\u001b");
});

/** A PNG that declares side × side pixels and holds nearly none. */
function bombPng(side: number): Uint8Array {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write("IHDR", 4, "latin1");
  header.writeUInt32BE(side, 8);
  header.writeUInt32BE(side, 12);
  header.set([8, 0, 0, 0, 0], 16);
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21);
  const end = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    header,
    end,
  ]);
}
