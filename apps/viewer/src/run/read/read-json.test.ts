// JSON of runs: the line of a damage, the words of Python, and keys that mean nothing special.
import { expect, test } from "vitest";
import { JsonFileError, ownValue, readJson, valueAt } from "./read-json.ts";

test("names the line of a damage", () => {
  const text = '{\n  "a": 1,\n  "b": oops\n}\n';

  expect(() => readJson(text, "run.json")).toThrow(
    "run.json line 3: the file must be JSON, but it is damaged there. Copy it again, or restore it.",
  );
  expect(() => readJson(text, "run.json")).toThrow(JsonFileError);
});

test("a file that ends too early is damaged in its last line", () => {
  expect(() => readJson('{\n"a": 1,\n', "run.json")).toThrow(/^run\.json line [23]:/);
});

test("takes NaN and infinities for null, but not within texts", () => {
  expect(readJson('{"a": NaN, "b": [-Infinity], "c": "NaN \\" Infinity"}', "x")).toEqual({
    a: null,
    b: [null],
    c: 'NaN " Infinity',
  });
});

test("reads own values only", () => {
  const value = readJson('{"__proto__": {"polluted": 1}, "a": {"b": 2}}', "x");

  expect(valueAt(value, "a", "b")).toBe(2);
  expect(valueAt(value, "__proto__", "polluted")).toBe(1);
  expect(ownValue(value, "toString")).toBeUndefined();
  expect(ownValue(null, "a")).toBeUndefined();
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
