// data import that is stopped, killed, short of memory, or given archives that are not what they seem.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import {
  COHEN_HEADER,
  cohenRow,
  importInto,
  manifestRows,
  NIH_HEADER,
  skippedRows,
  tinyPng,
  writeFiles,
  writeFilm,
  xlsx,
} from "./mini-sources.ts";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";

// A bundle takes seconds, and long on a busy machine.
beforeAll(bundleCli, 120_000);

/** Enough for some tenths of a second of copying on any machine. */
const FILMS = 1000;

function largeNih(): string {
  const root = emptyFolder();
  const names = Array.from({ length: FILMS }, (_, i) => `${String(i).padStart(8, "0")}_000.png`);
  const films = Array.from({ length: 50 }, (_, shade) => tinyPng(shade));
  writeFiles(
    root,
    Object.fromEntries(
      names.map((name, i) => [`images_001/images/${name}`, films[i % 50] as Buffer]),
    ),
  );
  const rows = names.map((name, i) => `${name},No Finding,0,${i},50,F,PA,8,8,1,1`);
  writeFiles(root, { "Data_Entry_2017_v2020.csv": `${[NIH_HEADER, ...rows].join("\n")}\n` });
  return root;
}

const placed = (out: string, index: number): string =>
  join(out, "images", "nih", "images_001", "images", `${String(index).padStart(8, "0")}_000.png`);

/** Starts a copying import and sends a signal once some films are in place. */
async function stopMidway(root: string, out: string, signal: NodeJS.Signals) {
  const child = startCli([
    "data",
    "import",
    "nih",
    "--root",
    root,
    "--out",
    out,
    "--images",
    "copy",
  ]);
  const end = finished(child);
  while (!existsSync(placed(out, 130))) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  return end;
}

function leftovers(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".tmp") || name.endsWith(".lock"));
}

