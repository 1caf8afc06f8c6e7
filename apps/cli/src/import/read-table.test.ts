// Tables from disk: rows with their lines, however cells are quoted and lines end.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTable, type TableOptions, type TableRow } from "./read-table.ts";

async function read(content: string | Uint8Array, options: Partial<TableOptions> = {}) {
  const path = join(mkdtempSync(join(tmpdir(), "pleura-table-")), "t.csv");
  writeFileSync(path, content);
  const table = await openTable(path, { encoding: "utf-8", ...options });
  const rows: TableRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return { columns: table.columns, rows };
}

test.each(["\n", "\r\n", "\r"])("cells hold commas, quotes and line breaks (%j)", async (end) => {
  const lines = ["a,b", '"1, ""x""","two', 'lines"', "", "3,4", ""];

  const { columns, rows } = await read(lines.join(end));

  expect(columns).toEqual(["a", "b"]);
  expect(rows).toEqual([
    { line: 2, cells: { a: '1, "x"', b: `two${end}lines` } },
    { line: 5, cells: { a: "3", b: "4" } },
  ]);
});

test("a byte order mark, a trailing comma and spaces in the header are no part of it", async () => {
  const { columns, rows } = await read("\ufeffa, b,\n1,2,\n3,4\n");

  expect(columns).toEqual(["a", "b"]);
  expect(rows.map(({ cells, fault }) => [cells, fault])).toEqual([
    [{ a: "1", b: "2" }, undefined],
    [{ a: "3", b: "4" }, undefined],
  ]);
});

test("a row with other cells than the header is told, not dropped", async () => {
  const { rows } = await read("a,b\n1\n1,2,3\n1,2,,\n");

  expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
    [2, "the row has 1 cell, the header 2"],
    [3, "the row has 3 cells, the header 2"],
    [4, undefined],
  ]);
});

test("a quotation mark inside a cell without quotes is text", async () => {
  const { rows } = await read('a,b\ntube of 5",x\n"5"" tube",y\n');

  expect(rows.map(({ cells }) => cells["a"])).toEqual(['tube of 5"', '5" tube']);
});

test("column names are written as the source's rules want them", async () => {
  const { columns } = await read("Patientid, url\n", {
    columnName: (name) => name.trim().toLowerCase(),
  });

  expect(columns).toEqual(["patientid", "url"]);
});

test("a table without rows has none, and reading can be left in the middle", async () => {
  expect((await read("a,b\n")).rows).toEqual([]);
  const path = join(mkdtempSync(join(tmpdir(), "pleura-table-")), "t.csv");
  writeFileSync(path, `a\n${"1\n".repeat(100_000)}`);
  const table = await openTable(path, { encoding: "utf-8" });

  for await (const { cells } of table.rows()) {
    expect(cells).toEqual({ a: "1" });
    break;
  }
});

test("UTF-8 that is cut at the end or between pieces is told from other encodings", async () => {
  const long = `a\n${"ü".repeat(100_000)}\n`;

  expect((await read(long)).rows[0]?.cells["a"]).toHaveLength(100_000);
  await expect(read(Buffer.from("a\nü").subarray(0, -1))).rejects.toThrow(
    'read table "t.csv": text must be utf-8, but it is not. Save it as UTF-8, or give --set encoding=windows-1252 if it is that.',
  );
  await expect(read(Buffer.from("\ufeffa\n", "utf16le"))).rejects.toThrow("text must be utf-8");
});

test("a row without end is refused before it fills the memory", async () => {
  await expect(read(`a\n"${"x\n".repeat(1 << 20)}`)).rejects.toThrow(
    'read table "t.csv": quotes must open and close a whole cell, but those in the row of line 2 do not. Double each quote inside a cell.',
  );
});
