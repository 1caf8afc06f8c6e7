// The table of shares: numbers that read back, names that a spreadsheet does not run.
import { CLASSES, readCsv } from "@pleura/data";
import { expect, test } from "vitest";
import { sharesTable } from "./shares-table.ts";

test("holds a line per film with its shares and the class with the largest", () => {
  const shares = Float32Array.of(0.1, 0.7, 0.2);

  const { columns, rows } = readCsv(
    sharesTable([{ id: 4, file: "a.png", probabilities: shares }], "m"),
  );

  expect(columns).toEqual([
    "film",
    "file",
    "model",
    "predicted",
    ...CLASSES.map((name) => `p_${name}`),
    "error",
  ]);
  expect(rows[0]?.cells).toMatchObject({
    film: "4",
    file: "a.png",
    model: "m",
    predicted: CLASSES[1],
    error: "",
  });
  expect(Math.fround(Number(rows[0]?.cells[`p_${CLASSES[0]}`]))).toBe(Math.fround(0.1));
});

test("keeps films that failed, with the reason", () => {
  const { rows } = readCsv(sharesTable([{ id: 1, file: "b.dcm", error: "truncated" }], "m"));

  expect(rows[0]?.cells).toMatchObject({ file: "b.dcm", predicted: "", error: "truncated" });
});

test.each(["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"])(
  "%s is text for a spreadsheet",
  (file) => {
    const { rows } = readCsv(sharesTable([{ id: 1, file }], "m"));

    expect(rows[0]?.cells["file"]).toBe(`'${file}`);
  },
);

test("names are whole, and those that differ in unseen characters stay different", () => {
  const long = `${"folder/".repeat(60)}a.png`;
  const files = [long, "a\u202eb", "a\u200bb", "a\nb", "a\\u{000a}b"];

  const { rows } = readCsv(
    sharesTable(
      files.map((file, id) => ({ id, file })),
      "m",
    ),
  );

  expect(rows.map(({ cells }) => cells["file"])).toEqual([
    long,
    "a\\u{202e}b",
    "a\\u{200b}b",
    "a\\u{000a}b",
    "a\\u{005c}u{000a}b",
  ]);
});
