// data check on phantoms into which copies, leaks and odd images were planted, as a process.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, runCli } from "./run-cli.ts";

beforeAll(bundleCli, 120_000);

/** Four processes and two dozen decoded films: seconds alone, more on a machine that does much else. */
const TIMEOUT_MS = 180_000;

/** The decoder that the program itself uses, to make JPEG and crops as others make them. */
const sharp = createRequire(fileURLToPath(new URL("../../apps/cli/package.json", import.meta.url)))(
  "sharp",
);

interface Report {
  readonly nearDuplicates: { readonly files: string[]; readonly kind: string }[];
  readonly copyLeaks: { readonly files: string[]; readonly splits: string[] }[];
  readonly groups: string[][];
  readonly suspects: { readonly file: string; readonly reasons: string[] }[];
  readonly classBySource: { readonly isConfounded: boolean; readonly cramersV: number };
  readonly fingerprint: { readonly source: string; readonly formats: object }[];
  readonly findings: Record<string, number>;
  readonly failing: string[];
  readonly ok: boolean;
}

/** Phantoms in a folder, without splits. */
async function phantoms(count: number, size: number): Promise<{ folder: string; lines: string[] }> {
  const folder = join(emptyFolder(), "set");
  const made = ["--out", folder, "--count", `${count}`, "--size", `${size}`, "--seed", "5"];
  expect((await runCli(["data", "synth", ...made])).code).toBe(0);
  const manifest = readFileSync(join(folder, "manifest.csv"), "utf8");
  const lines = manifest
    .replaceAll(/,(train|val|test),/g, ",,")
    .trimEnd()
    .split("\n");
  return { folder, lines };
}

/** A line of the manifest with these cells, whatever its other columns. */
function lineOf(header: string, cells: Readonly<Record<string, string>>): string {
  const quoted = (cell: string): string =>
    /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return header
    .split(",")
    .map((name) => quoted(cells[name] ?? ""))
    .join(",");
}

const fileOf = (line: string): string => line.split(",")[0] ?? "";

test("finds planted copies of every kind and calls the leak between splits", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { folder, lines } = await phantoms(10, 128);
  const original = (row: number) => sharp(join(folder, fileOf(lines[row] as string)));
  const planted: Record<string, Promise<Buffer>> = {
    "mirrored.png": original(1).flop().png().toBuffer(),
    "cropped.png": original(2)
      .extract({ left: 16, top: 6, width: 112, height: 116 })
      .png()
      .toBuffer(),
    "compressed.jpg": original(3).jpeg({ quality: 50 }).toBuffer(),
    "inverted.png": original(10).negate().png().toBuffer(),
    "sixteen.png": original(1).toColourspace("grey16").png().toBuffer(),
  };
  for (const [name, bytes] of Object.entries(planted)) {
    writeFileSync(join(folder, name), await bytes);
    const split = name === "mirrored.png" ? "test" : "";
    const row = { file: name, source: "elsewhere", patient: `x-${name}`, split };
    lines.push(lineOf(lines[0] as string, row));
  }
  lines[1] = (lines[1] as string).replace(/^(([^,]*,){5}),/, "$1train,");
  writeFileSync(join(folder, "manifest.csv"), `${lines.join("\n")}\n`);
  const out = join(folder, "found");

  const found = await runCli(["data", "check", "--data", folder, "--out", out, "--json"]);
  const report = found.json()[0] as unknown as Report;
  const allowed = await runCli([
    ...["data", "check", "--data", folder, "--allow", "near-duplicates,leaks"],
  ]);

  const pairs = report.nearDuplicates.map(({ files }) => files);
  const planter: Record<string, number> = {
    "mirrored.png": 1,
    "cropped.png": 2,
    "compressed.jpg": 3,
    "inverted.png": 10,
    "sixteen.png": 1,
  };
  for (const [name, row] of Object.entries(planter))
    expect(pairs).toContainEqual([fileOf(lines[row] as string), name]);
  // Two of the copies are of one film, and so are a pair too.
  expect(pairs).toHaveLength(6);
  expect(report.nearDuplicates.find(({ files }) => files[1] === "mirrored.png")?.kind).toBe(
    "mirrored, correlation 1.00",
  );
  expect(report.copyLeaks).toMatchObject([
    { files: [fileOf(lines[1] as string), "mirrored.png"], splits: ["train", "test"] },
  ]);
  expect(report.failing).toEqual(["near-duplicates", "leaks"]);
  expect([found.code, allowed.code]).toEqual([3, 0]);
  expect(JSON.parse(readFileSync(join(out, "check.json"), "utf8"))).toEqual(report);
  expect(readFileSync(join(out, "check.html"), "utf8").match(/<img /g)?.length).toBeGreaterThan(9);
  expect(report.groups.filter((group) => group.includes("cropped.png"))).toHaveLength(1);
  const page = readFileSync(new URL("../../docs/data-check.md", import.meta.url), "utf8");
  const explained = Object.keys(report).filter((key) => page.includes(`\n| \`${key}\` | `));
  expect(explained).toEqual(Object.keys(report));
});

