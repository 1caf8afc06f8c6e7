// CSV tables: quoting, line numbers, refusals, and the way there and back.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CsvError, readCsv, writeCsv } from "./csv.ts";
import { encodeUtf8 } from "./utf8.ts";

describe("readCsv", () => {
  test("reads BOM, CRLF, empty lines, doubled quotes and line breaks inside quotes", () => {
    const file = encodeUtf8(
      '\ufefffile,note\r\na.png,"two\r\nlines"\r\n\r\nb.png,"a ""q"", b"\r\n',
    );

    expect(readCsv(file)).toEqual({
      columns: ["file", "note"],
      rows: [
        { line: 2, cells: { file: "a.png", note: "two\r\nlines" } },
        { line: 5, cells: { file: "b.png", note: 'a "q", b' } },
      ],
    });
  });

  test("keeps empty cells, also at the end of a file without a last line break", () => {
    expect(readCsv("a,b\n,\n1,").rows.map(({ cells }) => cells)).toEqual([
      { a: "", b: "" },
      { a: "1", b: "" },
    ]);
  });

  test("reads a column without a name, as a comma at the end of each line makes", () => {
    expect(readCsv("a,b,\n1,2,\n")).toEqual({
      columns: ["a", "b", ""],
      rows: [{ line: 2, cells: { a: "1", b: "2", "": "" } }],
    });
  });

  test("counts lines that end in LF, CRLF or CR, also inside quotes", () => {
    const { rows } = readCsv('a,b\r1,"x\r\ny\nz\rw"\r\n\n2,"\n"\n3,4\r');

    expect(rows.map(({ line }) => line)).toEqual([2, 7, 9]);
    expect(rows[0]?.cells["b"]).toBe("x\r\ny\nz\rw");
  });

  test("takes a column called __proto__ for a name", () => {
    const [row] = readCsv("__proto__,b\n1,2\n").rows;

    expect(Object.keys(row?.cells ?? {})).toEqual(["__proto__", "b"]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test.each([
    [
      "a,b\n1,2\n\n3\n",
      "ragged",
      'read csv "m.csv": line 4 must have 2 cells, but it has 1. Check its commas and quotes.',
    ],
    [
      'a,b\n1,"x\n',
      "quote",
      'read csv "m.csv": quotes must open and close a whole cell, but those in the row of line 2 do not. Double each quote inside a cell.',
    ],
    [
      'a,b\r\n1,"x\r\ny"\r\n\r\n2,"x"y\r\n',
      "quote",
      'read csv "m.csv": quotes must open and close a whole cell, but those in the row of line 5 do not. Double each quote inside a cell.',
    ],
    [
      'a,b\n1,x"y\n',
      "quote",
      'read csv "m.csv": quotes must open and close a whole cell, but those in the row of line 2 do not. Double each quote inside a cell.',
    ],
    ["", "empty", 'read csv "m.csv": a table must have a header row, but it is empty. Add one.'],
    [
      "a,b,a\n",
      "columns",
      'read csv "m.csv": column names must differ, but "a" stands twice. Rename one.',
    ],
    [
      "a,c\n",
      "columns",
      'read csv "m.csv": there must be a column "b", but there are a, c. Add it.',
    ],
  ])("refuses %j as %s", (text, tag, message) => {
    const read = (): unknown => readCsv(text, { name: "m.csv", required: ["b"] });

    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ name: "CsvError", tag }));
  });

  test("refuses text that is not UTF-8", () => {
    expect(() => readCsv(Uint8Array.of(0x61, 0x0a, 0xe4, 0x0a))).toThrow(
      "read csv: text must be UTF-8, but it is not. Save the table as UTF-8.",
    );
  });

  test("says the line of an error", () => {
    const error = (() => {
      try {
        return readCsv("a\n1\n2,3\n");
      } catch (thrown) {
        return thrown;
      }
    })();

    expect(error).toBeInstanceOf(CsvError);
    expect((error as CsvError).line).toBe(3);
  });
});

describe("writeCsv", () => {
  test("gives back any table", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "=", "ä", "") });
    const rows = fc.array(fc.record({ a: cell, b: cell }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, (table) => {
        const read = readCsv(encodeUtf8(writeCsv(["a", "b"], table)));

        expect(read.rows.map(({ cells }) => cells)).toEqual(table);
      }),
    );
  });

  test("gives back a single empty cell", () => {
    expect(readCsv(writeCsv(["a"], [{ a: "" }])).rows).toHaveLength(1);
  });

  test("escapes formulas only when asked, and never numbers", () => {
    const rows = [{ a: "=1+1" }, { a: "-3.5" }, { a: "@x" }, { a: 2 }, { a: undefined }];

    expect(writeCsv(["a"], rows, { escapeFormulas: true })).toBe(`a\n'=1+1\n-3.5\n'@x\n2\n""\n`);
    expect(writeCsv(["a"], rows)).toBe('a\n=1+1\n-3.5\n@x\n2\n""\n');
  });
});
