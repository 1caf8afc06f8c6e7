// metrics.jsonl in pieces of any size, with what crashes, other programs and hostile hands put into it.
import { expect, test } from "vitest";
import { createMetricsReader, type MetricsPiece } from "./metrics-reader.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function readAll(...pieces: readonly string[]): MetricsPiece {
  const reader = createMetricsReader();
  for (const piece of pieces) reader.give(encode(piece));
  while (reader.read(2));
  return reader.take();
}

const plain = ({ curves }: MetricsPiece) =>
  Object.fromEntries(curves.map(({ name, steps, values }) => [name, [[...steps], [...values]]]));

test("reads steps and validations into columns", () => {
  const found = readAll(
    '{"step":1,"epoch":1,"loss":2,"learningRate":0.1}\n{"step":2,"epoch":1,"loss":1}\n',
    '{"step":2,"epoch":1,"validation":{"loss":3,"accuracy":0.5}}\n',
  );

  expect(plain(found)).toEqual({
    loss: [
      [1, 2],
      [2, 1],
    ],
    learningRate: [[1], [0.1]],
    "validation.loss": [[2], [3]],
    "validation.accuracy": [[2], [0.5]],
  });
  expect(found).toMatchObject({ lines: 3, badLines: 0, gaps: 0, restarts: [] });
});

test("waits for the end of the last line, also within a character", () => {
  const reader = createMetricsReader();
  const bytes = encode('{"step":1,"loss":1,"é":7}\n{"step":2,"lo');
  const cut = bytes.indexOf(0xc3) + 1;
  reader.give(bytes.subarray(0, cut));
  reader.give(bytes.subarray(cut));
  reader.read(10);

  expect(plain(reader.take())).toEqual({ loss: [[1], [1]], é: [[1], [7]] });
  reader.give(encode('ss":5}\n'));
  reader.read(10);
  expect(plain(reader.take())).toEqual({ loss: [[2], [5]] });
});

test("takes null, NaN and infinities for gaps and counts them", () => {
  const found = readAll(
    '{"step":1,"loss":null}\n{"step":2,"loss":NaN}\n{"step":3,"loss":-Infinity}\n{"step":4,"loss":1e999}\n',
  );

  expect(plain(found)).toEqual({
    loss: [
      [1, 2, 3, 4],
      [NaN, NaN, NaN, NaN],
    ],
  });
  expect(found.gaps).toBe(4);
});

test("leaves out what is no object with a step and says where the first ones are", () => {
  const found = readAll(
    '[]\n{"loss":1}\n{"step":"1","loss":1}\nnonsense\n\n{"step":1,"loss":1}\n{"step":2,"loss":"=cmd()"}\n',
  );

  expect(found).toMatchObject({
    lines: 7,
    badLines: 4,
    problems: [
      { line: 1, text: "[]" },
      { line: 2, text: '{"loss":1}' },
      { line: 3, text: '{"step":"1","loss":1}' },
      { line: 4, text: "nonsense" },
    ],
  });
  expect(plain(found)).toEqual({ loss: [[1], [1]] });
});

test("a key named __proto__ is a name like any other", () => {
  const found = readAll('{"step":1,"__proto__":5,"constructor":6,"validation":{"__proto__":7}}\n');

  expect(found.curves.map(({ name, values }) => [name, ...values])).toEqual([
    ["__proto__", 5],
    ["constructor", 6],
    ["validation.__proto__", 7],
  ]);
  expect(({} as { step?: unknown }).step).toBeUndefined();
});

test("says where the file goes back", () => {
  expect(readAll('{"step":5,"loss":1}\n{"step":3,"loss":1}\n').restarts).toEqual([3]);
});

test("a line without an end that is longer than any is dropped", () => {
  const reader = createMetricsReader();
  reader.give(encode("x".repeat((1 << 20) + 1)));

  expect(reader.read(10)).toBe(false);
  expect(reader.take()).toMatchObject({ badLines: 1, lines: 1 });
  reader.give(encode('\n{"step":1,"loss":1}\n'));
  reader.read(10);
  expect(plain(reader.take())).toEqual({ loss: [[1], [1]] });
});

test("keeps no more names than a run can have", () => {
  const line = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`n${index}`, 1]));

  expect(readAll(`${JSON.stringify({ step: 1, ...line })}\n`).curves).toHaveLength(64);
});