test("odd views, shapes and names are warnings that can be forbidden; the page is safe", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { folder, lines } = await phantoms(24, 48);
  const name = '<img src=x onerror="alert(1)">.png';
  writeFileSync(
    join(folder, name),
    await sharp(join(folder, fileOf(lines[2] as string)))
      .rotate(90)
      .png()
      .toBuffer(),
  );
  const [first = "", ...rest] = lines;
  rest.push(lineOf(first, { file: name, source: "s", patient: "q", label: "covid19" }));
  const lateral = (rest[0] as string).replace(/,(PA|AP),/, ",Lateral,");
  writeFileSync(join(folder, "manifest.csv"), `${[first, lateral, ...rest.slice(1)].join("\n")}\n`);
  const out = join(folder, "found");

  const found = await runCli(["data", "check", "--data", folder, "--out", out, "--json"]);
  const forbidden = await runCli([
    ...[
      "data",
      "check",
      "--data",
      folder,
      "--set",
      "near=false",
      "--forbid",
      "suspects,confounding",
    ],
  ]);

  const report = found.json()[0] as unknown as Report;
  const reasons = Object.fromEntries(report.suspects.map((one) => [one.file, one.reasons]));
  expect(found.code).toBe(0);
  expect(reasons[fileOf(lateral)]).toContain('the manifest\'s view is "Lateral"');
  expect(reasons[name]?.join()).toContain("its layout is unlike the others'");
  expect(report.classBySource.isConfounded).toBe(true);
  expect(report.fingerprint.map(({ source }) => source)).toEqual(["phantom-a", "phantom-b", "s"]);
  expect(readFileSync(join(out, "check.html"), "utf8")).not.toContain("<img src=x");
  expect(forbidden.code).toBe(3);
  expect(forbidden.stderr).toContain(
    `: the images must have nothing that --forbid names, but ${report.suspects.length} images are suspect, class and source are confounded. Correct the manifest, or leave out of --forbid what is meant to be so.\n`,
  );
  expect(forbidden.stdout).toContain("s holds only covid19");
});

test.each(["bogus", "leaks, bogus"])(
  "a word that --allow does not know ends in exit 2: %s",
  async (words) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "manifest.csv"), "file\na.png\n");

    const found = await runCli(["data", "check", "--data", folder, "--allow", words]);

    expect([found.code, found.stderr]).toEqual([
      2,
      'pleura: --allow: the value must be one of unreadable, duplicates, near-duplicates, leaks, but it is "bogus". Correct it.\n',
    ]);
  },
);

/** A pack of real films that the project never holds; without it this one test is named as skipped. */
const films = fileURLToPath(new URL("../../../shared/cxr", import.meta.url));

test.skipIf(!existsSync(films))(
  "finds a copy planted among real films of ../shared/cxr",
  { timeout: TIMEOUT_MS },
  async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, "planted"));
    symlinkSync(join(films, "images"), join(folder, "images"));
    const [head = "", ...lines] = readFileSync(join(films, "manifest.csv"), "utf8").split("\n");
    const some = lines.slice(0, 40);
    const source = join(films, fileOf(some[7] as string));
    writeFileSync(
      join(folder, "planted", "a.jpg"),
      await sharp(source).flop().jpeg({ quality: 50 }).toBuffer(),
    );
    const manifest = [head, ...some, "planted/a.jpg,elsewhere,x,,,,,,,"].join("\n");
    writeFileSync(join(folder, "manifest.csv"), `${manifest}\n`);

    const found = await runCli(["data", "check", "--data", folder, "--json"]);

    const report = found.json()[0] as unknown as Report;
    expect(report.nearDuplicates.map(({ files }) => files)).toEqual([
      [fileOf(some[7] as string), "planted/a.jpg"],
    ]);
  },
);