test.each([
  ["SIGKILL", null],
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "an import that %s stops goes on to the same manifest, and copies nothing twice",
  async (signal, code) => {
    const root = largeNih();
    const [whole, out] = [join(emptyFolder(), "set"), join(emptyFolder(), "set")];
    await importInto(whole, "nih", root, ["--images", "copy"]);

    const stopped = await stopMidway(root, out, signal);
    const hasManifest = existsSync(join(out, "manifest.csv"));
    const isAllThere = existsSync(placed(out, FILMS - 1));
    const before = statSync(placed(out, 0)).ino;
    // What a killed copy leaves: half a film under a name that nobody reads.
    const half = placed(out, 700).replace(/([^/]+)$/, ".$1.999999999.tmp");
    writeFilm(half.replace(/[^/]+$/, "x.png"));
    rmSync(half.replace(/[^/]+$/, "x.png"));
    writeFileSync(half, tinyPng().subarray(0, 40));
    const again = await importInto(out, "nih", root, ["--images", "copy"]);

    expect(stopped.code).toBe(code);
    const words = "stopping after the images in hand; run the same command again to go on\n";
    expect(stopped.stderr.includes(words)).toBe(code !== null);
    expect([hasManifest, isAllThere]).toEqual([false, false]);
    expect(again.code).toBe(0);
    for (const file of ["manifest.csv", "skipped.csv", "import.json"]) {
      expect(readFileSync(join(out, file), "utf8")).toBe(readFileSync(join(whole, file), "utf8"));
    }
    expect(statSync(placed(out, 0)).ino).toBe(before);
    expect(leftovers(out)).toEqual([]);
  },
);

test("a disk that fills up leaves the manifest that was there", async () => {
  const root = largeNih();
  const out = join(emptyFolder(), "set");
  const films = emptyFolder();
  writeFilm(join(films, "COVID", "a.png"));
  await importInto(out, "folder", films);
  const before = readFileSync(join(out, "manifest.csv"), "utf8");

  const full = await runCli(["data", "import", "nih", "--root", root, "--out", out], {
    env: {
      NODE_OPTIONS: `--import ${fileURLToPath(new URL("failing-disk.mjs", import.meta.url))}`,
      FAILING_DISK: "writeSync:ENOSPC:manifest.csv",
    },
  });

  expect(full.code).toBe(3);
  expect(full.stderr).toBe(
    `pleura: write "${join(out, "manifest.csv")}": the file must be writable, but the disk is full. Free space or give another --out.\n`,
  );
  expect(readFileSync(join(out, "manifest.csv"), "utf8")).toBe(before);
  expect(leftovers(out)).toEqual([]);
});

test("two imports into one data set at once are refused", async () => {
  const root = largeNih();
  const out = join(emptyFolder(), "set");
  writeFiles(out, { "run.lock": JSON.stringify({ pid: 1, host: "another-machine" }) });

  const found = await importInto(out, "nih", root);

  expect(found.code).toBe(2);
  expect(found.stderr).toContain("process 1 on another-machine");
});

test("a table larger than the memory is read", async () => {
  const root = emptyFolder();
  writeFilm(join(root, "images", "a.png"));
  const notes = `"${"long, note\n".repeat(400)}"`;
  const rows = Array.from({ length: 12_000 }, (_, i) =>
    cohenRow({ id: `${i}`, filename: i === 11_999 ? "a.png" : `gone-${i}.png`, notes }),
  );
  writeFiles(root, { "metadata.csv": `${[COHEN_HEADER, ...rows].join("\n")}\n` });
  const out = join(emptyFolder(), "set");
  const size = statSync(join(root, "metadata.csv")).size;

  const found = await runCli(["data", "import", "cohen", "--root", root, "--out", out], {
    env: { NODE_OPTIONS: "--max-old-space-size=40" },
  });
  rmSync(root, { recursive: true });

  expect(size).toBeGreaterThan(50_000_000);
  expect(found.code).toBe(0);
  expect(manifestRows(out)).toHaveLength(1);
  expect(skippedRows(out)).toHaveLength(11_999);
});

function oneCovid(table: Uint8Array): string {
  const root = emptyFolder();
  writeFilm(join(root, "COVID", "images", "COVID-7.png"));
  writeFiles(root, { "COVID.metadata.xlsx": table });
  return root;
}

test("an Excel table as long as the real ones is read", async () => {
  const url = (i: number): string => `https://example.org/case/${i}?a=1&b=<2>`;
  const rows = Array.from({ length: 12_000 }, (_, i) => [`COVID-${i}`, "PNG", "256*256", url(i)]);
  const root = oneCovid(xlsx([["FILE NAME", "FORMAT", "SIZE", "URL"], ...rows]));
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "radiography", root);

  expect(found.code).toBe(0);
  expect(manifestRows(out)[0]?.extra).toMatchObject({ url: url(7), origin: "example.org" });
  expect(skippedRows(out)).toHaveLength(11_999);
});

test("an Excel table that would unpack to gigabytes is refused before it is unpacked", async () => {
  const table = Buffer.from(xlsx([["FILE NAME", "URL"]]));
  const entry = table.indexOf("PK\u0001\u0002");
  table.writeUInt32LE(0x7fffffff, entry + 24);
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "radiography", oneCovid(table));

  expect(found.code).toBe(3);
  expect(found.stderr).toMatch(
    /^pleura: read table "COVID.metadata.xlsx": it must unpack to at most 134217728 bytes, but it unpacks to \d{10}\. Download it again\.\n$/,
  );
});

test.each([
  ["PK\u0003\u0004 and nothing more", "it is no archive"],
  [xlsx([["FILE NAME", "URL"]]).slice(0, 300), "it is no archive"],
])("a damaged Excel table is refused (%#)", async (table, given) => {
  const bytes = typeof table === "string" ? Buffer.from(table) : table;
  const out = join(emptyFolder(), "set");

  const found = await importInto(out, "radiography", oneCovid(bytes));

  expect(found.code).toBe(3);
  expect(found.stderr).toContain(`it must be an Excel file (.xlsx), but ${given}`);
});
